"""A release marked up for reading; nothing in it acts on the terminal."""

import pytest

from pipeline.records import (
    DateValue,
    LocalEntity,
    Mention,
    PercentValue,
    Position,
    Publication,
    Quote,
    QuotePart,
    QuoteSpeaker,
    Release,
    Section,
)
from pipeline.show import date_value, percent_value, render, visible, visible_same_length

TEXT = "Фото: Пресса\n«Цех готов», — сказала директор «Луча» Анна Котова 12 марта. Выпуск вырос на 15%."


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


RELEASE = Release(
    release_id="r1",
    text=TEXT,
    title="Новый цех",
    publication=Publication("2025-03-14", "field"),
    sections=(Section("credit", 0, 13), Section("body", 13, len(TEXT))),
    mentions=(
        Mention(*span("«Луча»"), label="ORG", found_by="x"),
        Mention(*span("Анна Котова"), label="PER", found_by="x", entity=0),
        Mention(*span("12 марта"), label="DATE", found_by="x", date=DateValue("date", "2025-03-12", None, None)),
        Mention(
            *span("15%"), label="PERCENT", found_by="x", percent=PercentValue(15, 15, direction="up", measure="выпуск")
        ),
    ),
    entities=(LocalEntity("PER", "Анна Котова", 1),),
    positions=(Position(*span("директор"), "Анна Котова", 0, "директор", "«Луч»", None, "former", "x"),),
    quotes=(
        Quote(
            "direct",
            (QuotePart(*span("Цех готов")),),
            (
                QuoteSpeaker(
                    *span("Анна Котова"), speaker="Анна Котова", entity=0, role="директор", organisation="«Луч»"
                ),
            ),
            "name",
            "x",
            cue="сказать",
        ),
    ),
)


def test_names_dates_percentages_and_quotes_are_marked() -> None:
    assert render(RELEASE).plain.splitlines() == [
        "r1 · published 2025-03-14 (field) · Новый цех",
        "",
        "Фото: Пресса",
        "«❝Цех готов❞1», — сказала директор [«Луча»]ORG [Анна Котова]PER [12 марта]DATE=2025-03-12. "
        "Выпуск вырос на [15%]PERCENT=↑ 15 % of выпуск.",
        "",
        "Quotes",
        "  1. direct (сказать): Анна Котова, директор, «Луч»",
        "     Цех готов",
        "",
        "Positions",
        "  Анна Котова — директор, «Луч» (former)",
    ]


def styles_of(words: str) -> set[str]:
    page = render(RELEASE)
    at = page.plain.index(words)
    return {str(part.style) for part in page.spans if part.start <= at < part.end}


@pytest.mark.parametrize(
    "words, style",
    [
        ("Анна Котова]", "magenta"),
        ("«Луча»]", "cyan"),
        ("12 марта]", "yellow"),
        ("Цех готов❞", "italic"),
        ("Фото", "dim"),
    ],
)
def test_labels_have_colours(words: str, style: str) -> None:
    assert any(style in found for found in styles_of(words))


def test_marks_inside_marks_are_nested() -> None:
    text = "завод «Луч» Твери"
    mentions = (
        Mention(0, 17, "ORG", "x"),
        Mention(6, 11, "ORG", "x", parent=0),
        Mention(12, 17, "LOC", "x", parent=0),
    )
    page = render(Release("r", text, mentions=mentions)).plain
    assert "[завод [«Луч»]ORG [Твери]LOC]ORG" in page


@pytest.mark.parametrize(
    "text, shown",
    [
        ("\x1b[31mкрасный\x1b[0m", "␛[31mкрасный␛[0m"),
        ("a\x07b\x00c\x08d\x7f", "a␇b␀c␈d␡"),
        ("окно\x9b2J", "окно‹009B›2J"),
        ("справа\u202eналево", "справа‹202E›налево"),
        ("раз\r\nдва\rтри\tчетыре\n", "раз\nдва\nтри\tчетыре\n"),
        ("раз\u2028два\u2029три", "раз\nдва\nтри"),
        ("[red]не разметка[/red] :smile:", "[red]не разметка[/red] :smile:"),
    ],
)
def test_control_characters_are_pictures_and_markup_is_text(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert shown.strip() in render(Release("r", text)).plain


@pytest.mark.parametrize(
    "value, shown",
    [
        (DateValue("date", "2025-09-23", None, None), "2025-09-23"),
        (DateValue("period", "2025-H1", None, None, mod="end"), "end 2025-H1"),
        (DateValue("vague", None, None, None), "vague"),
        (DateValue("date", None, None, None, mod=">="), ">= ?"),
    ],
)
def test_values_of_dates(value: DateValue, shown: str) -> None:
    assert date_value(value) == shown


@pytest.mark.parametrize(
    "value, shown",
    [
        (PercentValue(15, 15), "15 %"),
        (PercentValue(1.5, 2, comparator="~", unit="percentage_point", direction="down"), "↓ ~ 1.5–2 p.p."),
    ],
)
def test_values_of_percentages(value: PercentValue, shown: str) -> None:
    assert percent_value(value) == shown


@pytest.mark.parametrize(
    "text, shown",
    [("а\r\nб", "а \nб"), ("а\rб", "а\nб"), ("а\u2028б", "а\nб"), ("а\x1bб\u202eв", "а␛б‹в"), ("а\tб 🙂", "а\tб 🙂")],
)
def test_offsets_hold_where_characters_are_shown_as_pictures(text: str, shown: str) -> None:
    assert visible_same_length(text) == shown
    assert len(shown) == len(text)
