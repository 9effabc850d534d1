"""A first look at the tables of a run: who spoke, who holds which post, who is named most, what is measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.show import visible
from pipeline.sinks import read_tables

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

WIDEST = 44
WHOLE = 10
NARROWEST = 4
"""Columns whose cells are no wider than WHOLE (days, labels, numbers) are cut only where all others are this narrow."""
Frames = dict[str, "pd.DataFrame"]


def quotes(tables: Frames) -> pd.DataFrame:
    """Quotes whose speaker is known by name, with role, organisation and day."""
    rows = tables["quotes"].merge(tables["releases"][["release_id", "published"]], on="release_id")
    named = rows[rows["speaker"].notna() & rows["role"].notna()]
    newest = named.sort_values("published", ascending=False, na_position="last", kind="stable")
    return newest[["published", "speaker", "role", "organisation", "text"]]


def positions(tables: Frames) -> pd.DataFrame:
    """Posts that people hold, each once."""
    return tables["positions"][["person", "title", "organisation", "status"]].drop_duplicates()


def entities(tables: Frames) -> pd.DataFrame:
    """People, organisations and places of the run, those in most releases first."""
    rows = tables["entities"].sort_values(["n_releases", "n_mentions", "name"], ascending=[False, False, True])
    return rows[["label", "name", "n_releases", "n_mentions", "first_published", "last_published"]]


def percents(tables: Frames) -> pd.DataFrame:
    """Percentages that are known to measure something."""
    rows = tables["percents"].merge(tables["mentions"][["mention_id", "text"]], on="mention_id")
    return rows.dropna(subset="measure")[["measure", "text", "comparator", "low", "high", "unit", "direction"]]


VIEWS: dict[str, Callable[[Frames], pd.DataFrame]] = {
    "quotes of people in a role": quotes,
    "posts, each once": positions,
    "entities": entities,
    "percentages that measure something": percents,
}


def look(folder: str | Path, console: Console, n_rows: int = 8) -> None:
    """Write how many rows every table has, and the first rows of four views, to a rich console.

    Raises OutputError where the folder holds no tables of a run.
    """
    tables = read_tables(folder)
    console.print(", ".join(f"{name} {len(rows)}" for name, rows in tables.items()), markup=False, highlight=False)
    for name, view in VIEWS.items():
        _print(console, name, view(tables), n_rows)


def _print(console: Console, name: str, rows: pd.DataFrame, n_rows: int) -> None:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{name} ({min(n_rows, len(rows))} of {len(rows)})", title_justify="left")
    shown = [
        ["" if pd.isna(cell) else visible(_one_line(cell)) for cell in row]
        for row in rows.head(n_rows).itertuples(index=False)
    ]
    columns = list(zip(rows.columns, *shown, strict=True))
    for (name, *_), width in zip(columns, _widths(columns, console.width - 3 * len(columns) - 1), strict=True):
        table.add_column(name, overflow="ellipsis", no_wrap=True, width=width)
    for cells in shown:
        table.add_row(*map(Text, cells))
    console.print(table)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Widths of columns (a name, then cells each) that fit into a room: narrow cells whole, the rest cut alike."""
    from rich.cells import cell_len

    wanted = [max(map(cell_len, column)) for column in columns]
    of_cells = [max(map(cell_len, cells), default=0) for _, *cells in columns]
    least = [width if width <= WHOLE else NARROWEST for width in of_cells]
    for widest in range(WIDEST, NARROWEST - 1, -1):
        widths = [max(low, min(width, widest)) for low, width in zip(least, wanted, strict=True)]
        if sum(widths) <= room:
            break
    return widths


def _one_line(cell: object) -> str:
    return " ".join(str(cell).split())
