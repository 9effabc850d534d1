"""Releases with everything that a table may hold, of invented people and bodies."""

from __future__ import annotations

import pytest

from pipeline.records import (
    DateValue,
    LocalEntity,
    Mention,
    Note,
    PercentValue,
    Position,
    Publication,
    Quote,
    QuotePart,
    QuoteSpeaker,
    Release,
    Section,
    Sentence,
)

TEXT = (
    "Завод «Лучинский» вырос на 7,5%\n\n"
    "=cmd|' /C calc'!A0 «Мы рады,\nи \"рады\" вдвойне 🎉\ufffd», — сказала директор завода «Лучинский» Зоя Крапивина. "
    "К 3 мая 2031 года в 10:00 — NUL\0здесь.\r\nКонец;\ttab"
)


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def rich_release() -> Release:
    first, body = TEXT.index("\n\n"), TEXT.index("=cmd")
    return Release(
        release_id="=2+2:m1",
        text=TEXT,
        source="папка/выпуски, часть «1».csv",
        record="17",
        url='https://example.org/?a=1&b="2"',
        title='-1+1, "кавычки"\nи строка',
        publication=Publication("2031-04-28", "field"),
        n_tokens=41,
        sections=(Section("headline", 0, first), Section("body", body, len(TEXT))),
        sentences=(
            Sentence(0, 0, first),
            Sentence(1, body, TEXT.index(" К 3 мая")),
            Sentence(1, TEXT.index("К 3 мая"), len(TEXT)),
        ),
        mentions=(
            Mention(
                *span("Завод «Лучинский»"), "ORG", "names.model", 0.91, "Завод «Лучинский»", "завод «Лучинский»", 0
            ),
            Mention(
                *span("7,5%"),
                "PERCENT",
                "percents.number",
                percent=PercentValue(7.5, 7.5, "=", "percent", "up", "выпуск"),
            ),
            Mention(*span("директор завода «Лучинский»"), "ORG", "names.model", 0.5, entity=0),
            Mention(
                *span("завода «Лучинский»"),
                "ORG",
                "names.model",
                None,
                "завод «Лучинский»",
                "завод «Лучинский»",
                0,
                parent=2,
            ),
            Mention(*span("Зоя Крапивина"), "PER", "names.model", 1.0, "Зоя Крапивина", "Зоя Крапивина", 1),
            Mention(
                *span("3 мая 2031 года в 10:00"),
                "DATE",
                "dates.day_hour",
                date=DateValue(
                    "time", "2031-05-03T10:00", "2031-05-03T10:00", None, "minute", "by", "2031-04-28", "published"
                ),
            ),
        ),
        entities=(LocalEntity("ORG", "завод «Лучинский»", 3), LocalEntity("PER", "Зоя Крапивина", 1)),
        positions=(
            Position(
                *span("директор завода «Лучинский»"),
                "Зоя Крапивина",
                1,
                "директор",
                "завод «Лучинский»",
                0,
                "current",
                "positions.left",
            ),
            Position(*span("директор"), "Кто-то", None, "'=директор", None, None, "former", "positions.left", 0.25),
        ),
        quotes=(
            Quote(
                "direct",
                (QuotePart(*span("Мы рады,\n")), QuotePart(*span('и "рады" вдвойне 🎉\ufffd'))),
                (
                    QuoteSpeaker(
                        *span("директор завода «Лучинский» Зоя Крапивина"),
                        "Зоя Крапивина",
                        1,
                        "директор",
                        "завод «Лучинский»",
                    ),
                    QuoteSpeaker(None, None, None, None, "'-", None),
                ),
                "name",
                "quotes.comma_dash",
                "сказать",
                *span("сказала"),
                organisation_entity=0,
                confidence=0.875,
            ),
            Quote("indirect", (QuotePart(*span("Конец")),), (), "implicit", "quotes.bare"),
        ),
        notes=(
            Note("reading", "replaced", "a lone surrogate became U+FFFD", *span("\ufffd")),
            Note("layout", "odd", "''+"),
        ),
    )


@pytest.fixture
def releases() -> list[Release]:
    """A rich release, an empty one, one with the id of another, one that only tells its month."""
    return [
        rich_release(),
        Release("пусто", "", source="", title=""),
        Release(
            "=2+2:m1", "@сам\0", entities=(LocalEntity("PER", "Крапивина", 2), LocalEntity("LOC", "\t+Нижний Лог", 1))
        ),
        Release(
            "a:m1",
            "'=x",
            publication=Publication("2031-05", "dateline"),
            entities=(LocalEntity("ORG", 'Завод "Лучинский"', 1),),
        ),
    ]
