"""The scores: a perfect run has them all, and each kind of damage costs what it should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from answers import perfect_release

from pipeline.errors import GoldError
from pipeline.evaluation import Rate, Scores, errors, evaluate, read_gold, read_notation, render, render_errors
from pipeline.evaluation.matching import bag_f1, fold, same_person, same_word, trim, trim_date, trim_quote
from pipeline.evaluation.records import GoldRelease, Span
from pipeline.records import DateValue, Mention, PercentValue, Release

GOLD = Path(__file__).parents[2] / "data" / "gold"

NOTE = read_notation("""\
id: mill
published: 2025-09-23
-----
{#header; unscored} date 2025-09-23 {#body}В [Ольховке]{LOC; norm=Ольховка} с [2019 года]{DATE; value=2019} работает \
[ООО «Жернов»]{ORG; alt=«Жернов»}. В [18:00 3 апреля]{DATE; value=2026-04-03; alt=3 апреля} зерна было на \
[5%]{PERCENT; value=~5} больше, [месяцем ранее]{DATE; optional} меньше.
«[Мелем до [июня]{DATE; value=2026-06-30}, потом на ремонт]{q1}», — [сказал]{c1} [директор]{t1} [Пётр Лён]{PER p1}. \
[По [его]{s1} словам]{c2}, [мука подорожает]{q2}. [Соседи]{s2} [шепчутся]{c3}, что [мельник разбогател]{q3}.
{#credit}Фото: [Ян Рожь]{PER}
-----
position t1; person=Пётр Лён; title=директор; organisation=ООО «Жернов»
quote q1; kind=direct; form=name; speaker=p1; post=t1; cue=c1; lemma=сказать
quote q2; kind=indirect; form=pronoun; speaker=s1; post=t1; cue=c2; lemma=по словам
quote q3; kind=indirect; form=group; speaker=s2; speaker_kind=GROUP; role=соседи; cue=c3; lemma=шептаться; optional
""")


def scores_of(change: Callable[[Release], Release]) -> Scores:
    return evaluate([NOTE], [change(perfect_release(NOTE))])


def counts(scores: Scores, name: str) -> tuple[int, int, int]:
    figure = scores[name]
    assert isinstance(figure, Rate)
    return figure.right, figure.predicted, figure.expected


def at(words: str, after: str = "") -> Span:
    start = NOTE.text.index(words, NOTE.text.index(after))
    return Span(start, start + len(words))


def mention(words: str, label: str, **fields: object) -> Mention:
    span = at(words)
    return Mention(span.start_char, span.end_char, label, "test", **fields)  # type: ignore[arg-type]


def with_mention(release: Release, changed: Mention) -> Release:
    """The release with the mention that overlaps this one replaced."""
    kept = (m for m in release.mentions if m.end_char <= changed.start_char or changed.end_char <= m.start_char)
    return replace(release, mentions=(*kept, changed))


def with_quotes(release: Release, *quotes: object) -> Release:
    return replace(release, quotes=quotes)


@pytest.mark.parametrize("gold", [NOTE, *read_gold(GOLD)], ids=lambda gold: gold.id)
def test_perfect_release_has_every_point(gold: GoldRelease):
    scores = evaluate([gold], [perfect_release(gold)])
    assert {name for name, f in scores.figures.items() if f.value != 1 and f != Rate(0, 0, 0)} == set()
    assert list(errors(scores)) == []


def test_empty_release_has_none():
    empty = Release(release_id=NOTE.id, text=NOTE.text)
    scores = evaluate([NOTE], [empty])
    assert all(figure.value == 0 for figure in scores.figures.values())
    assert counts(scores, "PER exact") == (0, 0, 2)
    assert counts(scores, "quotes IoU") == (0, 0, 2)


def test_edges_of_a_span_are_forgiven():
    assert counts(scores_of(lambda r: with_mention(r, mention("ООО «Жернов", "ORG"))), "ORG exact") == (1, 1, 1)


def test_alternative_span_is_right():
    assert counts(scores_of(lambda r: with_mention(r, mention("«Жернов»", "ORG"))), "ORG exact") == (1, 1, 1)


def test_wrong_label_is_missed_and_spurious():
    scores = scores_of(lambda r: with_mention(r, mention("Ольховке", "PER")))
    assert counts(scores, "LOC exact") == (0, 0, 1)
    assert counts(scores, "PER exact") == (2, 3, 2)
    assert [(e.figure, e.verdict, e.words) for e in errors(scores)] == [
        ("PER exact", "spurious", "Ольховке"),
        ("LOC exact", "missed", "Ольховке"),
    ]


def test_mentions_in_unscored_text_and_at_optional_ones_do_not_count():
    unscored, vague = mention("2025-09-23", "DATE"), mention("ранее", "DATE", date=DateValue("date", None, None, None))
    scores = scores_of(lambda r: replace(with_mention(r, vague), mentions=(*with_mention(r, vague).mentions, unscored)))
    assert counts(scores, "DATE exact") == (3, 3, 3)


@pytest.mark.parametrize("kind", ["duration", "set", "vague"])
def test_dates_without_a_place_in_the_calendar_do_not_count(kind: str):
    extra = mention("потом", "DATE", date=DateValue(kind, "P1D", None, None))
    assert counts(scores_of(lambda r: replace(r, mentions=(*r.mentions, extra))), "DATE exact") == (3, 3, 3)


def test_hour_with_its_day_is_right_for_the_day():
    hour = DateValue("time", "2026-04-03T18:00", "2026-04-03T18:00", "2026-04-03T18:00")
    scores = scores_of(lambda r: with_mention(r, mention("18:00 3 апреля", "DATE", date=hour)))
    assert counts(scores, "DATE exact") == (3, 3, 3)
    assert scores["DATE value"].value == 1


@pytest.mark.parametrize(
    ("words", "start", "stop", "right"),
    [
        ("2019 года", "2019-01-01", "2019-12-31", True),
        ("2019 года", "2019-01-01", None, True),
        ("с 2019 года", "2019-01-01", "2019-12-31", True),
        ("2019", None, "2019-12-31", False),
        ("июня", None, "2026-06-30", True),
        ("июня", "2026-06-01", None, False),
    ],
)
def test_date_values(words: str, start: str | None, stop: str | None, right: bool):
    changed = mention(words, "DATE", date=DateValue("date", None, start, stop))
    scores = scores_of(lambda r: with_mention(r, changed))
    assert counts(scores, "DATE exact") == (3, 3, 3)
    assert scores["DATE value"].value == (1 if right else 2 / 3)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (PercentValue(5, 5, "~"), 1),
        (PercentValue(5, 5, "="), 0),
        (PercentValue(5, 6, "~"), 0),
        (PercentValue(5, 5, "~", "percentage_point"), 0),
        (None, 0),
    ],
)
def test_percent_values(value: PercentValue | None, right: int):
    scores = scores_of(lambda r: with_mention(r, mention("5%", "PERCENT", percent=value)))
    assert scores["PERCENT value"].value == right


@pytest.mark.parametrize(("norm", "right"), [("ольховка", 1), ("Ольховке", 0), (None, 0)])
def test_norms(norm: str | None, right: int):
    scores = scores_of(lambda r: with_mention(r, mention("Ольховке", "LOC", norm=norm)))
    assert scores["LOC norm"].value == right


@pytest.mark.parametrize(
    ("person", "title", "organisation", "pair", "triple"),
    [
        ("Лён", "директора", "ООО «Жернов»", 1, 1),
        ("Пётр Лён", "директор ООО «Жернов»", None, 1, 0),
        ("Пётр Лён", "директор", "ООО «Колос»", 1, 0),
        ("Пётр Лён", "мельник", "ООО «Жернов»", 0, 0),
        ("Иван Лён", "директор", "ООО «Жернов»", 0, 0),
    ],
)
def test_positions(person: str, title: str, organisation: str | None, pair: int, triple: int):
    def change(release: Release) -> Release:
        post = replace(release.positions[0], person=person, title=title, organisation=organisation)
        return replace(release, positions=(post, post))

    scores = scores_of(change)
    assert counts(scores, "positions person+title") == (pair, 1, 1)
    assert counts(scores, "positions +organisation") == (triple, 1, 1)


def test_half_a_quote_is_found_but_not_exact():
    def halve(release: Release) -> Release:
        first, *others = release.quotes
        part = replace(first.parts[0], end_char=at("июня").end_char)
        return with_quotes(release, replace(first, parts=(part,)), *others)

    scores = scores_of(halve)
    assert counts(scores, "quotes IoU") == (2, 3 - 1, 2)
    assert counts(scores, "quotes exact") == (1, 2, 2)


def test_optional_quote_is_neither_right_nor_wrong():
    scores = scores_of(lambda r: with_quotes(r, *r.quotes[:2]))
    assert counts(scores, "quotes IoU") == counts(scores_of(lambda r: r), "quotes IoU") == (2, 2, 2)


def test_second_copy_of_a_quote_is_spurious():
    scores = scores_of(lambda r: with_quotes(r, r.quotes[0], r.quotes[0], r.quotes[1]))
    assert counts(scores, "quotes IoU") == (2, 3, 2)
    assert [e.verdict for e in errors(scores, "quotes IoU")] == ["spurious"]


def test_speaker_by_surname_is_right_and_a_namesake_is_not():
    def speaker(name: str) -> Scores:
        def change(release: Release) -> Release:
            first, *others = release.quotes
            return with_quotes(release, replace(first, speakers=(replace(first.speakers[0], speaker=name),)), *others)

        return scores_of(change)

    assert counts(speaker("П. Лён"), "quotes +speaker") == (2, 2, 2)
    assert counts(speaker("Павлина Лён"), "quotes +speaker") == (1, 2, 2)


def test_sections_count_visible_characters():
    def change(release: Release) -> Release:
        header, body, credit = release.sections
        return replace(release, sections=(header, replace(body, end_char=credit.end_char)))

    scores = scores_of(change)
    credit = len("Фото:ЯнРожь")
    assert counts(scores, "sections credit") == (0, 0, credit)
    body = counts(scores, "sections body")
    assert body[1] - body[0] == credit
    assert counts(scores, "sections spans") == (1, 2, 3)


def test_gold_without_sections_does_not_score_them():
    gold = replace(NOTE, sections=())
    assert not [name for name in evaluate([gold], [perfect_release(NOTE)]).figures if name.startswith("sections")]


def test_release_must_be_there_with_its_text():
    with pytest.raises(GoldError, match="mill: the run has no release"):
        evaluate([NOTE], [])
    with pytest.raises(GoldError, match="mill: the run's text"):
        evaluate([NOTE], [replace(perfect_release(NOTE), text="другое")])


def test_tables_for_the_terminal():
    scores = scores_of(lambda r: with_mention(r, mention("Ольховке", "LOC", norm="Ольха")))
    table = render(scores).split("\n")
    assert table[0] == "1 release"
    assert [line.split() for line in table if line.startswith("PER exact")] == [
        ["PER", "exact", "100.0", "100.0", "100.0", "2", "2"]
    ]
    assert render_errors(scores, 5) == "LOC norm wrong | mill | Ольховке | gold Ольховка | got Ольха"
    assert render_errors(scores, 0) == ""


# ---------------------------------------------------------------- what counts as the same


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [("«Жернов», ", "Жернов"), (" — ", ""), ("12 мая", "12 мая"), ("(ООО «Лес»).", "ООО «Лес")],
)
def test_trim(text: str, trimmed: str):
    span = trim(text, Span(0, len(text)))
    assert text[span.start_char : span.end_char] == trimmed


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [("с 2019 года", "2019"), ("в мае 2025 г.", "мае 2025"), ("не позднее 5 мая", "позднее 5 мая"), ("году", "году")],
)
def test_trim_date(text: str, trimmed: str):
    span = trim_date(text, Span(0, len(text)))
    assert text[span.start_char : span.end_char] == trimmed


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [("«Да», —", "Да"), ("о том, что мост сдан.", "мост сдан"), ("что", "что"), ("чтобы знать", "чтобы знать")],
)
def test_trim_quote(text: str, trimmed: str):
    span = trim_quote(text, Span(0, len(text)))
    assert text[span.start_char : span.end_char] == trimmed


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("лунева", "лунев", True),
        ("директора", "директор", True),
        ("директор", "дирекция", False),
        ("кан", "кац", False),
    ],
)
def test_same_word(first: str, second: str, same: bool):
    assert same_word(first, second) is same


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("И. Лунёва", "Ирина Лунева", True),
        ("Лунева", "Ирина Лунева", True),
        ("Анна Лунева", "Ирина Лунева", False),
        ("Лось Иван", "Иван Лось", True),
        (None, "Иван Лось", False),
    ],
)
def test_same_person(first: str | None, second: str, same: bool):
    assert same_person(first, second) is same


def test_phrases_agree_up_to_case_and_spelling():
    assert bag_f1("главы управы", "глава управы") == 1
    assert bag_f1("директор", "генеральный директор") == pytest.approx(2 / 3)
    assert bag_f1(None, "директор") == 0
    assert fold("ООО  «Ёлка—Юг»") == "ооо елка-юг"
