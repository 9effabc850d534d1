"""Writes what docs take from the code: `tables.md`, `command.md`, parts of `settings.md` and of the README.

docs/generate.py            pages from the schema and the command's help, and the README's release
docs/generate.py --measure  the README's accuracy and speed too (minutes)
docs/generate.py --check    write nothing; end with 1 where something is not what the code says
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

import pipeline
from pipeline.cli import main as command
from pipeline.configuration import settings_markdown
from pipeline.schema import schema_markdown
from pipeline.show import render
from pipeline.sources import read_inputs

DOCS = Path(__file__).parent
ROOT = DOCS.parent
SHOWN = ROOT / "data" / "samples" / "planetarium-opening.txt"
WIDTH = 100


def command_markdown() -> str:
    """The help of the command and of each of its parts."""
    context = click.Context(command, info_name="rupress", terminal_width=WIDTH, max_content_width=WIDTH)
    parts = ["# The command\n", f"```\n{command.get_help(context)}\n```\n"]
    for name, part in sorted(command.commands.items()):
        inner = click.Context(part, info_name=name, parent=context, terminal_width=WIDTH, max_content_width=WIDTH)
        parts.append(f"## rupress {name}\n\n```\n{part.get_help(inner)}\n```\n")
    return "\n".join(parts)


def release_markdown() -> str:
    """One sample as `rupress show` marks it up, and its quotes and posts as rows."""
    (record,) = read_inputs([str(SHOWN)])
    release = pipeline.extract(replace(record, id="planetarium-opening"), keep_doc=False)  # type: ignore[type-var]
    console = Console(file=io.StringIO(), width=WIDTH, no_color=True, highlight=False, markup=False, emoji=False)
    console.print(render(release), end="")
    shown = console.file.getvalue().rstrip()  # type: ignore[attr-defined]
    frames = pipeline.to_frames([release])
    parts = [f"`rupress show data/samples/{SHOWN.name}`:\n", f"```text\n{shown}\n```"]
    for table, columns in (
        ("quotes", ["kind", "speaker", "role", "organisation", "cue", "text", "found_by"]),
        ("positions", ["person", "title", "organisation", "status", "found_by"]),
        ("percents", ["measure", "low", "high", "comparator", "unit", "direction"]),
    ):
        parts.append(f"\nFirst rows of `{table}`:\n\n{markdown_table(frames[table][columns].head(6))}")
    return "\n".join(parts)


def markdown_table(rows: object) -> str:
    """A data frame as a Markdown table, long cells cut."""
    lines = ["| " + " | ".join(rows.columns) + " |", "|" + "---|" * len(rows.columns)]  # type: ignore[attr-defined]
    for row in rows.astype(object).where(rows.notna(), "").itertuples(index=False):  # type: ignore[attr-defined]
        cells = (" ".join(str(cell).split()).replace("|", "\\|") for cell in row)
        lines.append("| " + " | ".join(cell if len(cell) < 60 else cell[:57] + "…" for cell in cells) + " |")
    return "\n".join(lines)


def output_of(*arguments: str) -> str:
    """What a command of the environment prints, as a block."""
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, cwd=ROOT)
    return f"```text\n{done.stdout.rstrip()}\n```"


def filled(page: str, parts: dict[str, str]) -> str:
    """A page with new words between `<!-- name -->` and `<!-- /name -->`."""
    for name, words in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = pattern.sub(lambda match, words=words: f"{match[1]}\n{words}\n\n{match[2]}", page)
    return page


def main() -> None:
    parts = {"release": release_markdown()}
    if "--measure" in sys.argv:
        binaries = Path(sys.executable).parent
        parts["accuracy"] = output_of(str(binaries / "rupress"), "evaluate", "data/gold")
        parts["speed"] = output_of(sys.executable, "docs/bench.py")
    readme, settings = ROOT / "README.md", DOCS / "settings.md"
    pages = {
        DOCS / "tables.md": schema_markdown().rstrip("\n") + "\n",
        DOCS / "command.md": command_markdown().rstrip("\n") + "\n",
        settings: filled(settings.read_text(encoding="utf8"), {"settings": settings_markdown()}),
        readme: filled(readme.read_text(encoding="utf8"), parts),
    }
    stale = [path for path, page in pages.items() if not path.exists() or path.read_text(encoding="utf8") != page]
    if "--check" not in sys.argv:
        for path in stale:
            path.write_text(pages[path], encoding="utf8")
    print(", ".join(path.name for path in stale) or "all pages are as the code says")
    sys.exit("--check" in sys.argv and bool(stale))


if __name__ == "__main__":
    main()
