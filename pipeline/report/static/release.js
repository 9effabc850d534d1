/* A release: its text with nested marks, and what was found in it. */

const KINDS = index.kinds;

/** The text of a release as nodes; every quote, post and mention has its place as an id. */
function markedText(release, [text, marks]) {
  const box = el("div", { className: "release-text" });
  const around = [{ node: box, end: Infinity }];
  let place = 0;
  const write = (end) => {
    if (end > place) around.at(-1).node.append(text.slice(place, end));
    place = end;
  };
  for (const mark of marks) {
    while (around.at(-1).end <= mark[0]) { write(around.at(-1).end); around.pop(); }
    write(mark[0]);
    const node = markNode(release, mark, around.length);
    around.at(-1).node.append(node);
    around.push({ node, end: mark[1] });
  }
  while (around.length > 1) { write(around.at(-1).end); around.pop(); }
  write(text.length);
  return box;
}

function markNode(release, [, , kindNumber, n, value, continued], depth) {
  const kind = KINDS[kindNumber];
  if (kind === "aside" || kind === "headline") return el("span", { className: kind });
  if (kind === "position") return el("span", { className: "post", id: continued ? undefined : placeOf.position(n) });
  const id = continued ? undefined : kind === "quote" ? placeOf.quote(n) : placeOf.mention(n);
  if (kind === "quote") return quoteNode(release, n, id);
  const node = typeof value === "number" && value >= 0 && depth < 9
    ? el("a", { className: `mark ${kind}`, id, href: entityAddress(value), title: `${t2("labels", kind)}: ${E.name[value]}`, "data-entity": String(value) })
    : el("span", { className: `mark ${kind}`, id, title: valueTitle(release, kind, n, value) });
  if (!continued) node.setAttribute("data-chip", chip(kind, value));
  return node;
}

function quoteNode(release, n, id) {
  const quote = (quotesIn().get(release) ?? [])[n - 1];
  const by = quote ? speakerLine(quote).map((part) => part.textContent ?? part).join("") : "";
  return el("span", { className: "quote", id, title: by, "data-quote": String(n) });
}

function valueTitle(release, kind, n, value) {
  if (Array.isArray(value)) return `${t2("labels", kind)}: ${dateMeaning(value)}`;
  const row = (percentsIn().get(release) ?? []).find((one) => one.n === n);
  return row ? percentLine(row) : t2("labels", kind);
}

function percentLine(row) {
  const told = joined(", ", row.direction && t2("directions", row.direction), amount(row.low, row.high, row.comparator, row.unit)).join("");
  return row.measure ? `${told}: ${row.measure}` : told;
}

function chip(kind, value) {
  return Array.isArray(value) && ["date", "period", "time"].includes(value[0]) && value[2] ? value[2] : t2("chips", kind);
}

/** Nested links are not allowed: a name inside a name keeps its colour and address by a script. */
function unnest(box) {
  for (const node of box.querySelectorAll("a a")) {
    const plain = el("span", { className: node.className, id: node.id, title: node.title, role: "link", tabindex: "0", "data-entity": node.dataset.entity, "data-chip": node.dataset.chip });
    plain.append(...node.childNodes);
    const open = (event) => { event.preventDefault(); event.stopPropagation(); location.hash = entityAddress(Number(plain.dataset.entity)); };
    plain.addEventListener("click", open);
    plain.addEventListener("keydown", (event) => { if (event.key === "Enter") open(event); });
    node.replaceWith(plain);
  }
  return box;
}

/** The number of a quote behind its last piece, a link to the quote beside the text. */
function numberQuotes(box) {
  const last = new Map();
  for (const node of box.querySelectorAll(".quote")) last.set(node.dataset.quote, node);
  for (const [n, node] of last) node.setAttribute("data-number", n);
  return box;
}

function releasePage(id, place) {
  const n = releaseNumber().get(id);
  if (n === undefined) return unknownPage();
  const held = textOf(n);
  const said = quotesIn().get(n) ?? [];
  const chips = kept("rupress-chips") === "yes";
  const text = held ? numberQuotes(unnest(markedText(n, held))) : el("p", { className: "notice" }, t("no_text", number(index.texts), number(N_RELEASES)));
  text.classList.toggle("chips", chips);
  const page = el("article", { className: "release-page" },
    releaseHeader(n),
    el("div", { className: "reading" },
      el("div", { className: "main-column" }, held ? legend(text, chips) : null, text),
      el("div", { className: "side-column" }, said.length ? section(t("quotes"), said.length, el("ol", { className: "side-quotes" }, said.map((quote) => sideQuote(quote)))) : el("p", { className: "facts" }, t("no_quotes")), releaseFindings(n, held))));
  page.addEventListener("click", (event) => {
    const node = event.target.closest("a[data-place]");
    if (node) setTimeout(() => show(node.dataset.place), 0);
  });
  return { title: R.title[n], page, done: () => place && show(place) };
}

function releaseHeader(n) {
  const copies = copiesOf().get(n) ?? [];
  return el("header", { className: "head" },
    el("p", { className: "kicker" }, day(R.date[n])),
    el("h1", { tabIndex: -1 }, R.title[n]),
    el("p", { className: "facts" }, joined(" · ", R.source[n], R.id[n], R.url[n] ? outer(R.url[n], t("open_source")) : null)),
    R.issuer[n] < 0 ? null : el("p", { className: "facts" }, t("issuer"), ": ", entityLink(R.issuer[n])),
    R.copyOf[n] < 0 ? null : el("p", { className: "facts" }, t("copy_of"), ": ", releaseLink(R.copyOf[n], "", R.title[R.copyOf[n]])),
    copies.length ? el("p", { className: "facts" }, t("copies"), ": ", joined("; ", ...copies.map((c) => releaseLink(c, "", R.title[c])))) : null);
}

function legend(text, chips) {
  const box = el("input", { type: "checkbox", id: "chips", checked: chips, onchange: (event) => { keep("rupress-chips", event.target.checked ? "yes" : "no"); text.classList.toggle("chips", event.target.checked); } });
  return el("div", { className: "legend-line" },
    el("ul", { className: "legend", "aria-label": t("legend") }, KINDS.slice(0, 5).map((kind) => el("li", {}, el("span", { className: `mark ${kind}` }, t2("labels", kind)))), el("li", {}, el("span", { className: "quote" }, t2("labels", "quote")))),
    el("label", { className: "switch", htmlFor: "chips" }, box, " ", t("show_chips")));
}

function sideQuote(quote) {
  const place = placeOf.quote(quote.n);
  const to = inner(["release", R.id[quote.release], place], { className: "to-place", "data-place": place, "aria-label": `${t("quotes")} ${quote.n}, ${t("in_text")}` }, String(quote.n));
  const item = quoteItem(quote, { inRelease: true });
  item.prepend(to);
  return item;
}

function releaseFindings(n, held) {
  const rows = postsIn().get(n) ?? [];
  const values = percentsIn().get(n) ?? [];
  const to = (place, words) => inner(["release", R.id[n], place], { "data-place": place }, words);
  const post = (row) => el("li", {}, entityLink(row.entity, row.person), " — ", joined(", ", to(placeOf.position(row.n), row.title), row.organisation && entityLink(row.body, row.organisation)), row.status === "current" ? null : el("span", { className: "status" }, t2("statuses", row.status)));
  const value = (row) => el("li", {}, to(placeOf.mention(row.n), row.words), " ", el("span", { className: "facts-inline" }, percentLine(row)));
  const dates = held ? held[1].filter((mark) => KINDS[mark[2]] === "DATE" && !mark[5]) : [];
  const date = (mark) => el("li", {}, to(placeOf.mention(mark[3]), held[0].slice(mark[0], mark[1]).replace(/\s+/g, " ")), " ", el("span", { className: "facts-inline" }, Array.isArray(mark[4]) ? dateMeaning(mark[4]) : ""));
  const notes = held?.[2] ?? [];
  const list = (items) => el("ul", { className: "found-list" }, items);
  return [
    section(t("positions"), rows.length, list(rows.map(post))),
    section(t("percents"), values.length, list(values.map(value))),
    section(t("dates"), dates.length, list(dates.map(date))),
    section(t("notes"), notes.length, list(notes.map((note) => el("li", {}, note)))),
  ];
}

/** Highlight a place of the text and bring it into view: q1, p2, m3, or all of an entity. */
function show(place) {
  document.querySelectorAll(".target").forEach((node) => node.classList.remove("target"));
  const entity = entityNumber().get(place);
  const number = place.slice(1);
  const nodes = entity !== undefined ? document.querySelectorAll(`.release-text [data-entity="${entity}"]`)
    : place[0] === "q" ? document.querySelectorAll(`.release-text [data-quote="${Number(number)}"]`)
    : [document.getElementById(place)].filter(Boolean);
  if (!nodes.length) return;
  nodes.forEach((node) => node.classList.add("target"));
  if (!nodes[0].hasAttribute("href") && !nodes[0].hasAttribute("tabindex")) nodes[0].tabIndex = -1;
  nodes[0].focus({ preventScroll: true });
  nodes[0].scrollIntoView({ block: "center" });
}
