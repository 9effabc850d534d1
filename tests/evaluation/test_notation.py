"""The notation: what it says, what it can't say, and that nothing is lost on the way there and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import GoldError
from pipeline.evaluation import (
    Days,
    GoldCue,
    GoldMention,
    GoldPosition,
    GoldQuote,
    GoldRelease,
    GoldSpeaker,
    Span,
    read_gold,
    read_notation,
    read_notation_file,
    write_notation,
)
from pipeline.records import QUOTE_KINDS, SECTION_KINDS, SPEAKER_FORMS, PercentValue, Section

GOLD = Path(__file__).parents[2] / "data" / "gold"

EXAMPLE = """\
id: lynx
published: 2025-09-23
-----
{#headline}В [Ольховке]{LOC; norm=Ольховка} родилась рысь
{#body}«[Мать здорова]{q1}, — [сказала]{c1} [директор]{t1} приюта [Анна Ильина]{PER p1}. — [Ест за двоих]{q1}».
-----
# a comment
position t1; person=Анна Ильина; title=директор; organisation=приют; status=acting
quote q1; kind=direct; form=name; speaker=p1; cue=c1; lemma=сказать; post=t1
"""


def marked(text: str, below: str = "") -> GoldRelease:
    return read_notation(f"-----\n{text}\n-----\n{below}")


def only_mention(text: str) -> GoldMention:
    [mention] = marked(text).mentions
    return mention


def test_example_is_read():
    gold = read_notation(EXAMPLE)
    assert (gold.id, gold.published) == ("lynx", "2025-09-23")
    assert gold.text.split("\n")[0] == "В Ольховке родилась рысь"
    assert [(gold.words(m.span), m.label, m.norms) for m in gold.mentions] == [
        ("Ольховке", "LOC", ("Ольховка",)),
        ("Анна Ильина", "PER", ("Анна Ильина",)),
    ]
    assert [(s.kind, gold.text[s.start_char : s.end_char][:5]) for s in gold.sections] == [
        ("headline", "В Оль"),
        ("body", "«Мать"),
    ]
    [post] = gold.positions
    assert (post.person, post.title, post.organisation, post.status) == ("Анна Ильина", "директор", "приют", "acting")
    [quote] = gold.quotes
    assert [gold.words(part) for part in quote.parts] == ["Мать здорова", "Ест за двоих"]
    assert quote.cue is not None
    assert (gold.words(quote.cue.span), quote.cue.lemma) == ("сказала", "сказать")
    assert (quote.speaker.name, quote.speaker.role, quote.speaker.kind) == ("Анна Ильина", "директор", "PER")


def test_writing_gives_the_same_release_back():
    gold = read_notation(EXAMPLE)
    assert read_notation(write_notation(gold)) == gold


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("[осенью]{DATE; value=2025-09-01..2025-11-30}", Days("2025-09-01", "2025-11-30")),
        ("[в феврале]{DATE; value=2024-02}", Days("2024-02-01", "2024-02-29")),
        ("[2026 году]{DATE; value=2026}", Days("2026-01-01", "2026-12-31")),
        ("[9 мая]{DATE; value=2025-05-09}", Days("2025-05-09", "2025-05-09")),
        ("до [июня]{DATE; value=..2025-06}", Days(None, "2025-06-30")),
        ("с [2019 года]{DATE; value=2019..}", Days("2019-01-01", None)),
    ],
)
def test_days(text: str, days: Days):
    assert only_mention(text).dates == (days,)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("[12,5%]{PERCENT; value=12.5}", PercentValue(12.5, 12.5)),
        ("[2–3%]{PERCENT; value=2..3}", PercentValue(2, 3)),
        ("не менее [80%]{PERCENT; value=>=80}", PercentValue(80, 80, ">=")),
        ("около [трети]{PERCENT; value=~33.3}", PercentValue(33.3, 33.3, "~")),
        ("[0,5 п. п.]{PERCENT; value=0.5pp}", PercentValue(0.5, 0.5, unit="percentage_point")),
        ("[50 б. п.]{PERCENT; value=50bp}", PercentValue(50, 50, unit="basis_point")),
        ("[2 промилле]{PERCENT; value=2permille}", PercentValue(2, 2, unit="permille")),
    ],
)
def test_percents(text: str, percent: PercentValue):
    assert only_mention(text).percents == (percent,)


def test_mentions_nest_and_come_outermost_first():
    gold = marked("[Совет [Ольховки]{LOC; norm=Ольховка}]{ORG; norm=совет Ольховки}")
    assert [(gold.words(m.span), m.label) for m in gold.mentions] == [("Совет Ольховки", "ORG"), ("Ольховки", "LOC")]


def test_further_answers_and_flags():
    mention = only_mention("в городе [Туре]{LOC; norm=Тура; or=город Тура; alt=городе Туре; label=ORG; optional}")
    assert mention.norms == ("Тура", "город Тура")
    assert mention.alternatives == (Span(2, 13),)
    assert (mention.other_label, mention.optional) == ("ORG", True)


def test_alternative_is_the_occurrence_at_the_mention():
    gold = marked("г. Тура и снова г. [Тура]{LOC; alt=г. Тура}")
    assert gold.mentions[0].alternatives == (Span(16, 23),)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"пункт \[3\] и \{4\}", "пункт [3] и {4}"),
        (r"путь C:\\отчёт", "путь C:\\отчёт"),
        (r"5\_%\r", "5\u00a0%\r"),
        (r"слово\u00ADсочетание", "слово\u00adсочетание"),
        ("до\n\\-----\nпосле", "до\n-----\nпосле"),
    ],
)
def test_escapes(written: str, text: str):
    gold = marked(written)
    assert gold.text == text
    assert read_notation(write_notation(gold)) == gold


def test_invisible_characters_are_written_so_that_one_sees_them():
    written = write_notation(GoldRelease("x", "5\u00a0%\u200b и\u2009ещё\r\n"))
    assert r"5\_%\u200B и\u2009ещё\r" in written


def test_unscored_section():
    gold = marked("{#header; unscored} date 2025 {#body}Вода ушла.")
    assert gold.unscored == (Span(0, 11),)
    assert [section.kind for section in gold.sections] == ["header", "body"]


def test_speaker_defaults_come_from_its_mention():
    below = "quote q1; kind=indirect; form=org; speaker=o1"
    [quote] = marked("[Мост сдан]{q1}, сообщает [трест]{ORG o1; norm=трест «Пролёт»}", below).quotes
    assert (quote.speaker.name, quote.speaker.kind) == ("трест «Пролёт»", "ORG")


def test_several_posts_at_one_stretch():
    below = "position t1; person=Ким; title=судья\nposition t1/2; person=Лоу; title=судья"
    gold = marked("[судьи]{t1} Ким и Лоу", below)
    assert [post.span for post in gold.positions] == [Span(0, 5), Span(0, 5)]
    assert read_notation(write_notation(gold)) == gold


@pytest.mark.parametrize(
    ("line", "text", "below", "complaint"),
    [
        (2, "[слово", "", "not closed"),
        (2, "слово]", "", "closes a marked stretch"),
        (3, "строка\n[слово] без фигурных", "", "closes a marked stretch"),
        (2, "[]{PER}", "", "empty stretch"),
        (2, "[Аня]{PERSON}", "", "lower case"),
        (2, "[Аня]{PER; nrom=Анна}", "", "no field nrom"),
        (2, "[май]{DATE; value=мая}", "", "no day, month or year"),
        (2, "[май]{DATE; value=2025-02-30}", "", "not in the calendar"),
        (2, "[треть]{PERCENT; value=треть}", "", "no percentage"),
        (2, "[Аня]{PER; alt=Оля}", "", "do not stand at this mention"),
        (2, "{#heading}Слово", "", "begins a section"),
        (2, "Слово {#body}", "", "where the text begins"),
        (2, "скобка }", "", "brace"),
        (2, r"\q", "", "unknown escape"),
        (4, "текст", "позиция t1", "a position or a quote"),
        (4, "текст", "position; person=Ким", "lacks title="),
        (4, "текст", "position t1; person=Ким; title=судья", "nothing in the text is marked t1"),
        (4, "[судья]{t1}", "position t1; person=Ким; title=судья; status=бывший", "status is one of"),
        (4, "[Да]{q1}", "quote q1; kind=прямая; form=name", "kind is one of"),
        (4, "[Да]{q1}", "quote q1; kind=direct; form=имя", "form is one of"),
        (4, "[Да]{q1}", "quote q1; kind=direct; form=name; post=t1", "no position t1"),
        (4, "[Да]{q1} [он]{s1} [он]{s1}", "quote q1; kind=direct; form=pronoun; speaker=s1", "2 stretches"),
        (4, "[Да]{q1} [сказал]{c1}", "quote q1; kind=direct; form=name; cue=c1", "lacks lemma="),
    ],
)
def test_errors_name_the_line(line: int, text: str, below: str, complaint: str):
    with pytest.raises(GoldError, match=re.escape(complaint)) as caught:
        read_notation(f"-----\n{text}\n-----\n{below}", source="demo.txt")
    assert str(caught.value).startswith(f"demo.txt:{line}: ")


@pytest.mark.parametrize("text", ["", "текст", "-----\nтекст", "-----\n-----\n-----\n"])
def test_text_stands_between_two_rules(text: str):
    with pytest.raises(GoldError, match="two lines of -----"):
        read_notation(text)


def test_header_has_known_keys():
    with pytest.raises(GoldError, match="demo:2: a header line"):
        read_notation("id: x\ntitle: y\n-----\nтекст\n-----\n", source="demo")


def test_crossing_spans_can_not_be_written():
    gold = GoldRelease("x", "Иван Лось", mentions=(GoldMention(0, 6, "PER"), GoldMention(5, 9, "ORG")))
    with pytest.raises(GoldError, match="crosses"):
        write_notation(gold)


def test_file_that_is_not_utf8(tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_bytes("-----\nтекст\n-----\n".encode("cp1251"))
    with pytest.raises(GoldError, match=r"x\.txt: can't be read"):
        read_notation_file(path)


@pytest.mark.parametrize("gold", read_gold(GOLD), ids=lambda gold: gold.id)
def test_gold_files_survive_the_round_trip_and_are_wholly_divided(gold: GoldRelease):
    assert read_notation(write_notation(gold)) == gold
    assert gold.sections[0].start_char == 0
    assert gold.sections[-1].end_char == len(gold.text)
    assert all(left.end_char == right.start_char for left, right in zip(gold.sections, gold.sections[1:], strict=False))


@pytest.mark.parametrize("text", ["[" * 20_000, "{" * 20_000, "]{" * 20_000, "\\" * 20_001, "[а]{PER;" * 5_000])
def test_hostile_text_ends_in_an_error(text: str):
    with pytest.raises(GoldError):
        marked(text)


# ---------------------------------------------------------------- there and back, whatever the release

LETTERS = st.text("абвёЯ №-;=}{[]\\", min_size=1, max_size=12).map(str.strip).filter(bool)
OPTIONAL_LETTERS = st.none() | LETTERS
TEXTS = st.text("аб- .\n\r\t\u00a0\u00ad\u200b[]{}\\#;:«»1%", min_size=1, max_size=60)
DAYS = st.dates().map(str)
DATES = st.builds(Days, DAYS, DAYS) | st.builds(Days, st.none(), DAYS) | st.builds(Days, DAYS, st.none())
NUMBERS = st.integers(0, 500).map(float) | st.decimals(0, 99, places=2).map(float)
PERCENTS = st.builds(
    PercentValue,
    NUMBERS,
    NUMBERS,
    st.sampled_from(["=", ">", ">=", "<", "<=", "~"]),
    st.sampled_from(["percent", "percentage_point", "permille", "basis_point"]),
)


def crosses(first: Span, second: Span) -> bool:
    a, b = sorted((first, second), key=lambda span: (span.start_char, -span.end_char))
    return a.start_char < b.start_char < a.end_char < b.end_char


@st.composite
def releases(draw: st.DrawFn) -> GoldRelease:
    text = draw(TEXTS)
    spans: list[Span] = []
    for first, second in draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=8)):
        span = Span(min(first, second), max(first, second))
        if span not in spans and span.start_char < span.end_char and not any(crosses(span, other) for other in spans):
            spans.append(span)
    one = st.sampled_from(spans) if spans else st.nothing()
    sometimes = st.none() | one
    posts = st.builds(GoldPosition, LETTERS, LETTERS, OPTIONAL_LETTERS, sometimes, st.none(), st.booleans())
    kinds = st.sampled_from([None, "PER", "ORG", "GROUP"])
    speakers = st.builds(
        GoldSpeaker,
        st.sampled_from(SPEAKER_FORMS),
        sometimes,
        OPTIONAL_LETTERS,
        kinds,
        OPTIONAL_LETTERS,
        OPTIONAL_LETTERS,
        st.lists(LETTERS, max_size=2).map(tuple),
    )
    quotes = st.builds(
        GoldQuote,
        st.sampled_from(QUOTE_KINDS),
        one.map(lambda span: (span,)),
        speakers,
        st.none() | st.builds(GoldCue, one, LETTERS),
        st.booleans(),
    )
    cuts = sorted(draw(st.sets(st.integers(1, len(text) - 1), max_size=3))) if len(text) > 1 else []
    starts = [0, *cuts] if draw(st.booleans()) else []
    sections = tuple(
        Section(draw(st.sampled_from(SECTION_KINDS)), start, end)
        for start, end in zip(starts, [*starts[1:], len(text)], strict=False)
    )
    unscored = tuple(Span(s.start_char, s.end_char) for s in sections if draw(st.booleans()))
    return GoldRelease(
        id="x",
        text=text,
        published=draw(st.none() | DAYS),
        mentions=tuple(draw(mentions(span)) for span in sorted(spans, key=lambda s: (s.start_char, -s.end_char))),
        positions=tuple(draw(st.lists(posts, max_size=3))) if spans else (),
        quotes=tuple(draw(st.lists(quotes, max_size=3))) if spans else (),
        sections=sections,
        unscored=unscored,
    )


@st.composite
def mentions(draw: st.DrawFn, span: Span) -> GoldMention:
    label = draw(st.sampled_from(["PER", "ORG", "LOC", "DATE", "PERCENT"]))
    few = {"max_size": 2}
    return GoldMention(
        span.start_char,
        span.end_char,
        label,
        norms=tuple(draw(st.lists(LETTERS, **few))) if label in ("PER", "ORG", "LOC") else (),
        dates=tuple(draw(st.lists(DATES, **few))) if label == "DATE" else (),
        percents=tuple(draw(st.lists(PERCENTS, **few))) if label == "PERCENT" else (),
        optional=draw(st.booleans()),
    )


@given(releases())
def test_any_release_survives_the_round_trip(gold: GoldRelease):
    assert read_notation(write_notation(gold)) == gold


@given(st.text("аПЕР[]{}\\;=#-\n q1%", max_size=80))
def test_any_text_is_read_or_refused(text: str):
    try:
        gold = marked(text)
    except GoldError as error:
        assert ": " in str(error)  # noqa: PT017
    else:
        assert read_notation(write_notation(gold)).text == gold.text


def test_the_readme_example_is_in_the_notation():
    readme = (GOLD / "README.md").read_text(encoding="utf-8")
    block = re.search(r"((?:    .*\n)+)", readme)
    assert block is not None
    gold = read_notation("".join(line[4:] for line in block.group(1).splitlines(keepends=True)))
    assert [quote.speaker.name for quote in gold.quotes] == ["Анна Ильина", "Анна Ильина"]
