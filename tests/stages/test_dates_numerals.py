"""Numbers in words and digits, as the date and percentage stages read them."""

import pytest

from pipeline.numerals import read_cardinal, read_digits, read_ordinal


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("двадцать пять лет", 25),
        ("семь с половиной тонн", 7.5),
        ("полтора года", 1.5),
        ("сто два процента", 102),
        ("две тысячи трехсот", 2300),
        ("пять семь", 5),
        ("стол", None),
    ],
)
def test_cardinals(words: str, value: float | None) -> None:
    found = read_cardinal(words, 0)
    assert (found and found[0]) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [("двадцать третьего сентября", 23), ("сорок шестом", 46), ("первый", 1), ("двадцать пятнадцатого", None)],
)
def test_ordinals(words: str, value: int | None) -> None:
    found = read_ordinal(words, 0)
    assert (found and found[0]) == value


@pytest.mark.parametrize(("digits", "value"), [("1 200 тонн", 1200), ("12,5%", 12.5), ("12.5.1", 12.5), ("7", 7)])
def test_digits(digits: str, value: float) -> None:
    found = read_digits(digits, 0)
    assert found is not None
    assert found[0] == value
