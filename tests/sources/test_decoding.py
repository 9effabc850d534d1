"""Encodings are told apart without a hint; what is no text is refused."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import RecordError
from pipeline.sources.decoding import decode, read_lines

RELEASE = (
    "Завод «Северный луч» открыл в Твери цех по выпуску насосов. «Мы создали 120 рабочих мест», — сказала директор "
    "завода Анна Котова. Объём производства вырос на 15%, сообщили в пресс-службе предприятия."
)
TYPED = RELEASE.translate(str.maketrans({"«": '"', "»": '"', "—": "-"}))
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text",
    [
        TYPED,
        TYPED[:40],
        TYPED[13:33],
        TYPED.upper(),
        TYPED[:60].upper(),
        f"<p class='x'>{TYPED[:30]}</p>" * 3,
        TYPED * 20,
    ],
    ids=["release", "40", "20", "capitals", "headline", "markup", "long"],
)
def test_every_encoding_is_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_typographic_quotes_survive(encoding: str) -> None:
    assert decode(RELEASE.encode(encoding)).text == RELEASE


def test_ukrainian_in_windows_1251_is_no_mojibake() -> None:
    text = "Підприємство відкрило новий цех, повідомила директорка Ганна Котенко."
    assert decode(text.encode("cp1251")).text == text


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    decoded = decode(RELEASE.encode() + b"\xd0 " + RELEASE.encode())
    assert decoded.text == f"{RELEASE}\ufffd {RELEASE}"
    assert [note.code for note in decoded.notes] == ["broken_utf8"]
    assert decoded.text[decoded.notes[0].start_char] == "\ufffd"


def test_line_ends_and_odd_spaces_are_kept() -> None:
    assert decode("раз\r\nдва\u00a0три\u2028\tчетыре\n".encode()).text == "раз\r\nдва\u00a0три\u2028\tчетыре\n"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 text", b"PK\x03\x04rest", b"\x89PNG\r\n", bytes(range(256)) * 4, b"text\0\1\2\3\4\5\6\7 text"]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError) as caught:
        decode(data)
    assert caught.value.code == "binary"


def test_a_text_that_is_no_russian_gets_a_note() -> None:
    assert [n.code for n in decode(b"\xff\xfe\xfd\x90\x98\x81\x8d\x8f caf\xe9").notes] != []


def test_lines_of_a_mixed_dump_are_decoded_one_by_one() -> None:
    lines = [RELEASE.encode(), RELEASE.encode("cp1251"), TYPED.encode("koi8-r"), TYPED.encode("cp866")]
    stream = BytesIO(b"\n".join(lines))
    assert [line.text.strip() for line in read_lines(stream)] == [RELEASE, RELEASE, TYPED, TYPED]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_lines_are_split_at_line_feeds_only(encoding: str) -> None:
    lines = ["Первая\vстрока письма завода\r\n", "вторая строка письма\n", "\n", "последняя"]
    assert [line.text for line in read_lines(BytesIO("".join(lines).encode(encoding)))] == lines


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(RecordError):
        text = decode(data).text
        assert text.encode("utf-8").decode("utf-8") == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
@settings(max_examples=300, deadline=None)
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text
