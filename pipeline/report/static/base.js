/* Elements are built node by node: what comes from a text is only ever text. */

const PROPERTIES = new Set(["className", "id", "title", "href", "lang", "type", "value", "htmlFor", "placeholder", "tabIndex", "open", "checked", "hidden"]);

/** An element with properties (className, title…), listeners (onclick…), attributes (the rest) and children. */
function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** A link to a page of the report; its parts are escaped. */
function inner(parts, options, ...children) {
  return el("a", { ...options, href: address(...parts) }, ...children);
}

function address(...parts) {
  return "#/" + parts.map((part) => encodeURIComponent(String(part))).join("/");
}

/** A link out of the report; plain words where the address is not http or https. */
function outer(url, ...children) {
  let scheme = "";
  try { scheme = new URL(url).protocol; } catch { /* no address at all */ }
  if (scheme !== "http:" && scheme !== "https:") return el("span", {}, ...children);
  return el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, ...children);
}

/** Children with a separator between those that are there. */
function joined(separator, ...children) {
  const there = children.filter((child) => child !== null && child !== undefined && child !== "");
  return there.flatMap((child, place) => (place ? [separator, child] : [child]));
}

/** Lower case, е for ё, marks turned into spaces, a space before every word. */
function folded(text) {
  return " " + text.toLowerCase().replaceAll("ё", "е").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
