"""A first look at the tables of a run."""

import io

import pytest
from click.testing import CliRunner
from rich.console import Console

import pipeline
from pipeline import sinks, tables
from pipeline.cli import main
from pipeline.look import look

TEXT = (
    " date 2025-09-23 Выручка завода выросла на 12%. «Мы довольны \x1b[31mростом», — сказала директор завода «Маяк» "
    "Анна Белова."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("run")
    releases = list(pipeline.extract_many([{"id": "r1", "text": TEXT}]))
    arrow = tables.to_tables(releases)
    sinks.write_tables(out, "csv", {name: (lambda t=t: iter(t.to_batches())) for name, t in arrow.items()})
    return out


def seen(folder, n_rows=8):
    console = Console(file=io.StringIO(), width=200)
    look(folder, console, n_rows)
    return console.file.getvalue()


def test_views_show_quotes_posts_entities_and_percentages(folder):
    shown = seen(folder)
    for words in ("Анна Белова", "директор", "2025-09-23", "выручка завода", "12.0"):
        assert words in shown


def test_escape_sequences_do_nothing(folder):
    assert "\x1b" not in seen(folder)


def test_rows_are_limited_and_counted(folder):
    assert "entities (1 of 2)" in seen(folder, n_rows=1)


def test_a_folder_without_tables_says_what_to_do(tmp_path):
    done = CliRunner().invoke(main, ["look", str(tmp_path)])
    assert done.exit_code == 4
    assert "rupress" in done.stderr


def test_days_are_whole_on_a_narrow_terminal(folder):
    console = Console(file=io.StringIO(), width=60)
    look(folder, console, 8)
    assert "│ 2025-09-23 │" in console.file.getvalue()


def test_every_column_is_seen_on_a_terminal_of_80_columns(folder):
    console = Console(file=io.StringIO(), width=80)
    look(folder, console, 8)
    lines = console.file.getvalue().splitlines()
    for names in ("┃ published ", "┃ speaker ", "┃ role ", "┃ person ", "┃ measure ", "┃ direction "):
        assert any(names in line for line in lines)
    assert max(map(len, lines)) <= 80
