/* Addresses of pages (#/person/…), the frame round them, and the way back. */

const ROUTES = {
  "": homePage,
  search: (query) => searchPage(query ?? ""),
  people: () => entitiesPage(0),
  organisations: () => entitiesPage(1),
  places: () => entitiesPage(2),
  releases: releasesPage,
  quotes: quotesPage,
  percents: percentsPage,
  timeline: timelinePage,
  release: releasePage,
  person: (id) => entityPage("person", id),
  organisation: (id) => entityPage("organisation", id),
  place: (id) => entityPage("place", id),
};
const MENU = ["", "people", "organisations", "places", "releases", "quotes", "percents", "timeline"];
const HOME_OF = { person: "people", organisation: "organisations", place: "places", release: "releases" };
const content = document.getElementById("content");
const scrolled = new Map();
let current = null;
let rendered = null;
let entry = 0;

function parts() {
  try {
    return location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  } catch {
    return ["unknown"];
  }
}

function route(first = false) {
  const [name, ...rest] = parts();
  const same = !first && name === "release" && rendered === rest[0];
  rendered = name === "release" ? rest[0] : null;
  if (same) return turn(() => rest[1] && show(rest[1]));
  const made = (Object.hasOwn(ROUTES, name) ? ROUTES[name] : unknownPage)(...rest);
  content.replaceChildren(made.page);
  document.title = t("page_of", made.title);
  const section = HOME_OF[name] ?? name;
  for (const link of document.querySelectorAll("#menu a")) {
    if (link.dataset.section === section) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!first) focusOn(content.querySelector("h1"));
  turn(() => { scrollTo(0, 0); made.done?.(); });
}

/** Count a new entry of the history, or, on the way back, scroll to where its page was left. */
function turn(draw) {
  current = location.hash;
  const known = history.state?.rupress;
  if (known === undefined) history.replaceState({ rupress: ++entry }, "");
  else entry = Math.max(entry, known);
  draw();
  if (scrolled.has(known)) scrollTo(0, scrolled.get(known));
}

function frame() {
  const link = (section) => inner([section], { "data-section": section }, t(section || "home"));
  const other = language === "ru" ? "en" : "ru";
  const change = () => { language = other; keep("rupress-language", other); start(); };
  document.documentElement.lang = language;
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("top").replaceChildren(el("div", { className: "inside" },
    inner([""], { className: "brand", title: index.name }, index.name),
    searchField(),
    el("button", { type: "button", className: "language", lang: other, onclick: change }, WORDS[other].lang_name),
    el("nav", { id: "menu", "aria-label": t("sections") }, MENU.map(link))));
  document.getElementById("bottom").replaceChildren(el("p", {}, t("about", index.version)));
}

function start() {
  frame();
  route(true);
}

document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); content.focus(); content.scrollIntoView(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, [contenteditable]")) return;
  event.preventDefault();
  document.getElementById("query").focus();
});
addEventListener("scroll", () => { const at = history.state?.rupress; if (at !== undefined && current === location.hash) scrolled.set(at, scrollY); }, { passive: true });
addEventListener("hashchange", () => route());
history.scrollRestoration = "manual";
start();
