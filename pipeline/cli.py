"""The command `rupress`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from pipeline import __version__
from pipeline.errors import GoldError, InputError, RupressError, SettingsError
from pipeline.messages import counted
from pipeline.options import CONFIG, CORRECTIONS, FORMAT, settings_options

FINE, SOME_FAILED, WRONG_USE, NOTHING_READ, CANT_GO_ON, INTERRUPTED = 0, 1, 2, 3, 4, 130
EXIT_CODES = """\b
Exit codes:
  0    all fine
  1    some inputs failed (they are rows of the table failures), or a score fell below its floor
  2    wrong usage or settings
  3    nothing could be read
  4    results can't be written, memory does not suffice, or a model is missing
  130  interrupted: the same command goes on where it stopped
"""


class _Commands(click.Group):
    """Commands whose errors are a sentence on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RupressError as error:
            click.echo(f"rupress: {_printable(str(error))}", err=True)
            ctx.exit(_exit_code(error))
        except MemoryError:
            click.echo("rupress: out of memory: free some; a run goes on with the same command", err=True)
            ctx.exit(CANT_GO_ON)
        except KeyboardInterrupt:
            click.echo("\nrupress: interrupted", err=True)
            ctx.exit(INTERRUPTED)


def _exit_code(error: RupressError) -> int:
    if isinstance(error, SettingsError):
        return WRONG_USE
    return NOTHING_READ if isinstance(error, InputError | GoldError) else CANT_GO_ON


def _printable(text: str) -> str:
    from pipeline.show import visible

    return visible(text)


_OUT = click.option(
    "--out", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Folder for the tables."
)


@click.group(cls=_Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rupress")
def main() -> None:
    """Turn Russian press releases into tables: people, organisations, places, dates, percentages, posts and quotes."""


@main.command(epilog=EXIT_CODES)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@_OUT
@settings_options
@click.option("--part", metavar="I/N", help="Do the I-th of N parts, on one of N machines; rupress merge joins them.")
def extract(inputs: tuple[str, ...], out: Path, config: Path | None, part: str | None, **options: Any) -> None:
    """Extract tables from releases.

    INPUT is a file, a folder, a glob, or - for standard input: .txt (one release a file), .jsonl, .csv, .tsv, .parquet
    (one release a record, in the field "text"; "id", "title", "published" or "date", and "url" are used where present),
    .html (its main text), and .gz or .zip of these. UTF-8, UTF-16, Windows-1251, KOI8-R and CP866 are told apart.

    Run the same command again after a stop, and it goes on where it was: what is done is kept, what has changed (input,
    settings, rupress itself) is done again. Other inputs into the same DIR are added to those that it holds.

    What the options say may stand in a file, rupress.toml (docs/settings.md); an option beats the file. rupress config
    tells what is in force.

    Over several machines: give each the same command with --part 1/4, 2/4 and so on and a DIR of its own, then join
    them with rupress merge.
    """
    from pipeline.configuration import in_force
    from pipeline.run import run
    from pipeline.run.progress_line import ProgressLine

    chosen = {name: held.value for name, held in in_force(config, options).items()}
    line = ProgressLine(sys.stderr)
    try:
        summary = run(inputs, out, part=part, progress=line, **chosen)
    except KeyboardInterrupt:
        line.end()
        click.echo(
            f"rupress: interrupted; what is done is kept in {out}: run the same command again to go on", err=True
        )
        raise click.exceptions.Exit(INTERRUPTED) from None
    finally:
        line.end()
    if part and not summary.releases and not summary.failures:
        click.echo(f"part {part} has nothing to do: the input is too small for so many parts", err=True)
        return
    _tell_summary(summary)


@main.command(epilog=EXIT_CODES)
@click.argument("parts", metavar="PART...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_OUT
@CONFIG
@FORMAT
@CORRECTIONS
def merge(parts: tuple[Path, ...], out: Path, config: Path | None, **options: Any) -> None:
    """Join the parts of a run that was split over machines.

    PART is a folder that rupress extract --part wrote to; name those of all parts. DIR then holds the tables of the
    run as if it had never been split.
    """
    from pipeline.configuration import in_force
    from pipeline.run import merge as merge_parts

    chosen = in_force(config, options)
    _tell_summary(merge_parts(parts, out, chosen["format"].value, corrections=chosen["corrections"].value))


@main.command(name="config", short_help="Tell which settings are in force.", epilog=EXIT_CODES)
@settings_options
def config_(config: Path | None, **options: Any) -> None:
    """Tell which settings are in force, and whether a default, a file or an option says so.

    The options are those of rupress extract; what is printed may be kept as rupress.toml.
    """
    from pipeline.configuration import check, in_force, in_words

    values = in_force(config, options)
    check(values)
    click.echo(_printable(in_words(values)), nl=False)


def _tell_summary(summary: Any) -> None:
    releases, failures = counted(summary.releases, "release"), counted(summary.failures, "failure")
    click.echo(f"{releases} and {failures} in {summary.folder} ({summary.format})")
    for remark in summary.remarks:
        click.echo(_printable(f"note: {remark}"), err=True)
    _tell_failures(summary)
    if summary.releases:
        folder = shlex.quote(str(summary.folder))
        click.echo(f"look at them: rupress look {folder}, rupress report {folder}", err=True)
    if summary.failures:
        raise click.exceptions.Exit(SOME_FAILED if summary.releases else NOTHING_READ)


def _tell_failures(summary: Any) -> None:
    from pipeline.run.status import where

    for failed in summary.shown:
        click.echo(_printable(f"failed: {where(failed.source, failed.record)}: {failed.message}"), err=True)
    if summary.failures > len(summary.shown):
        click.echo(
            f"all {summary.failures} are in the table failures; rupress status {summary.folder} sums them up", err=True
        )
    if not summary.releases:
        click.echo("rupress: nothing could be read", err=True)


@main.command(short_help="Show one release, marked up.", epilog=EXIT_CODES)
@click.argument("file")
@click.option("--record", default=1, show_default=True, metavar="N", help="Which release of the file.")
@click.option("--published", metavar="DATE", help="Day of publication, where the release carries none.")
@click.option("--color/--no-color", default=None, help="Colours; by default where the output is a terminal.")
@click.option("--html", is_flag=True, help="An HTML page instead, to standard output or --out.")
@click.option("--out", metavar="PAGE", type=click.Path(path_type=Path), help="With --html, the file for the page.")
def show(file: str, record: int, published: str | None, color: bool | None, html: bool, out: Path | None) -> None:
    """Show one release, marked up: names, dates and percentages with their values, quotes with speaker and role.

    Settings and corrections of a rupress.toml in the working folder hold here too.
    """
    if out is not None and not html:
        raise SettingsError(f"--out {out} is for a page: add --html")
    release = _release(file, record, published)
    if html:
        _show_page(release, out)
    else:
        _show_in_terminal(release, color)


def _show_in_terminal(release: Any, color: bool | None) -> None:
    from rich.console import Console

    from pipeline.show import render

    terminal = sys.stdout.isatty()
    coloured = terminal if color is None else color
    console = Console(
        force_terminal=coloured or None, no_color=not coloured, highlight=False, markup=False, emoji=False
    )
    console.print(render(release), soft_wrap=not terminal, end="")


def _release(file: str, number: int, published: str | None) -> Any:
    from itertools import islice

    from pipeline.configuration import in_force, release_settings
    from pipeline.publication import checked_published
    from pipeline.records import Failure
    from pipeline.sources import read_inputs

    checked_published(published, "published")
    if number < 1:
        raise SettingsError(f"record: {number} is out of range: the first release of a file is 1")
    found = next(islice(read_inputs([file]), number - 1, None), None)
    if found is None:
        raise InputError(f"{file} holds fewer than {counted(number, 'release')}: use a smaller --record")
    if isinstance(found, Failure):
        raise InputError(f"{found.source}: {found.message}")
    from pipeline.extraction import extract as extract_one

    return extract_one(found, keep_doc=False, settings=release_settings(in_force(options={"published": published})))


def _show_page(release: Any, out: Path | None) -> None:
    from pipeline.markup import render_html
    from pipeline.markup.writing import write_page

    page = render_html(release)
    if out is None:
        click.echo(page, nl=False)
    else:
        write_page(out, [page])


@main.command(short_help="Tell what a run did, what failed and why.", epilog=EXIT_CODES)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def status(folder: Path) -> None:
    """Tell what a run did, what failed and why; while it is at work, how far it is."""
    from pipeline.run import status_text

    click.echo(_printable(status_text(folder)), nl=False)


@main.command(short_help="Show the first rows of a run.", epilog=EXIT_CODES)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--rows", default=8, show_default=True, type=click.IntRange(1), metavar="N", help="Rows of each view.")
def look(folder: Path, rows: int) -> None:
    """Show the first rows of a run: quotes, posts, entities, what percentages measure."""
    from rich.console import Console

    from pipeline.look import look as look_at

    look_at(folder, Console(width=None if sys.stdout.isatty() else 160, highlight=False, emoji=False), rows)


@main.command(short_help="Write a page to search and read a run.", epilog=EXIT_CODES)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path), help="The file to write.  [default: DIR/report.html]"
)
@click.option(
    "--texts",
    type=int,
    metavar="MILLIONS",
    help="How many million characters of text to put into the file, the newest releases first; quotes, posts and names "
    "of the others are in it all the same.  [default: 30]",
)
def report(folder: Path, out: Path | None, texts: int | None) -> None:
    """Write a page to search and read the results of a run: one HTML file that opens in a browser, offline.

    DIR is the folder of a run, with tables of any format. The page has people with their posts and quotes,
    organisations with their people, places, percentages by what they measure, a timeline, and every release marked up;
    each row leads to its place in the text.
    """
    from pipeline.report import TEXT_LIMIT, write_report

    written = write_report(folder, out, TEXT_LIMIT if texts is None else texts)
    releases = counted(written.releases, "release")
    click.echo(f"{releases} in {written.path} ({written.size / 1e6:.1f} MB): open it in a browser")
    if written.texts < written.releases:
        click.echo(
            f"rupress: it holds the texts of {written.texts} of {written.releases} releases, the newest, and "
            "quotes, posts and names of all; --texts lets more in",
            err=True,
        )


@main.command(short_help="List the tables and their columns.", epilog=EXIT_CODES)
@click.argument("table", required=False)
def schema(table: str | None) -> None:
    """List the tables and their columns with their meaning; with TABLE, those of one."""
    from pipeline.schema import TABLES, schema_text

    text = schema_text()
    if table is not None:
        if table not in {one.name for one in TABLES}:
            raise SettingsError(f"no table {table!r}: the tables are {', '.join(one.name for one in TABLES)}")
        blocks = {block.split(":", 1)[0]: block for block in text.split("\n\n")}
        text = blocks[table]
    click.echo(text.rstrip("\n"))


@main.command(epilog=EXIT_CODES)
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--errors", "limit", type=click.IntRange(0), default=0, metavar="N", help="List N errors of each figure.")
@click.option("--pin", is_flag=True, help="Make these figures the floors; a floor sinks only with --lower.")
@click.option("--lower", is_flag=True, help="With --pin, let floors sink.")
def evaluate(gold: Path, limit: int, pin: bool, lower: bool) -> None:
    """Measure accuracy against annotated releases.

    GOLD is a folder of annotated .txt files, one such file, or a .jsonl. Where floors were pinned beside it
    (floors.toml), a figure below its floor is told and the exit code is 1.
    """
    from pipeline import evaluation
    from pipeline.extraction import extract_many

    annotated = evaluation.read_gold(gold)
    scores = evaluation.evaluate(annotated, extract_many(evaluation.gold_records(annotated)))
    click.echo(evaluation.render(scores))
    if limit:
        click.echo("\n" + _printable(evaluation.render_errors(scores, limit)))
    if _below_floor(gold, scores, pin, lower):
        raise click.exceptions.Exit(SOME_FAILED)


def _below_floor(gold: Path, scores: Any, pin: bool, lower: bool) -> bool:
    """Hold the scores against the floors beside the gold, or pin them there."""
    from datetime import date

    from pipeline import evaluation
    from pipeline.evaluation.floors import FILE_NAME

    path = gold / FILE_NAME if gold.is_dir() else gold.with_name(f"{gold.name}.{FILE_NAME}")
    digest = evaluation.gold_digest(gold)
    if pin:
        evaluation.pin_floors(path, scores, digest, pinned=date.today(), lower=lower)
        click.echo(f"floors pinned in {path}", err=True)
        return False
    complaints = evaluation.check_floors(scores, evaluation.read_floors(path), digest) if path.exists() else []
    for complaint in complaints:
        click.echo(f"rupress: {complaint}", err=True)
    return bool(complaints)
