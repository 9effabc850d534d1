/* The pages of a person, an organisation and a place. */

function entityPage(label, id) {
  const n = entityNumber().get(id);
  if (n === undefined || PAGES[E.label[n]] !== label) return unknownPage();
  const body = [personParts, organisationParts, placeParts][E.label[n]](n);
  const page = el("article", { className: `entity-page ${LABELS[E.label[n]]}` }, entityHeader(n), body, mentionsSection(n));
  return { title: E.name[n], page };
}

function entityHeader(n) {
  const label = LABELS[E.label[n]];
  const [last, first] = [E.releases[n].find((r) => R.date[r]), E.releases[n].findLast((r) => R.date[r])];
  const span = first === undefined ? null : R.date[first] === R.date[last] ? day(R.date[first]) : `${day(R.date[first])} — ${day(R.date[last])}`;
  return el("header", { className: "head" },
    el("p", { className: `kicker ${label}` }, el("span", { className: "chip" }, t2("labels", label))),
    el("h1", { tabIndex: -1 }, E.name[n]),
    E.label[n] === 0 && postLine(n) ? el("p", { className: "lead" }, postLine(n)) : null,
    el("p", { className: "facts" }, joined(" · ", count("release", E.releases[n].length), count("mention", E.mentions[n]), span)),
    E.names[n].length ? el("p", { className: "facts" }, `${t("also")}: `, E.names[n].join("; ")) : null);
}

function personParts(n) {
  const said = quotesOf().get(n) ?? [];
  return [postsSection(n), quotesSection(said, n)];
}

function organisationParts(n) {
  const people = staff(n);
  const issued = issuedBy().get(n) ?? [];
  return [
    section(t("staff"), people.length, longList(people, staffItem, { className: "rows", key: "staff" })),
    quotesSection(quotesFrom().get(n) ?? [], n),
    section(t("issued"), issued.length, longList(issued, (r) => releaseItem(r), { key: "issued" })),
  ];
}

function placeParts(n) {
  const links = joined(" · ",
    E.wikidata[n] ? outer(`https://www.wikidata.org/wiki/${encodeURIComponent(E.wikidata[n])}`, "Wikidata") : null,
    E.geonames[n] ? outer(`https://www.geonames.org/${encodeURIComponent(E.geonames[n])}`, "GeoNames") : null);
  return [links.length ? el("p", { className: "facts" }, links) : null, quotesSection(quotesFrom().get(n) ?? [], n)];
}

function quotesSection(said, without) {
  return section(t("quotes"), said.length, longList(said, (quote) => quoteItem(quote, { without }), { tag: "ol", className: "quotes", key: "quotes", page: 20 }));
}

function mentionsSection(n) {
  return section(t("in_releases"), E.releases[n].length, E.releases[n].length > 3 ? chart(E.releases[n], false) : null, longList(E.releases[n], (r) => releaseItem(r, E.id[n]), { key: "mentions", page: 20 }));
}

/** Posts of a person over time: statements of the same post together, the latest first. */
function postsSection(n) {
  const groups = [...grouped(postsOf().get(n) ?? [], (p) => [folded(`${p.title}|${p.organisation}`)]).values()];
  return section(t("posts_over_time"), groups.length, el("ol", { className: "posts" }, groups.map(postItem)));
}

function postItem(statements) {
  const dated = statements.filter((p) => R.date[p.release]);
  const [last, first] = [dated[0], dated.at(-1)].map((p) => p && R.date[p.release]);
  const when = !first ? t("no_date") : first === last ? day(first) : `${day(first)} — ${day(last)}`;
  const statuses = [...new Set(statements.map((p) => p.status))].filter((s) => s !== "current");
  const { title, organisation, body } = statements[0];
  const places = statements.slice(0, 6).map((p) => releaseLink(p.release, placeOf.position(p.n), R.title[p.release]));
  return el("li", {},
    el("p", { className: "when" }, when),
    el("p", { className: "what" }, joined(", ", el("b", {}, title), organisation && entityLink(body, organisation)), statuses.map((s) => el("span", { className: "status" }, t2("statuses", s)))),
    el("ul", { className: "places" }, places.map((link) => el("li", {}, link)), statements.length > 6 ? el("li", { className: "facts" }, `+ ${number(statements.length - 6)}`) : null));
}

/** People with a post in an organisation or quoted for it: entity, name, posts with days, quotes. */
function staff(n) {
  const people = new Map();
  const person = (entity, name) => {
    const key = entity < 0 ? name : entity;
    if (!people.has(key)) people.set(key, { entity, name: entity < 0 ? name : E.name[entity], posts: new Map(), quotes: 0, last: "" });
    return people.get(key);
  };
  const post = (one, title, release, place, status) => {
    if (title && !one.posts.has(title)) one.posts.set(title, { title, release, place, status });
    if (R.date[release] > one.last) one.last = R.date[release];
  };
  for (const p of postsAt().get(n) ?? []) post(person(p.entity, p.person), p.title, p.release, placeOf.position(p.n), p.status);
  for (const quote of quotesFrom().get(n) ?? []) {
    for (const s of quote.speakers) {
      if (s.body !== n || s.entity === n || !s.name) continue;
      const one = person(s.entity, s.name);
      one.quotes += 1;
      post(one, s.role, quote.release, placeOf.quote(quote.n), "current");
    }
  }
  return [...people.values()].sort((a, b) => b.quotes - a.quotes || b.posts.size - a.posts.size);
}

function staffItem(one) {
  const posts = [...one.posts.values()].slice(0, 4).map((p) => el("span", {}, releaseLink(p.release, p.place, p.title), p.status === "current" ? null : el("span", { className: "status" }, t2("statuses", p.status))));
  return el("li", { className: "entity-row" },
    el("span", { className: "what" }, el("b", {}, entityLink(one.entity, one.name)), el("span", { className: "facts" }, joined("; ", ...posts))),
    el("span", { className: "sizes" }, joined(" · ", one.last ? day(one.last, true) : null, one.quotes ? count("quote", one.quotes) : null)));
}
