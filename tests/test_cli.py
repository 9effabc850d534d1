"""The command as a user meets it: real processes, streams and exit codes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import __version__
from pipeline.cli import main
from pipeline.options import FORMATS
from pipeline.sinks import FORMATS as SINKS
from pipeline.sinks import read_arrow

NEWS = (
    "Завод «Северный луч» открыл цех в Твери. «Мы создали 120 рабочих мест», — сообщила директор завода Анна Котова "
    "12 марта 2025 года. Выпуск вырос на 15%."
)


def rupress(*arguments: object, given: bytes = b"") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one release in Windows-1251, a text that is none, and a csv without a text column."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_bytes(NEWS.encode("cp1251"))
    (tmp_path / "in/b.txt").write_bytes(b"%PDF-1.4")
    (tmp_path / "in/c.csv").write_text("id,body,headline\n1,2,3\n", encoding="utf8")
    return tmp_path


def test_the_formats_are_those_of_the_sinks() -> None:
    assert FORMATS == SINKS


def test_help_and_version_import_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from pipeline.cli import main\n"
        "for words in (['--help'], ['--version'], ['extract', '--help']):\n"
        "    assert CliRunner().invoke(main, words).exit_code == 0\n"
        "print([m for m in ('spacy', 'numpy', 'pandas', 'pyarrow', 'rich', 'trafilatura') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("command", ["extract", "show", "report", "status", "schema", "evaluate"])
def test_every_command_documents_its_exit_codes(command: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"])
    assert shown.exit_code == 0
    assert "130  interrupted" in shown.output


def test_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"rupress, version {__version__}\n"


def test_extract_tells_results_on_stdout_and_trouble_on_stderr(folder: Path) -> None:
    code, out, err = rupress("extract", folder / "in", "--out", folder / "out", "--published", "2025-03-13")
    assert code == 1
    assert out == f"1 release and 2 failures in {folder / 'out'} (parquet)\n"
    assert "failed: b.txt: this is a PDF document" in err
    assert "columns: id, body, headline" in err
    [row] = read_arrow(folder / "out")["releases"].to_pylist()
    assert (row["text"], row["source"], row["published_value"]) == (NEWS, "a.txt", "2025-03-13")


def test_extract_of_good_input_is_fine(folder: Path) -> None:
    code, _, err = rupress("extract", folder / "in/a.txt", "--out", folder / "out", "--format", "jsonl")
    assert code == 0
    assert "failed" not in err
    [line] = (folder / "out/releases.jsonl").read_text(encoding="utf8").splitlines()
    assert json.loads(line)["text"] == NEWS


@pytest.mark.parametrize(
    "given, texts",
    [
        (NEWS.encode("koi8-r", "replace"), 1),
        (b'{"text": "one"}\n{"text": "two"}\n', 2),
        (b"id;text\n1;one\n2;two\n3;three\n", 3),
    ],
)
def test_extract_reads_standard_input(tmp_path: Path, given: bytes, texts: int) -> None:
    code, _, _ = rupress("extract", "-", "--out", tmp_path, given=given)
    rows = read_arrow(tmp_path)["releases"].to_pylist()
    assert (code, len(rows)) == (0, texts)
    assert {row["source"] for row in rows} == {"-"}


@pytest.mark.parametrize(
    "arguments, code, hint",
    [
        (["in/c.csv"], 3, "columns: id, body, headline"),
        (["nowhere.txt"], 3, "there is no file or folder nowhere.txt: check the spelling"),
        (["empty"], 3, "holds no files"),
        (["*.pdf"], 3, "nothing matches"),
        (["in", "--published", "2025-13-01"], 2, "'2025-13-01' is no date"),
        (["in", "--format", "xml"], 2, "choose one of parquet, csv, jsonl, sqlite, duckdb"),
        (["in", "--workers", "0"], 2, "workers: 0"),
        (["in", "--workers", "two"], 2, "not a valid integer"),
        ([], 2, "Missing argument"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, hint: str
) -> None:
    (folder / "empty").mkdir()
    monkeypatch.chdir(folder)
    found, out, err = rupress("extract", *arguments, "--out", "out")
    assert found == code
    assert hint in err
    assert "Traceback" not in out + err


def test_an_out_that_is_a_file_is_told(folder: Path) -> None:
    code, _, err = rupress("extract", folder / "in", "--out", folder / "in/a.txt")
    assert code == 4
    assert "name another folder" in err


@pytest.mark.parametrize(
    "arguments, code, hint",
    [
        (["status", "in"], 4, "holds no run"),
        (["status", "nowhere"], 4, "holds no run"),
        (["show", "nowhere.txt"], 3, "check the spelling"),
        (["show", "in/b.txt"], 3, "this is a PDF document"),
        (["show", "in/a.txt", "--record", "2"], 3, "fewer than 2"),
        (["show", "in/a.txt", "--record", "0"], 2, "the first release of a file is 1"),
        (["show", "in/a.txt", "--published", "вчера"], 2, "is no date"),
        (["show", "in/a.txt", "--out", "page.html"], 2, "add --html"),
        (["report", "in"], 4, "holds no tables"),
        (["report", "nowhere"], 4, "no folder nowhere"),
        (["report", "in", "--texts", "-1"], 2, "texts: -1 is out of range"),
        (["schema", "people"], 2, "the tables are releases"),
        (["evaluate", "nowhere"], 3, "no annotated releases"),
    ],
)
def test_other_commands_tell_what_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, hint: str
) -> None:
    monkeypatch.chdir(folder)
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == code
    assert hint in shown.output


def test_show_marks_a_release_without_colours_in_a_pipe(folder: Path) -> None:
    (folder / "esc.txt").write_text(f"{NEWS} \x1b[31m[red]х[/red]", encoding="utf8")
    code, out, _ = rupress("show", folder / "esc.txt")
    assert code == 0
    assert "\x1b" not in out
    assert "␛[31m[red]х[/red]" in out
    assert "[Анна Котова]PER" in out


def test_show_has_colours_on_demand(folder: Path) -> None:
    _, out, _ = rupress("show", folder / "in/a.txt", "--color")
    assert "\x1b[" in out


def test_show_writes_a_page(folder: Path) -> None:
    code, out, _ = rupress("show", folder / "in/a.txt", "--html", "--out", folder / "page.html")
    page = (folder / "page.html").read_text(encoding="utf8")
    assert (code, out) == (0, "")
    assert page.startswith("<!DOCTYPE html>")
    assert "Анна Котова" in page
    assert rupress("show", folder / "in/a.txt", "--html") == (0, page, "")


def test_report_writes_a_page(folder: Path) -> None:
    rupress("extract", folder / "in/a.txt", "--out", folder / "out")
    code, out, err = rupress("report", folder / "out")
    page = (folder / "out/report.html").read_text(encoding="utf8")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"1 release in .*report\.html \(0\.\d MB\): open it in a browser\n", out)
    assert "Анна Котова" in page


def test_schema_lists_every_column_or_one_table() -> None:
    everything = CliRunner().invoke(main, ["schema"]).output
    one = CliRunner().invoke(main, ["schema", "quotes"]).output
    assert "releases: a row is" in everything
    assert "speaker_form" in one
    assert one.startswith("quotes: a row is")
    assert "mention_id" not in one


def test_evaluate_scores_and_pins(tmp_path: Path) -> None:
    annotated = NEWS.replace("Анна Котова", "[Анна Котова]{PER; norm=Анна Котова}")
    (tmp_path / "plant.txt").write_text(f"-----\n{annotated}\n-----\n", encoding="utf8")
    code, out, _ = rupress("evaluate", tmp_path, "--pin")
    assert code == 0
    assert "PER exact" in out
    assert rupress("evaluate", tmp_path)[0] == 0
    floors = tmp_path / "floors.toml"
    floors.write_text(re.sub('("PER exact") = .*', r"\1 = 1.5", floors.read_text(encoding="utf8")), encoding="utf8")
    code, out, err = rupress("evaluate", tmp_path, "--errors", "5")
    assert (code, "under its floor" in err) == (1, True)


def test_the_list_of_commands_is_not_cut() -> None:
    listed = CliRunner().invoke(main, ["--help"], terminal_width=80).output
    assert "Write a page to search and read a run." in listed
    assert "..." not in listed.replace("COMMAND [ARGS]...", "")
