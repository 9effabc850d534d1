"""The pages in a browser: opened from disk, searched, clicked through, on a phone, by keyboard, in light and dark."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import pipeline
from pipeline import sinks, tables
from pipeline.markup import render_html
from pipeline.records import Record
from pipeline.report import write_report
from pipeline.sources import read_inputs

pytest.importorskip("selenium", reason="selenium is not installed: make setup installs it")
from browser import CHROMIUM, DESKTOP, DRIVER, FAINT, MISSING, PHONE, WIDE, Browser, browsers
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
HOSTILE = (
    "</script><script>window.broken = 1</script><img src=x onerror='window.broken = 1'><!-- \u202e 🙂 «Мы "
    "<b>начали</b> стройку», — сказал директор завода «<svg onload=window.broken=1>» Ким Ландышев. Выпуск вырос на 7%. "
    + "Длинноесловобезпробелов"
    * 12
)
ROUTES = (
    "",
    "people",
    "organisations",
    "places",
    "releases",
    "quotes",
    "percents",
    "timeline",
    "search/верхнеоз",
    "nowhere",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from browsers(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def releases():
    hostile = Record(
        HOSTILE, id="bad/<id>?#&", title="<img src=x onerror=window.broken=1>", url="javascript:window.broken=1"
    )
    linked = Record("Директор музея Ева Ландышева открыла зал.", id="linked", url="https://example.com/?a=<b>")
    return list(pipeline.extract_many([*read_inputs([str(SAMPLES)]), hostile, linked]))


@pytest.fixture(scope="module")
def report(releases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("отчёт & <b>")
    arrow = tables.to_tables(releases)
    sinks.write_tables(folder, "parquet", {name: (lambda t=t: iter(t.to_batches())) for name, t in arrow.items()})
    return write_report(folder).path


@pytest.fixture(params=[(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")], ids=str)
def looks(browser: Browser, request: pytest.FixtureRequest) -> Browser:
    browser.look(*request.param)
    return browser


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Browser]:
    """The report on a desktop, in light; nothing may be told to the console."""
    browser.look()
    browser.open(report)
    yield browser
    assert browser.complaints() == []


def find(browser: Browser, css: str) -> WebElement:
    return browser.driver.find_element(By.CSS_SELECTOR, css)


def words_of(browser: Browser, css: str) -> list[str]:
    return [node.text for node in browser.driver.find_elements(By.CSS_SELECTOR, css)]


def heading(browser: Browser) -> str:
    """The heading once the page has drawn where a click led."""
    drawn = "requestAnimationFrame(() => setTimeout(() => arguments[0](document.querySelector('h1').innerText.trim())))"
    return str(browser.driver.execute_async_script(drawn))


def entity(browser: Browser, route: str, name: str) -> str:
    """The address of a person, organisation or place by its name, as its list has it."""
    browser.go(f"#/{route}")
    links = browser.driver.find_elements(By.CSS_SELECTOR, "a.entity")
    return next(str(link.get_attribute("hash")) for link in links if link.text == name)


def test_a_reader_searches_finds_a_person_reads_a_quote_and_goes_to_its_place(page: Browser) -> None:
    field = find(page, "#query")
    field.send_keys("корзухина зин")
    assert words_of(page, "#found .name")[0] == "Зинаида Павловна Корзухина"
    find(page, "#found li").click()
    assert heading(page) == "Зинаида Павловна Корзухина"
    assert "губернатор" in " ".join(words_of(page, ".posts .what"))
    quote = find(page, "ol.quotes > li")
    said = quote.find_element(By.TAG_NAME, "blockquote").text
    link = quote.find_element(By.CSS_SELECTOR, ".facts a")
    title = link.text
    link.click()
    assert heading(page) == title
    assert " ".join("".join(words_of(page, ".release-text .quote.target")).split()) == " ".join(said.split())
    box, height = page.ask("return [document.querySelector('.target').getBoundingClientRect(), innerHeight]")
    assert 0 <= box["top"] < box["bottom"] <= height
    page.driver.back()
    assert heading(page) == "Зинаида Павловна Корзухина"


def test_the_way_back_leads_to_where_the_reader_was(page: Browser) -> None:
    page.go("#/quotes")
    find(page, "button.more").click()
    shown = len(words_of(page, "ol.quotes > li"))
    assert shown == 80
    page.ask("document.querySelectorAll('ol.quotes > li')[60].scrollIntoView()")
    page.driver.execute_async_script("requestAnimationFrame(() => setTimeout(arguments[0], 50))")
    place = page.ask("return scrollY")
    page.driver.find_elements(By.CSS_SELECTOR, "ol.quotes .facts a")[60].click()
    assert page.ask("return location.hash").startswith("#/release/")
    page.driver.back()
    assert len(words_of(page, "ol.quotes > li")) == shown
    assert abs(page.ask("return scrollY") - place) < 400


@pytest.mark.parametrize(
    "query, name",
    [
        ("ХАНСЕН", "Юн Хансен-Лие"),
        ("обл ВЕРХНЕ", "Верхнеозёрская область"),
        ("верхнеозЁрская обл", "Верхнеозёрская область"),
    ],
)
def test_search_matches_beginnings_of_words_in_any_case_with_or_without_yo(
    page: Browser, query: str, name: str
) -> None:
    page.go("#/search/" + page.ask("return encodeURIComponent(arguments[0])", query))
    assert name in words_of(page, "a.entity")


def test_search_does_not_match_inside_words(page: Browser) -> None:
    page.go("#/search/" + page.ask("return encodeURIComponent('озёрск')"))
    assert "Верхнеозёрск" not in words_of(page, "a.entity")


def test_search_by_keyboard(page: Browser) -> None:
    body = find(page, "body")
    body.send_keys("/")
    field = page.driver.switch_to.active_element
    assert field.get_attribute("id") == "query"
    field.send_keys("верхнеоз")
    assert find(page, "#found").is_displayed()
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    [chosen] = page.driver.find_elements(By.CSS_SELECTOR, "#found [aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.send_keys(Keys.ESCAPE)
    assert not find(page, "#found").is_displayed()
    assert field.get_attribute("value") == "верхнеоз"
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    assert heading(page) == "Верхнеозёрская область"
    assert page.driver.switch_to.active_element.tag_name == "h1"


def test_enter_alone_shows_all_results_and_texts_are_searched_on_demand(page: Browser) -> None:
    find(page, "#query").send_keys("купол", Keys.ENTER)
    assert heading(page) == "Результаты по запросу «купол»"
    page.driver.find_elements(By.CSS_SELECTOR, "main button.more")[-1].click()
    assert any("планетарий" in title for title in words_of(page, ".release-row .what > a"))


def test_the_skip_link_comes_first_and_leads_to_the_content(page: Browser) -> None:
    find(page, "body").send_keys(Keys.TAB)
    link = page.driver.switch_to.active_element
    assert link.text == "К содержанию"
    assert link.rect["x"] >= 0
    link.send_keys(Keys.ENTER)
    assert page.driver.switch_to.active_element.get_attribute("id") == "content"


def test_what_has_the_focus_is_seen(page: Browser) -> None:
    for _ in range(14):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        outline = page.ask(
            "const style = getComputedStyle(document.activeElement); return [style.outlineStyle, style.outlineWidth]"
        )
        assert outline == ["solid", "3px"]


def test_every_quote_post_and_percentage_leads_to_its_place(page: Browser, releases) -> None:
    for release in releases[:12]:
        page.go(f"#/release/{release.release_id}")
        for number, quote in enumerate(release.quotes, 1):
            page.go(f"#/release/{release.release_id}/q{number}")
            found = page.ask(
                "return [...document.querySelectorAll('.target')].map((node) => node.textContent).join('')"
            )
            assert "".join(found.split()) == "".join("".join(map(release.words, quote.parts)).split())
        for number, post in enumerate(release.positions, 1):
            page.go(f"#/release/{release.release_id}/p{number}")
            assert release.words(post).startswith(page.ask("return document.querySelector('.target').textContent"))
        for number, mention in enumerate(release.mentions, 1):
            if mention.percent:
                page.go(f"#/release/{release.release_id}/m{number}")
                assert page.ask("return document.querySelector('.target').textContent") == release.words(mention)


def test_the_text_of_a_release_is_whole(page: Browser, releases) -> None:
    for release in releases:
        page.go("#/release/" + page.ask("return encodeURIComponent(arguments[0])", release.release_id))
        shown = page.ask("return document.querySelector('.release-text').textContent")
        expected = release.text.replace("\r\n", " \n").replace("\r", "\n").replace("\u202e", "‹")
        assert shown == expected


def test_a_place_beside_the_text_is_shown_without_drawing_the_page_anew(page: Browser, releases) -> None:
    [release] = [one for one in releases if "открылся планетарий" in one.text]
    page.go(f"#/release/{release.release_id}/q1")
    page.ask("window.kept = document.querySelector('.release-text')")
    page.driver.find_elements(By.CSS_SELECTOR, ".to-place")[2].click()
    assert "".join(words_of(page, ".target")) == "Лучше только настоящее небо"
    assert page.ask("return window.kept === document.querySelector('.release-text')")
    page.driver.back()
    assert "двенадцать звёзд" in "".join(words_of(page, ".target"))


def test_an_organisation_has_its_people_and_a_name_in_a_text_leads_to_its_page(page: Browser) -> None:
    page.go(entity(page, "organisations", "Верхнеозёрский технологический университет"))
    assert "Нонна Эдуардовна Абакшина" in words_of(page, ".entity-row a.entity")
    find(page, ".release-row .what > a").click()
    assert len(words_of(page, ".release-text .target")) >= 1
    find(page, ".release-text a.mark.target").click()
    assert heading(page) == "Верхнеозёрский технологический университет"


def test_nested_names_have_pages_of_their_own(page: Browser, releases) -> None:
    [release] = [one for one in releases if "открылся планетарий" in one.text]
    page.go(f"#/release/{release.release_id}")
    find(page, ".release-text .mark .mark").click()
    assert heading(page) == "Верхнеозёрская область"
    page.driver.back()
    find(page, ".release-text .mark .mark").send_keys(Keys.ENTER)
    assert heading(page) == "Верхнеозёрская область"


def test_lists_are_filtered_and_bars_lead_to_their_period(page: Browser) -> None:
    page.go("#/people")
    find(page, ".filter").send_keys("абакш")
    assert words_of(page, ".rows a.entity") == ["Нонна Эдуардовна Абакшина"]
    page.go("#/timeline")
    bar = find(page, "a.period:last-child")
    told = bar.get_attribute("aria-label")
    bar.click()
    assert heading(page).startswith("Релизы: " + told.partition(":")[0])
    page.go("#/percents")
    find(page, ".filter").send_keys("погреш")
    assert words_of(page, "h2.measure") == ["погрешность сведения картинки"]


def test_a_hostile_text_is_only_text(page: Browser, releases) -> None:
    place = "#/release/" + page.ask("return encodeURIComponent(arguments[0])", "bad/<id>?#&")
    for route in (place, "#/releases", "#/people", "#/organisations", "#/quotes", "#/search/img"):
        page.go(route)
        assert page.ask("return document.querySelectorAll('img, svg, iframe, object, embed, main script').length") == 0
    page.go(place)
    assert heading(page) == "<img src=x onerror=window.broken=1>"
    assert page.ask("return window.broken") is None
    links = page.ask("return [...document.querySelectorAll('a[href]')].map((node) => node.href)")
    assert all(link.startswith("file:") for link in links)


def test_only_web_addresses_lead_out(page: Browser) -> None:
    page.go("#/release/linked")
    [link] = page.driver.find_elements(By.CSS_SELECTOR, "main a[target=_blank]")
    assert (link.get_attribute("href"), link.get_attribute("rel")) == (
        "https://example.com/?a=%3Cb%3E",
        "noopener noreferrer",
    )


def test_the_page_speaks_english_on_demand(page: Browser, report: Path) -> None:
    assert page.ask("return document.documentElement.lang") == "ru"
    find(page, ".language").click()
    assert (page.ask("return document.documentElement.lang"), heading(page)) == ("en", "Overview")
    page.open(report, "#/people")
    assert heading(page).startswith("People")
    find(page, ".language").click()
    assert heading(page).startswith("Люди")


def test_a_link_of_another_run_is_told(page: Browser) -> None:
    for place in ("#/person/PER-none", "#/release/none", "#/%E0%A4%A", "#/constructor"):
        page.go(place)
        assert heading(page) == "Такой страницы в этом отчёте нет"


def pages(browser: Browser, report: Path, releases) -> list[str]:
    """The addresses of a page of every kind."""
    browser.open(report)
    people = entity(browser, "people", "Зинаида Павловна Корзухина")
    bodies = entity(browser, "organisations", "Верхнеозёрский технологический университет")
    places = entity(browser, "places", "Верхнеозёрская область")
    hostile = browser.ask("return encodeURIComponent(arguments[0])", "bad/<id>?#&")
    shown = [f"#/release/{releases[0].release_id}/q1", f"#/release/{hostile}"]
    return [*(f"#/{route}" for route in ROUTES), people, bodies, places, *shown]


def test_every_page_can_be_read(looks: Browser, report: Path, releases) -> None:
    """Contrast, no sideways scrolling, headings in order; with the labels in the text shown."""
    for place in pages(looks, report, releases):
        looks.go(place)
        looks.ask("const box = document.getElementById('chips'); if (box && !box.checked) box.click()")
        assert (place, looks.ask(FAINT)) == (place, [])
        assert (place, looks.ask(WIDE)) == (place, [0, []])
        levels = looks.ask(
            "return [...document.querySelectorAll('h1, h2, h3, h4')].map((node) => Number(node.tagName[1]))"
        )
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert looks.complaints() == []


def test_the_list_of_the_search_can_be_read(looks: Browser, report: Path) -> None:
    looks.open(report)
    find(looks, "#query").send_keys("верх", Keys.ARROW_DOWN)
    assert looks.ask(FAINT) == []
    assert looks.ask(WIDE) == [0, []]


def test_the_page_of_one_release_can_be_read(looks: Browser, releases, tmp_path: Path) -> None:
    for number, release in enumerate([releases[0], releases[-2]]):
        path = tmp_path / f"{number}.html"
        path.write_text(render_html(release), encoding="utf8")
        looks.open(path)
        assert looks.ask(FAINT) == []
        assert looks.ask(WIDE) == [0, []]
        assert looks.ask("return document.querySelectorAll('script, img, svg, a').length") == 0
    assert looks.complaints() == []
