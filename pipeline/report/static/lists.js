/* Lists that grow by a page on demand, and the rows that stand in them. */

const PAGE = 40;
const shown = new Map();

/** A list of any length: a page of rows, and a button for the next. What was shown stays so on the way back. */
function longList(rows, row, { tag = "ul", className = "rows", key = "", page = PAGE } = {}) {
  const place = `${location.hash}|${key}`;
  const list = el(tag, { className });
  const box = el("div", {}, list);
  const grow = (size) => {
    const start = list.children.length;
    list.append(...rows.slice(start, size).map((one, n) => row(one, start + n)));
    shown.set(place, list.children.length);
    box.querySelector(":scope > .more")?.remove();
    if (list.children.length < rows.length) box.append(more());
    return list.children[start];
  };
  const more = () => el("button", {
    type: "button", className: "more",
    onclick: () => focusOn(grow(list.children.length + page).querySelector("a, button")),
  }, t("more", number(Math.min(page, rows.length - list.children.length)), number(rows.length - list.children.length)));
  grow(shown.get(place) ?? page);
  return box;
}

function focusOn(node) {
  node?.focus({ preventScroll: true });
}

function entityAddress(n) {
  return address(PAGES[E.label[n]], E.id[n]);
}

/** A name as a link to its page; plain where it has none. */
function entityLink(n, name) {
  return n < 0 ? name : el("a", { href: entityAddress(n), className: `entity ${LABELS[E.label[n]]}` }, name || E.name[n]);
}

function releaseLink(n, place, ...children) {
  return inner(place ? ["release", R.id[n], place] : ["release", R.id[n]], {}, ...children);
}

/** A section with its heading; nothing where there is nothing in it. */
function section(title, amount, ...children) {
  if (amount === 0) return null;
  const size = amount === null ? null : el("span", { className: "amount" }, number(amount));
  return el("section", {}, el("h2", {}, title, size ? " " : null, size), ...children);
}

function speakerLine(quote, without = -1) {
  const told = quote.speakers.map((s) => {
    const name = s.entity === without ? null : s.name && entityLink(s.entity, s.name);
    const body = s.organisation && s.organisation !== s.name && s.body !== without ? entityLink(s.body, s.organisation) : null;
    return el("span", {}, joined(", ", name && el("b", {}, name), s.role, body));
  }).filter((line) => line.childNodes.length);
  const form = quote.speakers.some((s) => s.name || s.role) ? "" : t2("forms", quote.form);
  return joined("; ", ...told, form);
}

/** A quote in full, who said it, when, and the way to its place. */
function quoteItem(quote, { without = -1, inRelease = false } = {}) {
  const source = inRelease ? null : el("span", {}, releaseLink(quote.release, placeOf.quote(quote.n), R.title[quote.release]));
  const lines = [joined(" · ", ...speakerLine(quote, without).length ? [el("span", {}, speakerLine(quote, without))] : [])];
  const facts = joined(" · ", inRelease ? null : day(R.date[quote.release]), quote.kind === "direct" ? null : t2("quote_kinds", quote.kind), source);
  return el("li", { className: "said" },
    el("blockquote", { className: quote.kind }, quote.text),
    lines[0].length ? el("p", { className: "by" }, lines[0]) : null,
    facts.length ? el("p", { className: "facts" }, facts) : null);
}

function releaseItem(n, place) {
  const said = quotesIn().get(n)?.length ?? 0;
  const copy = R.copyOf[n] < 0 ? null : t("copy_of").toLowerCase();
  return el("li", { className: "release-row" },
    el("span", { className: "when" }, day(R.date[n], true)),
    el("span", { className: "what" }, releaseLink(n, place, R.title[n]),
      el("span", { className: "facts" }, joined(" · ", said ? count("quote", said) : null, R.issuer[n] < 0 ? null : E.name[R.issuer[n]], copy))));
}

/** The post that was told of a person last. */
function postLine(n) {
  const last = postsOf().get(n)?.reduce((a, b) => (R.date[b.release] > R.date[a.release] ? b : a));
  return last ? joined(", ", last.title, last.organisation).join("") : "";
}

function entityItem(n) {
  const said = quotesOf().get(n)?.length ?? 0;
  return el("li", { className: "entity-row" },
    el("span", { className: "what" }, entityLink(n), el("span", { className: "facts" }, E.label[n] === 0 ? postLine(n) : "")),
    el("span", { className: "sizes" }, joined(" · ", count("release", E.releases[n].length), said ? count("quote", said) : null)));
}
