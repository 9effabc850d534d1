"""Options of the command that settings have, declared once for all commands that take them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

FORMATS = ("parquet", "csv", "jsonl", "sqlite", "duckdb", "xlsx")
Command = TypeVar("Command", bound=Callable[..., Any])


class Words(click.ParamType["tuple[str, ...]"]):
    """Words with commas between; what they may be is checked with the other settings."""

    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


CONFIG = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="TOML file with settings.  [default: rupress.toml in the working folder, where there is one]",
)
FORMAT = click.option(
    "--format", "format", metavar="FORMAT", help=f"Format of the tables: {', '.join(FORMATS)}.  [default: parquet]"
)
CORRECTIONS = click.option(
    "--corrections",
    multiple=True,
    metavar="PATH",
    help="CSV file of names to find, join, split, rename or leave out, or a folder of such; may be given again.",
)
_OF_RELEASES = (
    click.option(
        "--published", metavar="DATE", help="Day of publication (2025-09-23, 2025-09) of releases that carry none."
    ),
    click.option("--force-published", metavar="DATE", help="Day of publication of all releases, whatever they carry."),
    click.option("--exclude", type=Words(), metavar="STAGES", help="Stages to leave out, with commas: quotes,issuer."),
    click.option(
        "--labels", type=Words(), metavar="LABELS", help="Labels to have in the tables, with commas: PER,ORG."
    ),
    CORRECTIONS,
    click.option(
        "--drop-contacts/--keep-contacts",
        default=None,
        help="Blank out sections of contacts, telephones and e-mail addresses in all tables.  [default: keep]",
    ),
)
_OF_RUNS = (
    click.option("--workers", type=int, metavar="N", help="How many processes extract.  [default: 1]"),
    click.option("--limit", type=int, metavar="N", help="Read no more than N records."),
    click.option(
        "--engine",
        metavar="ENGINE",
        help="Where releases are extracted: local (processes of this machine) or spark (the cluster that "
        "PYSPARK_SUBMIT_ARGS names, else Spark on this machine).  [default: local]",
    ),
    click.option(
        "--time-limit",
        type=float,
        metavar="SECONDS",
        help="How long one release may take; a longer one is a failure.  [default: 300]",
    ),
    click.option(
        "--memory-limit",
        type=int,
        metavar="MB",
        help="How much memory a process may hold; the release that makes it hold more is a failure.  "
        "[default: 4096, or less where the workers would not fit the machine]",
    ),
)


def settings_options(command: Command) -> Command:
    """All options that a file of settings has keys for, and --config."""
    for option in reversed((CONFIG, FORMAT, *_OF_RELEASES, *_OF_RUNS)):
        command = option(command)
    return command
