"""The report as one file: styles, script and data inline, and a policy that lets nothing else in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from typing import Any

from pipeline.errors import OutputError
from pipeline.markup.html import csp_hash
from pipeline.markup.words import asset

SCRIPTS = ("base", "words", "store", "search", "lists", "chart", "release", "entities", "views", "router")
_TEMPLATE = "report.html"
LONGEST_BLOCK = 400_000_000
"""Characters of one block; browsers hold no text of more than some 500 million."""


def page(parts: Mapping[str, Any], title: str) -> Iterator[str]:
    """The file piece by piece: data by the name of its part, as JSON that no text can break out of."""
    style, script = asset("marks.css") + _static("report.css"), _script()
    before, after = _static(_TEMPLATE).split("{data}")
    policy = (
        f"default-src 'none'; style-src '{csp_hash(style)}'; script-src '{csp_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    yield before.replace("{policy}", policy).replace("{style}", style).replace("{title}", escape(title))
    yield from (block(name, part) for name, part in parts.items())
    yield after.replace("{script}", script)


def block(name: str, part: Any) -> str:
    """A data block of a page: JSON in a script element that is not run; `<` is written as an escape.

    Raises OutputError where it is longer than a browser can hold.
    """
    written = json.dumps(part, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    if len(written) > LONGEST_BLOCK:
        raise OutputError(
            f"the {name} of this run are too much for a page ({len(written):,} characters): report on a part of the "
            "run, or look into the tables with DuckDB (`rupress extract --format duckdb`)"
        )
    return f'<script type="application/json" id="data-{escape(name)}">{written}</script>\n'


def _script() -> str:
    """The scripts as one, in a scope of its own."""
    return '(() => {\n"use strict";\n' + "\n".join(_static(f"{name}.js") for name in SCRIPTS) + "\n})();"


def _static(name: str) -> str:
    return (files("pipeline.report") / "static" / name).read_text(encoding="utf8")
