"""Chromium without a window, as a reader's browser; and what it can tell of a page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "no chromium with chromedriver on this machine (Debian: apt-get install chromium chromium-driver)"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-ipc-flooding-protection",
)
DESKTOP, PHONE = (1280, 900), (360, 740)

# Every stretch of words with too little contrast (WCAG 2 AA): ratio, words, colours; backgrounds lie over each other.
FAINT = """
const channel = (c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const parse = (text) => {
  const numbers = text.match(/[\\d.]+/g).map(Number);
  if (text.startsWith("color(")) for (const n of [0, 1, 2]) numbers[n] *= 255;
  return [...numbers.slice(0, 3), numbers[3] ?? 1];
};
const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3]));
const behind = (node) => {
  const colours = [];
  for (; node; node = node.parentElement) colours.push(parse(getComputedStyle(node).backgroundColor));
  return colours.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
};
const faint = [];
const hold = (style, ground, words) => {
  const colour = over(parse(style.color), ground);
  const [a, b] = [light(colour), light(ground)].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) faint.push([ratio.toFixed(2), words.trim().slice(0, 40), style.color, ground.join()]);
};
for (const node of document.body.querySelectorAll("*")) {
  const words = [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data).join("");
  if (!node.getClientRects().length || ["SCRIPT", "STYLE"].includes(node.tagName)) continue;
  if (words.trim()) hold(getComputedStyle(node), behind(node), words);
  if (node.placeholder) hold(getComputedStyle(node, "::placeholder"), behind(node), node.placeholder);
  const after = getComputedStyle(node, "::after");
  if (["none", "normal", '""'].includes(after.content)) continue;
  hold(after, over(parse(after.backgroundColor), behind(node)), after.content);
}
return faint;
"""
# Elements that stick out of the window sideways.
WIDE = """
const wide = [...document.body.querySelectorAll("*")].filter((node) => {
  const box = node.getBoundingClientRect();
  return box.width && (box.right > innerWidth + 1 || box.left < -1) && !node.matches(".skip, .unseen");
});
const root = document.documentElement;
return [root.scrollWidth - root.clientWidth, wide.slice(0, 5).map((node) => node.outerHTML.slice(0, 120))];
"""


class Browser:
    """A Chromium with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))

    def look(self, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> None:
        """Take a window of this size in a light or dark scheme; nothing is animated."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": name, "value": value} for name, value in features.items()]},
        )

    def open(self, path: Path, place: str = "") -> None:
        """Open a file from disk, from the start."""
        self.driver.get("about:blank")
        self.driver.get(f"file://{quote(str(path))}{place}")

    def go(self, place: str) -> None:
        """Follow a link inside the page, to the end of what it draws."""
        self.driver.execute_async_script(
            "const done = arguments[1]; if (location.hash === arguments[0]) return done();"
            "addEventListener('hashchange', () => setTimeout(done, 0), { once: true }); location.hash = arguments[0];",
            place,
        )

    def ask(self, script: str, *arguments: object) -> object:
        """What a piece of JavaScript returns."""
        return self.driver.execute_script(script, *arguments)

    def complaints(self) -> list[str]:
        """What the console told since the last time."""
        return [line["message"] for line in self.driver.get_log("browser")]


def browsers(profile: Path) -> Iterator[Browser]:
    """One browser, closed at the end."""
    browser = Browser(profile)
    try:
        yield browser
    finally:
        browser.driver.quit()
