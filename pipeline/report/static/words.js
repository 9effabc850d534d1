/* The language of the page. */

const WORDS = JSON.parse(document.getElementById("data-words").textContent);

function kept(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

function keep(name, value) {
  try { localStorage.setItem(name, value); } catch { /* a browser may refuse it to files */ }
}

let language = kept("rupress-language") === "en" ? "en" : "ru";

/** The words of a key, `{}` filled in order. */
function t(key, ...values) {
  let words = WORDS[language][key];
  for (const value of values) words = words.replace("{}", () => value);
  return words;
}

/** The word for a value of a closed list: t2("statuses", "former"). */
function t2(list, value) {
  return WORDS[language][list][value] ?? value;
}

function number(value) {
  return new Intl.NumberFormat(language).format(value);
}

/** A number with its noun in the right form. */
function count(noun, amount) {
  const forms = WORDS[language].counts[noun];
  const rule = new Intl.PluralRules(language).select(amount);
  const form = { one: 0, few: 1 }[rule] ?? forms.length - 1;
  return forms[Math.min(form, forms.length - 1)].replace("{}", number(amount));
}

const DAY = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };

/** A day, month or year as people write it. */
function day(value, short = false) {
  if (!value) return t("no_date");
  const parts = value.split("-").map(Number);
  if (parts.some(Number.isNaN) || parts.length > 3) return value;
  const format = { ...DAY, month: short ? "short" : "long" };
  if (parts.length < 3) delete format.day;
  if (parts.length < 2) delete format.month;
  const date = new Date(0);
  date.setUTCFullYear(parts[0], (parts[1] ?? 1) - 1, parts[2] ?? 1);
  return new Intl.DateTimeFormat(language, format).format(date).replace(/\sг\.$/, "");
}

/** What a date in a text means. */
function dateMeaning([kind, mod, value]) {
  const told = ["duration", "set", "vague"].includes(kind) ? t2("date_kinds", kind) : "";
  const known = kind === "vague" ? "" : value;
  return joined(" ", told, mod && t2("mods", mod), known).join("") || "?";
}

/** The amount of a row of percentages. */
function amount(low, high, comparator, unit) {
  const bounds = low === high ? number(low) : `${number(low)}–${number(high)}`;
  return joined(" ", comparator === "=" ? "" : t2("mods", comparator), bounds, t2("units", unit)).join("");
}
