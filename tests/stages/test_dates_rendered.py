"""Round trips: a date put into words, in any form and case, reads back to its value; EDTF agrees on its ends."""

from datetime import date
from time import struct_time

from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from pipeline.morphology.analyzer import parses
from pipeline.records import DateValue
from pipeline.stages.dates import read_dates, resolve_dates

MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
SHORT = "янв фев мар апр мая июн июл авг сен окт ноя дек".split()
CASES = {"n": "nomn", "g": "gent", "d": "datv", "a": "accs", "i": "ablt", "p": "loct"}
ROMAN = ("I", "II", "III", "IV")
PREPOSITIONS = {"g": ("от", "после", "около", "для"), "d": ("к",), "a": ("за", "на"), "i": ("перед",), "p": ("в", "о")}
days = st.dates(min_value=date(1951, 1, 1), max_value=date(2039, 12, 31))
years = st.integers(min_value=1951, max_value=2039)
months = st.integers(min_value=1, max_value=12)
cases = st.sampled_from(sorted(PREPOSITIONS))


ROUNDS = settings(max_examples=12, deadline=None)


def inflected(word: str, case: str) -> str:
    """A noun in a case."""
    form = parses(word)[0].inflect({CASES[case], "sing"})
    assert form is not None
    return str(form.word)


def ordinal(number: int, case: str, gender: str = "m") -> str:
    """«двадцать третьего»: an ordinal in a case and gender, an accusative as of a thing."""
    return str(
        num2words(number, to="ordinal", lang="ru", case="n" if case == "a" and gender == "m" else case, gender=gender)
    )


def month_of(day: date, case: str = "g") -> str:
    return inflected(MONTHS[day.month - 1], case)


def only(text: str, anchor: str | None = None) -> DateValue:
    """The value of the one date of a text."""
    found = read_dates(text)
    assert len(found) == 1, [text[item.start : item.end] for item in found]
    (value,) = resolve_dates(found, anchor, None, text)
    assert_edtf_agrees(value)
    return value


def assert_edtf_agrees(value: DateValue) -> None:
    """Quarters are 33 to 36 in EDTF, half-years 40 and 41, seasons 21 to 23; centuries it counts from 1900."""
    said = value.value or ""
    if value.kind not in ("date", "period") or ".." in said or "W" in said or said.endswith("XX"):
        return
    for name, number in {
        "Q1": 33,
        "Q2": 34,
        "Q3": 35,
        "Q4": 36,
        "H1": 40,
        "H2": 41,
        "SP": 21,
        "SU": 22,
        "AU": 23,
    }.items():
        said = said.replace(f"-{name}", f"-{number}")
    first, last = (parse_edtf(part) for part in (said.split("/") * 2)[:2])
    assert (value.start_date, value.end_date) == (iso(first.lower_strict()), iso(last.upper_strict()))


def iso(moment: struct_time) -> str:
    return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"


def renderings(day: date) -> list[str]:
    """A day in every form that is read."""
    ending = str(day.year)
    worded = ordinal(day.day, "g", "n")
    return [
        f"{day.day} {month_of(day)} {ending} года",
        f"{day.day:02} {month_of(day)} {ending} г.",
        f"{day.day}-го {month_of(day)} {ending}-го",
        f"«{day.day}» {month_of(day)} {ending} г.",
        f"{day.day}\u00a0{month_of(day)}\u2009{ending}\u00a0года",
        f"{day.day} {month_of(day).upper()} {ending} ГОДА",
        f"{day.day} {SHORT[day.month - 1]} {ending}",
        f"{worded} {month_of(day)} {ending} года",
        f"{worded} {month_of(day)} {ordinal(day.year, 'g')} года",
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
        f"{day:%Y-%m-%d}",
        f"{day:%d.%m.%Y} г.",
    ]


@ROUNDS
@given(days)
def test_day_in_every_form(day: date) -> None:
    for words in renderings(day):
        assert only(f"Акт от {words} подписан.").value == day.isoformat(), words


@ROUNDS
@given(days)
def test_prepositions_open_and_close(day: date) -> None:
    for words in renderings(day)[:4] + renderings(day)[7:11]:
        assert only(f"Музей открыт с {words}.").value == f"{day}/..", words
        assert only(f"Заявки ждут до {words}.").value == f"../{day}", words
        assert only(f"Заявки ждут не позднее {words}.").value == f"../{day}", words
        by = only(f"Каток откроют к {words}.")
        assert (by.value, by.mod) == (day.isoformat(), "by"), words


@ROUNDS
@given(days, st.integers(min_value=1, max_value=400))
def test_ranges_of_days(first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    for start, end in zip(renderings(first)[:3], renderings(last)[:3], strict=True):
        for text in (f"с {start} по {end}", f"с {start} до {end}", f"{start} — {end}"):
            assert only(f"Выставка пройдёт {text}.").value == f"{first}/{last}", text
    if first.year == last.year and first.month == last.month:
        tail = f"{last.day} {month_of(last)} {last.year} года"
        for text in (
            f"{first.day}–{tail}",
            f"{first.day} - {tail}",
            f"с {first.day} по {tail}",
            f"с {first.day} до {tail}",
        ):
            assert only(f"Выставка пройдёт {text}.").value == f"{first}/{last}", text


@ROUNDS
@given(days)
def test_day_without_year_lies_near_its_anchor(day: date) -> None:
    value = only(f"Встреча была {day.day} {month_of(day)}.", anchor=day.isoformat())
    assert (value.value, value.anchor_value) == (day.isoformat(), day.isoformat())


@ROUNDS
@given(months, years, cases)
def test_months(month: int, year: int, case: str) -> None:
    word = inflected(MONTHS[month - 1], case)
    for preposition in PREPOSITIONS[case]:
        for ending in (f"{year} года", f"{year}-го", f"{year} г.", f"{ordinal(year, 'g')} года"):
            text = f"Отчёт {preposition} {word} {ending}."
            assert only(text).value == f"{year}-{month:02}", text


@ROUNDS
@given(months, months, years)
def test_ranges_of_months(first: int, last: int, year: int) -> None:
    first, last = sorted((first, last))
    if first == last:
        return
    start, end = MONTHS[first - 1], MONTHS[last - 1]
    wanted = f"{year}-{first:02}/{year}-{last:02}"
    for text in (
        f"за {start}–{end}",
        f"в {inflected(start, 'p')} — {inflected(end, 'p')}",
        f"с {inflected(start, 'g')} по {end}",
    ):
        assert only(f"Надои {text} {year} года известны.").value == wanted, text


@ROUNDS
@given(years, cases)
def test_years(year: int, case: str) -> None:
    noun = {"g": "года", "d": "году", "a": "год", "i": "годом", "p": "году"}[case]
    preposition = PREPOSITIONS[case][0]
    suffix = {"g": "-го", "d": "-му", "a": "-й", "i": "-м", "p": "-м"}[case]
    for text in (f"{year} {noun}", f"{year}{suffix} {noun}", f"{ordinal(year, case)} {noun}"):
        assert only(f"Отчёт {preposition} {text} готов.").value == str(year), text


@ROUNDS
@given(years, st.integers(min_value=1, max_value=60))
def test_ranges_and_lists_of_years(first: int, length: int) -> None:
    last = first + length
    for text in (
        f"в {first}–{last} годах",
        f"с {first} по {last} год",
        f"в {first}-{last} гг.",
        f"с {first} года по {last} год",
    ):
        assert only(f"Дома строили {text}.").value == f"{first}/{last}", text
    text = f"Дома строили в {first}, {last + 1} и {last + 4} годах."
    values = resolve_dates(read_dates(text), None, None, text)
    assert [value.value for value in values] == [str(first), str(last + 1), str(last + 4)]


@ROUNDS
@given(st.integers(min_value=1, max_value=4), years, cases)
def test_quarters_and_halves(number: int, year: int, case: str) -> None:
    for noun, unit, gender, most in (("квартал", "Q", "m", 4), ("полугодие", "H", "n", 2)):
        if number > most:
            continue
        said = inflected(noun, case)
        for count in (
            ordinal(number, case, gender),
            ROMAN[number - 1],
            str(number),
            f"{number}-й" if case == "a" else str(number),
        ):
            text = f"Отчёт {PREPOSITIONS[case][0]} {count} {said} {year} года готов."
            assert only(text).value == f"{year}-{unit}{number}", text
    assert only(f"Выручка за {number} кв. {year} г. известна.").value == f"{year}-Q{number}"


@ROUNDS
@given(st.integers(min_value=2, max_value=11), years)
def test_months_from_the_start_of_a_year(count: int, year: int) -> None:
    year = max(year, 2001)  # «9М 2024» is a form of this century
    wanted = f"{year}-01/{year}-{count:02}"
    noun = "месяца" if count < 5 else "месяцев"
    for text in (
        f"за {count} {noun} {year} года",
        f"за {num2words(count, lang='ru')} {noun} {year} года",
        f"за {count}М {year}",
    ):
        assert only(f"Надои {text} известны.").value == wanted, text


@ROUNDS
@given(st.sampled_from(["весной", "летом", "осенью"]), years)
def test_seasons(season: str, year: int) -> None:
    unit = {"весной": "SP", "летом": "SU", "осенью": "AU"}[season]
    assert only(f"Сад заложили {season} {year} года.").value == f"{year}-{unit}"
    assert only(f"Сад заложили {season} {year}-го.").value == f"{year}-{unit}"
    assert only(f"Сад заложили зимой {year}/{(year + 1) % 100:02} года.").value == f"{year}-12/{year + 1}-02"


@ROUNDS
@given(st.integers(min_value=2, max_value=9), cases)
def test_decades(tens: int, case: str) -> None:
    plural = {"g": "годов", "d": "годам", "a": "годы", "i": "годами", "p": "годах"}[case]
    adjective = num2words(tens * 10, to="ordinal", lang="ru", case="n" if case == "a" else case, plural=True)
    suffix = {"g": "-х", "d": "-м", "a": "-е", "i": "-ми", "p": "-х"}[case]
    for text in (f"19{tens}0{suffix} {plural}", f"{tens}0{suffix} {plural}", f"{adjective} {plural}"):
        assert only(f"Мода {PREPOSITIONS[case][0]} {text}.").value == f"19{tens}X", text


@ROUNDS
@given(st.integers(min_value=11, max_value=21), cases)
def test_centuries(number: int, case: str) -> None:
    roman = {
        19: "XIX",
        14: "XIV",
        18: "XVIII",
        21: "XXI",
        20: "XX",
        15: "XV",
        16: "XVI",
        17: "XVII",
        11: "XI",
        12: "XII",
        13: "XIII",
    }
    for count in (roman[number], ordinal(number, case), str(number)):
        text = f"Грамота {PREPOSITIONS[case][0]} {count} {inflected('век', case)}."
        assert only(text).value == f"{number - 1}XX", text


@ROUNDS
@given(
    st.integers(min_value=2, max_value=199),
    st.sampled_from([("год", "года", "лет", "Y"), ("месяц", "месяца", "месяцев", "M"), ("день", "дня", "дней", "D")]),
)
def test_lengths(count: int, unit: tuple[str, str, str, str]) -> None:
    tens, ones = count // 10 % 10, count % 10
    noun = unit[2] if tens == 1 or ones in (0, 5, 6, 7, 8, 9) else unit[0] if ones == 1 else unit[1]
    for said in (str(count), num2words(count, lang="ru")):
        value = only(f"Стройка займёт {said} {noun}.")
        assert (value.kind, value.value) == ("duration", f"P{count}{unit[3]}"), said


@ROUNDS
@given(days, st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59))
def test_clock_with_its_day(day: date, hour: int, minute: int) -> None:
    clock = f"{hour:02}:{minute:02}"
    words = f"{day.day} {month_of(day)} {day.year} года"
    for text in (f"{words} в {clock}", f"{words}, {clock}", f"{clock} {words}", f"{day:%d.%m.%Y} {clock}"):
        assert only(f"Сбор назначен: {text}.").value == f"{day}T{clock}", text


@ROUNDS
@given(st.integers(min_value=1, max_value=60), days)
def test_steps_from_the_anchor(count: int, anchor: date) -> None:
    noun = "дней" if count % 10 == 0 or count % 10 > 4 or 10 < count < 20 else "день" if count % 10 == 1 else "дня"
    for said in (str(count), num2words(count, lang="ru")):
        ago = only(f"Сад открыли {said} {noun} назад.", anchor=anchor.isoformat())
        assert ago.value == date.fromordinal(anchor.toordinal() - count).isoformat(), said
        ahead = only(f"Сад откроют через {said} {noun}.", anchor=anchor.isoformat())
        assert ahead.value == date.fromordinal(anchor.toordinal() + count).isoformat(), said
