"""The small grammar under the notation: escapes, and `head; key=value; flag` lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

NAMED_ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "_": "\u00a0"}
NAMES_OF_ESCAPED = {char: name for name, char in NAMED_ESCAPES.items()}
VALUE_SIGNS = ";{}\\"
FOUR_HEX_DIGITS = re.compile(r"[0-9A-Fa-f]{4}")

Complain = Callable[[str], Exception]


@dataclass(frozen=True, slots=True)
class Attributes:
    """A parsed list: its head word and id, the values of each key in order, the flags."""

    head: str
    id: str | None
    values: dict[str, list[str]]
    flags: frozenset[str]

    def get(self, key: str) -> str | None:
        """The first value of a key; an empty one is None."""
        found = self.values.get(key)
        return (found[0] or None) if found else None

    def all(self, key: str) -> tuple[str, ...]:
        """All values of a key in the order written."""
        return tuple(self.values.get(key, ()))


def read_escape(text: str, at: int, complain: Complain) -> tuple[str, int]:
    """The character that the escape at `at` (behind its backslash) stands for, and where the text goes on."""
    sign = text[at : at + 1]
    if sign in NAMED_ESCAPES and sign:
        return NAMED_ESCAPES[sign], at + 1
    if sign == "u" and (digits := FOUR_HEX_DIGITS.match(text, at + 1)):
        return chr(int(digits.group(), 16)), digits.end()
    if not sign or sign.isalnum():
        raise complain(
            f"unknown escape \\{sign}: use \\r, \\n, \\t, \\_ (NBSP), \\u and four hex digits, or \\ and a sign"
        )
    return sign, at + 1


def escape(text: str, signs: str, keep: str = "") -> str:
    """Text with a backslash before `signs` and its invisible characters written out, but for those in `keep`."""
    return "".join(char if char in keep else _escaped(char, signs) for char in text)


def _escaped(char: str, signs: str) -> str:
    if char in signs:
        return "\\" + char
    if char in NAMES_OF_ESCAPED:
        return "\\" + NAMES_OF_ESCAPED[char]
    if is_invisible(char) and ord(char) <= 0xFFFF:
        return f"\\u{ord(char):04X}"
    return char


def is_invisible(char: str) -> bool:
    """Whether a reader can't tell the character from a plain space or from nothing."""
    return char != " " and (char == "\u0301" or unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cc", "Cf", "Cs"))


def read_attributes(text: str, complain: Complain) -> Attributes:
    """Parse `head id; key=value; flag`, without its braces."""
    head, *fields = _split(text, complain)
    word, _, name = head.partition(" ")
    values: dict[str, list[str]] = {}
    flags = set()
    for item in fields:
        key, equals, value = item.partition("=")
        if equals:
            values.setdefault(key.strip(), []).append(value.strip(" "))
        else:
            flags.add(key.strip())
    return Attributes(head=word, id=name.strip() or None, values=values, flags=frozenset(flags))


def _split(text: str, complain: Complain) -> list[str]:
    fields, current, at = [], [""], 0
    while at < len(text):
        if text[at] == "\\":
            char, at = read_escape(text, at + 1, complain)
            current.append(char)
            continue
        if text[at] == ";":
            fields.append("".join(current).strip(" "))
            current = []
        else:
            current.append(text[at])
        at += 1
    return [*fields, "".join(current).strip(" ")]


def write_attributes(head: str, fields: Iterable[str]) -> str:
    """The inverse of `read_attributes`; fields come from `field`."""
    return "; ".join([head, *fields])


def field(key: str, value: str | None) -> list[str]:
    """`key=value` in a list, or nothing for None."""
    return [] if value is None else [f"{key}={escape(value, VALUE_SIGNS)}"]
