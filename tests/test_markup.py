"""One release as a page: marks nest, meanings are told, and nothing of a text becomes markup."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.markup import render_block, render_html
from pipeline.markup.html import csp_hash, date_meaning, percent_meaning
from pipeline.markup.spans import Span, nest, pieces
from pipeline.markup.words import LANGUAGES, words
from pipeline.records import (
    DATE_KINDS,
    LABELS,
    POSITION_STATUSES,
    QUOTE_KINDS,
    SPEAKER_FORMS,
    DateValue,
    Mention,
    PercentValue,
    Quote,
    QuotePart,
    QuoteSpeaker,
    Release,
    Section,
)
from pipeline.schema.declared import COMPARATORS, DATE_MODS, DIRECTIONS, UNITS
from pipeline.show import render

HOSTILE = "</script><img src=x onerror=alert(1)> <!-- Анна & «Луч» \x1b\u202e javascript:alert(1)"


def drawn(text: str, spans: list[Span]) -> str:
    """The text with `<kind` and `>` round the spans."""
    marks = (
        (piece if isinstance(piece, str) else f"<{piece.kind} " if piece else ">") for piece in pieces(text, spans)
    )
    return "".join(marks)


@pytest.mark.parametrize(
    "spans, expected",
    [
        ([(0, 3, "a"), (4, 7, "b")], "<a раз> <b два> три"),
        ([(0, 11, "a"), (4, 7, "b")], "<a раз <b два> три>"),
        ([(4, 7, "b"), (4, 7, "quote")], "раз <quote <b два>> три"),
        ([(0, 7, "a"), (4, 11, "b")], "<a раз <b два>><b  три>"),
        ([(0, 5, "quote"), (2, 9, "b"), (8, 11, "c")], "<quote ра<b з д>><b ва <c т>><c ри>"),
        ([(3, 3, "a")], "раз два три"),
    ],
)
def test_spans_nest_and_are_cut_where_they_cross(spans: list[tuple[int, int, str]], expected: str) -> None:
    assert drawn("раз два три", nest(Span(*span, 1) for span in spans)) == expected


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["quote", "PER", "aside"]))))
def test_pieces_of_any_spans_are_the_text_and_every_span_is_covered(given_spans: list[tuple[int, int, str]]) -> None:
    text = "а" * 30
    spans = [Span(start, end, kind, n) for n, (start, end, kind) in enumerate(given_spans)]
    cut = nest(spans)
    assert "".join(piece for piece in pieces(text, cut) if isinstance(piece, str)) == text
    for span in spans:
        mine = [piece for piece in cut if piece.number == span.number]
        assert sum(piece.end - piece.start for piece in mine) == max(0, span.end - span.start)
    depth = 0
    for piece in pieces(text, cut):
        depth += 0 if isinstance(piece, str) else 1 if piece else -1
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    "value, meaning",
    [
        (DateValue("date", "2025-09-23", None, None), "2025-09-23"),
        (DateValue("period", "2025-H1", None, None, mod="by"), "к 2025-H1"),
        (DateValue("duration", "P3Y", None, None, mod="~"), "длительность около P3Y"),
        (DateValue("vague", "PRESENT_REF", None, None), "неопределённо"),
        (DateValue("date", None, None, None), "?"),
    ],
)
def test_dates_are_told_in_russian(value: DateValue, meaning: str) -> None:
    assert date_meaning(value) == meaning


@pytest.mark.parametrize(
    "value, meaning",
    [
        (PercentValue(15, 15), "15 %"),
        (PercentValue(1.5, 2, comparator=">=", direction="up", measure="выручка"), "рост, ≥ 1,5–2 %: выручка"),
        (PercentValue(25, 25, unit="basis_point", direction="down"), "снижение, 25 б. п."),
    ],
)
def test_percentages_are_told_in_russian(value: PercentValue, meaning: str) -> None:
    assert percent_meaning(value) == meaning


TEXT = "Фото: Пресса\n«Цех готов», — сказала директор завода «Луч» Твери Анна Котова 12 марта."


def span(part: str) -> tuple[int, int]:
    return TEXT.index(part), TEXT.index(part) + len(part)


RELEASE = Release(
    "r1",
    TEXT,
    source="in/plant.txt",
    sections=(Section("credit", 0, 13), Section("body", 13, len(TEXT))),
    mentions=(
        Mention(*span("завода «Луч» Твери"), "ORG", "x", norm="завод «Луч» Твери"),
        Mention(*span("Твери"), "LOC", "x", norm="Тверь", parent=0),
        Mention(*span("12 марта"), "DATE", "x", date=DateValue("date", "2025-03-12", None, None)),
    ),
    quotes=(
        Quote(
            "direct",
            (QuotePart(*span("Цех готов")),),
            (QuoteSpeaker(*span("Анна Котова"), "Анна Котова", None, "директор", "завод «Луч» Твери"),),
            "name",
            "x",
            cue="сказать",
        ),
    ),
)


def test_a_page_nests_names_and_tells_who_speaks_and_what_a_date_means() -> None:
    page = render_html(RELEASE)
    assert (
        '<span class="mark ORG" title="организация: завод «Луч» Твери" data-chip="орг">завода «Луч» '
        '<span class="mark LOC" title="место: Тверь" data-chip="место">Твери</span></span>'
    ) in page
    assert (
        '<span class="quote" title="Анна Котова, директор, завод «Луч» Твери" data-number="1">Цех готов</span>' in page
    )
    assert 'title="дата: 2025-03-12" data-chip="2025-03-12">12 марта</span>' in page
    assert '<span class="aside">Фото: Пресса\n</span>' in page
    assert "<h1>plant</h1>" in page
    assert "<b>Анна Котова</b> · директор, завод «Луч» Твери · прямая речь · сказать" in page


class _Tags(HTMLParser):
    """Start tags with their attributes, and the text outside of styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile() -> Release:
    part = QuotePart(0, 9)
    return Release(
        HOSTILE,
        HOSTILE,
        source=HOSTILE,
        title=HOSTILE,
        mentions=(
            Mention(9, 37, "PER", HOSTILE, norm=HOSTILE),
            Mention(0, 4, "DATE", "x", date=DateValue("date", HOSTILE, None, None)),
        ),
        quotes=(
            Quote("direct", (part,), (QuoteSpeaker(0, 3, HOSTILE, None, HOSTILE, HOSTILE),), "name", "x", cue=HOSTILE),
        ),
    )


@pytest.mark.parametrize("render", [render_html, render_block])
def test_nothing_of_a_text_becomes_markup(render) -> None:
    page = _Tags(render(hostile()))
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "div",
        "h1",
        "h2",
        "p",
        "ul",
        "ol",
        "li",
        "span",
        "b",
        "blockquote",
    }
    assert {tag for tag, _ in page.tags} <= allowed
    assert {name for _, attributes in page.tags for name in attributes} <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "title", "data-chip", "data-number", "aria-label",
    }  # fmt: skip
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text
    assert "<img src=x onerror=alert(1)>" in page.text


def test_a_page_lets_only_its_own_style_in() -> None:
    page = render_html(hostile())
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert f"default-src 'none'; style-src '{csp_hash(style)}'" in page
    assert "<script" not in page


def test_a_notebook_shows_a_release() -> None:
    block = RELEASE._repr_html_()
    assert 'class="mark ORG"' in block
    assert "<html" not in block
    assert "<h1" not in block


def test_every_value_of_a_table_has_its_words_in_both_languages() -> None:
    lists = {
        "labels": LABELS,
        "chips": LABELS,
        "date_kinds": DATE_KINDS,
        "mods": (*DATE_MODS, *(sign for sign in COMPARATORS if sign != "=")),
        "units": UNITS,
        "directions": DIRECTIONS,
        "quote_kinds": QUOTE_KINDS,
        "forms": SPEAKER_FORMS,
        "statuses": POSITION_STATUSES,
    }
    for language in LANGUAGES:
        missing = {name: set(values) - set(words()[language][name]) for name, values in lists.items()}
        assert {name: values for name, values in missing.items() if values} == {}


def test_both_languages_have_the_same_words() -> None:
    shapes = [
        {key: sorted(value) if isinstance(value, dict) else "" for key, value in words()[name].items()}
        for name in LANGUAGES
    ]
    assert shapes[0] == shapes[1]


def test_every_word_is_used() -> None:
    package = Path(pipeline.__file__).parent
    files = [*package.glob("report/static/*.js"), package / "markup" / "html.py"]
    code = "".join(path.read_text(encoding="utf8") for path in files)
    assert [key for key in words()["ru"] if not re.search(rf"[\"'.]{key}\b", code)] == []


def test_a_label_of_ones_own_is_shown_by_its_name() -> None:
    release = Release("r1", "Дадут 5 рублей.", mentions=(Mention(6, 14, "MONEY<", "own.sum"),))
    mark = '<span class="mark MONEY&lt;" title="MONEY&lt;" data-chip="MONEY&lt;">5 рублей</span>'
    assert mark in render_block(release)
    assert "[5 рублей]MONEY<" in render(release).plain
