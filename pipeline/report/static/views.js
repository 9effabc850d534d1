/* The overview and the lists. */

function homePage() {
  const numbers = R.id.map((_, n) => n);
  const [people, organisations, places] = ofLabel();
  const tiles = [["releases", "release", N_RELEASES], ["people", "person", people.length], ["organisations", "organisation", organisations.length], ["places", "place", places.length], ["quotes", "quote", quotes().length], ["percents", "percent", percents().length]];
  const speakers = [...quotesOf().entries()].filter(([n]) => E.label[n] === 0).sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).slice(0, 8).map(([n]) => n);
  const drawn = chart(numbers);
  const page = el("div", { className: "home" },
    el("header", { className: "head" }, el("h1", { tabIndex: -1 }, t("home")), el("p", { className: "facts" }, joined(" · ", index.name, wholeSpan()))),
    index.texts < N_RELEASES ? el("p", { className: "notice" }, t("texts_cut", number(index.texts), number(N_RELEASES))) : null,
    el("ul", { className: "tiles" }, tiles.filter((tile) => tile[2]).map(([route, noun, size]) => el("li", {}, tile(route, noun, size)))),
    drawn ? section(t("over_time"), null, drawn) : null,
    el("div", { className: "columns" },
      section(t("quoted_most"), speakers.length ? null : 0, el("ul", { className: "rows" }, speakers.map(entityItem))),
      section(t("named_most"), organisations.length ? null : 0, el("ul", { className: "rows" }, organisations.slice(0, 8).map(entityItem)))),
    section(t("newest"), N_RELEASES ? null : 0, el("ul", { className: "rows" }, numbers.slice(0, 8).map((n) => releaseItem(n))), el("p", {}, inner(["releases"], { className: "onward" }, count("release", N_RELEASES)))),
    failuresSection());
  return { title: index.name, page };
}

/** The first and last day of publication, in words. */
function wholeSpan() {
  const dates = R.date.filter(Boolean).sort();
  if (!dates.length) return null;
  const [first, last] = [day(dates[0]), day(dates.at(-1))];
  return first === last ? first : `${first} — ${last}`;
}

function tile(route, noun, size) {
  const words = count(noun, size);
  const figure = number(size);
  return inner([route], {}, el("span", { className: "figure" }, figure), el("span", { className: "noun" }, words.replace(figure, "").trim()));
}

function failuresSection() {
  const { count: size, rows } = index.failures;
  const row = ([source, record, message]) => el("li", {}, joined(": ", joined(" ", source, record).join(""), message));
  return section(t("failures"), size, longList(rows, row, { key: "failures", page: 10 }), rows.length < size ? el("p", { className: "facts" }, t("shown_of", number(rows.length), number(size))) : null);
}

/** A list of everything of a kind, with a field to filter it by. */
function listPage(title, numbers, names, item, extra = null, options = {}) {
  const box = el("div", {});
  const amountNode = el("span", { className: "amount" });
  const place = `filter|${location.hash}`;
  const draw = (query) => {
    const wanted = words(query);
    const rows = wanted.length ? numbers.filter((n) => wanted.every((word) => names(n).includes(word))) : numbers;
    amountNode.textContent = number(rows.length);
    box.replaceChildren(rows.length ? longList(rows, item, { key: query, ...options }) : el("p", { className: "notice" }, t("nothing")));
    shown.set(place, query);
  };
  const query = shown.get(place) ?? "";
  const field = el("input", { type: "search", className: "filter", placeholder: t("filter"), "aria-label": t("filter"), value: query, autocomplete: "off", oninput: (event) => draw(event.target.value) });
  draw(query);
  const page = el("div", {}, el("header", { className: "head" }, el("h1", { tabIndex: -1 }, title, " ", amountNode), extra, field), box);
  return { title, page };
}

function entitiesPage(label) {
  const title = t(["people", "organisations", "places"][label]);
  return listPage(title, ofLabel()[label], (n) => haystacks().entities[n], entityItem);
}

function releasesPage(period) {
  const all = R.id.map((_, n) => n);
  const numbers = !period ? all : all.filter((n) => (period === "undated" ? !R.date[n] : R.date[n].startsWith(period)));
  const title = !period ? t("releases") : `${t("releases")}: ${period === "undated" ? t("undated").toLowerCase() : day(period)}`;
  const years = [...new Set(R.date.map((date) => date.slice(0, 4) || "undated"))];
  const current = period ? (period === "undated" ? period : period.slice(0, 4)) : "";
  const choice = (year) => inner(year ? ["releases", year] : ["releases"], { className: "choice", "aria-current": year === current ? "true" : null }, year === "undated" ? t("undated") : year || t("all"));
  const choices = years.length > 1 ? el("nav", { className: "choices", "aria-label": t("period") }, ["", ...years].map(choice)) : null;
  return listPage(title, numbers, (n) => haystacks().releases[n], (n) => releaseItem(n), choices);
}

function quotesPage() {
  const texts = lazy(() => quotes().map((q) => folded(joined(" ", q.text, ...q.speakers.flatMap((s) => [s.name, s.role, s.organisation])).join(""))));
  return listPage(t("quotes"), quotes().map((_, n) => n), (n) => texts()[n], (n) => quoteItem(quotes()[n]), null, { tag: "ol", className: "quotes" });
}

const measures = lazy(() => [...grouped(percents(), (p) => [p.measure ? folded(p.measure).trim() : ""]).entries()]
  .map(([key, rows]) => ({ key, name: rows[0].measure, rows }))
  .sort((a, b) => (a.key ? 0 : 1) - (b.key ? 0 : 1) || b.rows.length - a.rows.length || a.name.localeCompare(b.name, "ru")));

function percentsPage() {
  const groups = measures();
  const texts = lazy(() => groups.map((group) => folded(group.name || t("no_measure"))));
  return listPage(t("percents"), groups.map((_, n) => n), (n) => texts()[n], (n) => measureItem(groups[n]));
}

function measureItem(group) {
  const head = el("h2", { className: group.key ? "measure" : "measure none" }, group.name || t("no_measure"));
  return el("li", { className: "measure-row" }, head, longList(group.rows, percentItem, { className: "values", key: `measure ${group.key}`, page: 5 }));
}

function percentItem(row) {
  const arrow = { up: "↑", down: "↓" }[row.direction];
  const value = el("span", { className: "value", title: row.direction ? t2("directions", row.direction) : "" }, joined(" ", arrow, amount(row.low, row.high, row.comparator, row.unit)));
  return el("li", {}, releaseLink(row.release, placeOf.mention(row.n), value), el("span", { className: "context" }, contextOf(row) ?? row.words),
    el("span", { className: "facts" }, joined(" · ", day(R.date[row.release], true), R.title[row.release])));
}

/** The words round a percentage, itself emphasised. */
function contextOf(row) {
  const held = textOf(row.release);
  const mark = held?.[1].find((one) => one[3] === row.n && KINDS[one[2]] === "PERCENT" && !one[5]);
  if (!mark) return null;
  const [from, to] = [Math.max(0, mark[0] - 70), Math.min(held[0].length, mark[1] + 50)];
  const before = held[0].slice(from, mark[0]).replace(from ? /^\S*\s/ : /^/, from ? "…" : "");
  const after = held[0].slice(mark[1], to).replace(to < held[0].length ? /\s\S*$/ : /$/, to < held[0].length ? "…" : "");
  return el("span", {}, before.replace(/\s+/g, " "), el("b", {}, held[0].slice(mark[0], mark[1])), after.replace(/\s+/g, " "));
}

function timelinePage() {
  const numbers = R.id.map((_, n) => n);
  const undated = numbers.filter((n) => !R.date[n]).length;
  const page = el("div", {}, el("header", { className: "head" }, el("h1", { tabIndex: -1 }, t("timeline"))),
    undated === N_RELEASES ? el("p", { className: "notice" }, t("no_dates")) : [chart(numbers), periodTable(numbers)],
    undated ? el("p", {}, inner(["releases", "undated"], {}, `${t("undated")}: ${count("release", undated)}`)) : null);
  return { title: t("timeline"), page };
}

function searchPage(query) {
  const found = search(query);
  const by = LABELS.map((_, label) => found.entities.filter((n) => E.label[n] === label));
  const texts = el("div", {}, el("button", { type: "button", className: "more", onclick: () => texts.replaceChildren(textResults(query)) }, t("search_texts")));
  const page = el("div", {}, el("header", { className: "head" }, el("h1", { tabIndex: -1 }, t("results_for", query))),
    found.entities.length + found.releases.length ? null : el("div", { className: "notice" }, el("p", {}, t("nothing")), el("p", {}, t("nothing_hint"))),
    by.map((numbers, label) => section(t(["people", "organisations", "places"][label]), numbers.length, longList(numbers, entityItem, { key: `e${label}`, page: 15 }))),
    section(t("releases"), found.releases.length, longList(found.releases, (n) => releaseItem(n), { key: "releases", page: 15 })),
    texts);
  return { title: t("results_for", query), page };
}

function textResults(query) {
  const wanted = words(query);
  const numbers = R.id.map((_, n) => n).filter((n) => {
    const held = textOf(n);
    const text = held && folded(held[0]);
    return text && wanted.every((word) => text.includes(word));
  });
  if (!numbers.length) return el("p", { className: "notice" }, t("nothing"));
  return section(t("in_texts"), numbers.length, longList(numbers, (n) => releaseItem(n), { key: "texts" }));
}

function unknownPage() {
  const page = el("div", {}, el("header", { className: "head" }, el("h1", { tabIndex: -1 }, t("unknown"))), el("p", {}, t("unknown_hint")), el("p", {}, inner([""], {}, t("to_home"))));
  return { title: t("unknown"), page };
}
