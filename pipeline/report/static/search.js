/* Search by beginnings of words, in names of people, organisations, places, and titles of releases. */

const RESULTS = 8;
const haystacks = lazy(() => ({
  entities: E.name.map((name, n) => folded(joined(" ", name, ...E.names[n]).join(""))),
  releases: R.title.map((title, n) => folded(`${title} ${R.id[n]} ${R.source[n]}`)),
}));

function words(query) {
  return folded(query).split(" ").filter(Boolean).map((word) => " " + word);
}

/** Numbers of the texts in which every word of a query begins some word. */
function matching(texts, query) {
  const wanted = words(query);
  if (!wanted.length) return [];
  const found = [];
  texts.forEach((text, n) => {
    if (wanted.every((word) => text.includes(word))) found.push(n);
  });
  return found;
}

/** Numbers of entities by label, and of releases; first the ones whose own name begins with the query. */
function search(query) {
  const start = folded(query);
  const rank = (n) => (haystacks().entities[n].startsWith(start) ? 0 : 1);
  const entities = matching(haystacks().entities, query).sort((a, b) => rank(a) - rank(b) || a - b);
  return { entities, releases: matching(haystacks().releases, query) };
}

/** The results to choose from while typing, and how many there are in all. */
function suggestions(query) {
  const found = search(query);
  const chosen = found.entities.slice(0, RESULTS).map((n) => ({ href: entityAddress(n), tag: LABELS[E.label[n]], name: E.name[n], told: joined(" · ", t2("labels", LABELS[E.label[n]]), E.label[n] === 0 ? postLine(n) : null, count("release", E.releases[n].length)).join("") }));
  for (const n of found.releases.slice(0, Math.max(3, RESULTS - chosen.length))) {
    chosen.push({ href: address("release", R.id[n]), tag: "", name: R.title[n], told: joined(" · ", t("release"), day(R.date[n])).join("") });
  }
  return { rows: chosen, total: found.entities.length + found.releases.length };
}

/** The search field with its list: arrows choose, Enter opens, Escape closes. */
function searchField() {
  const list = el("ul", { id: "found", role: "listbox", "aria-label": t("search"), hidden: true });
  const input = el("input", {
    type: "search", id: "query", placeholder: t("search_hint"), autocomplete: "off", spellcheck: "false", role: "combobox",
    "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list", "aria-label": `${t("search")}. ${t("search_help")}`,
  });
  let chosen = -1;
  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === place)));
    const item = list.children[place];
    if (item) item.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); choose(-1); };
  const open = (href) => { close(); input.blur(); location.hash = href; };
  const suggest = () => {
    const query = input.value.trim();
    if (!folded(query).trim()) return close();
    const { rows, total } = suggestions(query);
    rows.push({ href: address("search", query), tag: "all", name: t("search_all", query), told: rows.length ? "" : t("nothing") });
    list.replaceChildren(...rows.map((row, n) => suggestion(row, n, open)));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(-1);
    say(total ? t("shown_of", number(rows.length - 1), number(total)) : t("nothing"));
  };
  input.addEventListener("input", suggest);
  input.addEventListener("focus", suggest);
  input.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== input) close(); }, 0));
  input.addEventListener("keydown", (event) => {
    const size = list.hidden ? 0 : list.children.length;
    if (event.key === "ArrowDown" && !size) suggest();
    else if (event.key === "ArrowDown") choose((chosen + 1) % size);
    else if (event.key === "ArrowUp" && size) choose(chosen <= 0 ? size - 1 : chosen - 1);
    else if (event.key === "Escape") { if (list.hidden) input.value = ""; close(); }
    else if (event.key === "Enter" && input.value.trim()) open(list.children[chosen]?.dataset.href ?? address("search", input.value.trim()));
    else return;
    event.preventDefault();
  });
  return el("form", { role: "search", className: "search", onsubmit: (event) => event.preventDefault() }, input, list);
}

function suggestion(row, n, open) {
  const item = el("li", { id: `found-${n}`, role: "option", "aria-selected": "false", className: row.tag === "all" ? "all" : "" },
    LABELS.includes(row.tag) ? el("span", { className: `dot ${row.tag}`, title: t2("labels", row.tag) }) : el("span", { className: "dot page" }),
    el("span", { className: "name" }, row.name), el("span", { className: "told" }, row.told));
  item.dataset.href = row.href;
  item.addEventListener("pointerdown", (event) => event.preventDefault());
  item.addEventListener("click", () => open(row.href));
  return item;
}

/** Tell a screen reader. */
function say(text) {
  document.getElementById("spoken").textContent = text;
}
