/* Bars of releases and quotes over time. */

const DAYS_AT_MOST = 62;
const MONTHS_AT_MOST = 72;

/** Releases and quotes by day, month or year, whichever gives a chart that can be read; periods without any too. */
function periods(numbers) {
  const dates = numbers.map((n) => R.date[n]).filter(Boolean).sort();
  if (!dates.length) return { grain: "year", bars: [] };
  const [first, last] = [dates[0], dates.at(-1)];
  const months = (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(last.slice(5, 7) || 12) - Number(first.slice(5, 7) || 1);
  const whole = dates.every((date) => date.length === 10);
  const days = (Date.parse(last) - Date.parse(first)) / 86400000;
  const grain = whole && days <= DAYS_AT_MOST ? "day" : months <= MONTHS_AT_MOST && dates.every((date) => date.length >= 7) ? "month" : "year";
  const size = { day: 10, month: 7, year: 4 }[grain];
  const bars = new Map(between(first.slice(0, size), last.slice(0, size), grain).map((period) => [period, { period, releases: 0, quotes: 0 }]));
  for (const n of numbers) {
    const bar = bars.get(R.date[n].slice(0, size));
    if (!bar) continue;
    bar.releases += 1;
    bar.quotes += quotesIn().get(n)?.length ?? 0;
  }
  return { grain, bars: [...bars.values()] };
}

function between(first, last, grain) {
  const found = [];
  const date = new Date(`${(first + "-01-01").slice(0, 10)}T00:00Z`);
  const size = first.length;
  for (let period = first; period <= last && found.length < 4000; period = date.toISOString().slice(0, size)) {
    found.push(period);
    if (grain === "day") date.setUTCDate(date.getUTCDate() + 1);
    else if (grain === "month") date.setUTCMonth(date.getUTCMonth() + 1);
    else date.setUTCFullYear(date.getUTCFullYear() + 1);
  }
  return found;
}

/** A chart of releases; that of the whole run has their quotes too, and each bar is a link to its period. */
function chart(numbers, whole = true) {
  const { grain, bars } = periods(numbers);
  if (bars.length < 2) return null;
  const highest = Math.max(...bars.map((bar) => Math.max(bar.releases, whole ? bar.quotes : 0)));
  const drawn = bars.map((bar) => {
    const sizes = whole ? ["releases", "quotes"] : ["releases"];
    const told = `${day(bar.period)}: ${count("release", bar.releases)}${whole ? `, ${count("quote", bar.quotes)}` : ""}`;
    const columns = sizes.map((name) => {
      const column = el("span", { className: `bar ${name}-bar` });
      column.style.height = `${(100 * bar[name]) / highest}%`;
      return column;
    });
    const options = { className: "period", title: told, "aria-label": told };
    return bar.releases && whole ? inner(["releases", bar.period], options, columns) : el("span", { className: "period", title: told }, bar.releases ? columns : null);
  });
  return el("figure", { className: whole ? "chart" : "chart small" },
    el("figcaption", {}, el("span", { className: "key releases-key" }, t("releases")), whole ? el("span", { className: "key quotes-key" }, t("quotes")) : null, el("span", { className: "grain" }, t2("per", grain))),
    el("div", { className: "scale", "aria-hidden": "true" }, number(highest)),
    el("div", { className: "bars" }, drawn),
    el("div", { className: "ends", "aria-hidden": "true" }, el("span", {}, day(bars[0].period, true)), el("span", {}, day(bars.at(-1).period, true))));
}

function periodTable(numbers) {
  const bars = periods(numbers).bars.filter((bar) => bar.releases).reverse();
  const row = (bar) => el("tr", {}, el("td", {}, inner(["releases", bar.period], {}, day(bar.period))), el("td", { className: "n" }, number(bar.releases)), el("td", { className: "n" }, number(bar.quotes)));
  return el("table", { className: "periods" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("period")), el("th", { scope: "col", className: "n" }, t("releases")), el("th", { scope: "col", className: "n" }, t("quotes")))),
    el("tbody", {}, bars.map(row)));
}
