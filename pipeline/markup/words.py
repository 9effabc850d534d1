"""Words of the pages in Russian and English, from `words.json`."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("ru", "en")


@cache
def words() -> dict[str, dict[str, Any]]:
    """For each language the words of the pages by key; what has forms for numbers is a list of them."""
    found: dict[str, dict[str, Any]] = json.loads(asset("words.json"))
    return found


def asset(name: str) -> str:
    """The text of a file beside this module."""
    return (files("pipeline.markup") / name).read_text(encoding="utf8")
