"""Writes what docs take from the code: `tables.md`, `command.md`, `api.md`, parts of `settings.md` and of the README.

docs/generate.py            pages from the schema, the command's help and the docstrings, and the README's release
docs/generate.py --measure  accuracy and speed too, in `accuracy.md`, `performance.md` and the README (minutes);
                            accuracy on the annotated texts of `--shared FOLDER` where there are some [default: beside
                            the checkout]
docs/generate.py --check    write nothing; end with 1 where something is not what the code says
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from pathlib import Path

import click
import measured
from api_page import api_markdown
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
    release = pipeline.extract(record, keep_doc=False)
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


def filled(page: str, parts: dict[str, str]) -> str:
    """A page with new words between `<!-- name -->` and `<!-- /name -->`."""
    for name, words in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = pattern.sub(lambda match, words=words: f"{match[1]}\n{words}\n\n{match[2]}", page)
    return page


def measure(shared: Path) -> dict[str, str]:
    """What accuracy and speed are now, as parts of pages."""
    parts = measured.accuracy() | measured.speed()
    return parts | measured.shared_accuracy(shared) if (shared / "gold").is_dir() else parts


def pages(parts: dict[str, str]) -> dict[Path, str]:
    """All pages that hold something from the code, as they should be."""
    whole = {"tables.md": schema_markdown(), "command.md": command_markdown(), "api.md": api_markdown()}
    filled_in = (ROOT / "README.md", DOCS / "settings.md", DOCS / "accuracy.md")
    return {
        **{DOCS / name: page.rstrip("\n") + "\n" for name, page in whole.items()},
        **{path: filled(path.read_text(encoding="utf8"), parts) for path in filled_in},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    parts = {"release": release_markdown(), "settings": settings_markdown()}
    wanted = pages(parts | measure(options.shared) if options.measure else parts)
    stale = [path for path, page in wanted.items() if not path.exists() or path.read_text(encoding="utf8") != page]
    if not options.check:
        for path in stale:
            path.write_text(wanted[path], encoding="utf8")
    print(", ".join(path.name for path in stale) or "all pages are as the code says")
    sys.exit(options.check and bool(stale))


if __name__ == "__main__":
    main()
