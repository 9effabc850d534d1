"""Runs under settings: corrections that survive reruns, contacts and people that are left out, files of settings."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from releases import same_tables, write_releases

from pipeline.cli import main
from pipeline.errors import SettingsError
from pipeline.run import RunSummary, merge, run
from pipeline.run.store import Store
from pipeline.schema import BY_NAME, TABLES
from pipeline.sinks import FORMATS, read_arrow

HEADER = "action;label;name;other;post\n"
SECRETS = ("33-44-55", "334455", "mayak.example", "Седых", "Белов", "22-15-17")
NEWS = (
    "«Мы довольны», — сказала директор завода «Маяк» Анна Белова. Премию имени Анны Беловой вручили Петру Лугову. "
    "Пётр Лугов, технолог завода «Маяк», сообщил, что выпуск вырос на 12%. Справки: 22-15-17.\n\n"
    "Контакты для прессы:\nМарина Седых, тел. +7 (4822) 33-44-55, press@mayak.example\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_releases(tmp_path / "dump.jsonl", 40)


def corrected(folder: Path, lines: str) -> Path:
    path = folder / "corrections.csv"
    path.write_text(HEADER + lines, encoding="cp1251")
    return path


def names(folder: Path, label: str = "PER") -> list[str]:
    return sorted(row["name"] for row in read_arrow(folder)["entities"].to_pylist() if row["label"] == label)


def test_corrections_to_entities_redo_only_the_end(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([source], out)
    assert names(out) == ["Анна Котова", "Иван Берёзкин", "Мария Юдина", "Ольга Седова", "Пётр Лугов"]
    csv = corrected(tmp_path, "merge;PER;Анна Котова;Мария Юдина\nrename;PER;Пётр Лугов;П. Лугов\n")
    summary = run([source], out, corrections=csv)
    assert (summary.reused, names(out)) == (40, ["Иван Берёзкин", "Мария Юдина", "Ольга Седова", "П. Лугов"])
    assert run([source], out, corrections=csv).reused == 40
    assert names(out) == ["Иван Берёзкин", "Мария Юдина", "Ольга Седова", "П. Лугов"]


def test_a_moved_folder_is_known_with_its_settings(source: Path, tmp_path: Path) -> None:
    moved, csv = tmp_path / "far/away", corrected(tmp_path, "name;ORG;цех номер\n")
    run([source], tmp_path / "out", corrections=csv, drop_contacts=True)
    moved.parent.mkdir()
    (tmp_path / "out").rename(moved)
    again = run([source], moved, corrections=csv, drop_contacts=True)
    assert (again.releases, again.reused) == (40, 40)
    other = run([source], moved, corrections=csv)
    assert (other.releases, other.reused) == (40, 0)


def test_corrections_inside_releases_redo_them(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([source], out)
    summary = run([source], out, corrections=corrected(tmp_path, "name;ORG;цех номер\n"))
    assert summary.reused == 0
    found = [row["text"] for row in read_arrow(out)["mentions"].to_pylist() if row["found_by"] == "known_names.listed"]
    assert found == ["цех номер"] * 40


def test_the_same_tables_whatever_the_workers_and_lines(source: Path, tmp_path: Path) -> None:
    lines = ["merge;PER;Анна Котова;Мария Юдина", "alias;ORG;Луч;Завод «Северный луч»", "drop;PER;Пётр Лугов"]
    run([source], tmp_path / "one", corrections=corrected(tmp_path, "\n".join(lines)))
    run([source], tmp_path / "two", corrections=corrected(tmp_path, "\n".join(reversed(lines))), workers=2)
    assert same_tables(tmp_path / "one", tmp_path / "two")


def test_corrections_that_apply_to_nothing_are_told(source: Path, tmp_path: Path) -> None:
    csv = corrected(
        tmp_path,
        "rename;PER;Никто Нигде;Некто\nname;ORG;Ничто\ndrop;PER;Зоя Ничья\nname;ORG;цех номер\ndrop;PER;Пётр Лугов\n",
    )
    summary: RunSummary = run([source], tmp_path / "out", corrections=csv)
    assert summary.remarks == tuple(
        f"correction that applied to nothing: corrections.csv:{line}"
        for line in ("2: rename PER Никто Нигде → Некто", "3: name ORG Ничто", "4: drop PER Зоя Ничья")
    )
    report = json.loads((tmp_path / "out/run.json").read_text(encoding="utf8"))
    assert report["corrections"]["unused"] == ["corrections.csv:2", "corrections.csv:3", "corrections.csv:4"]
    assert (report["corrections"]["files"], report["corrections"]["lines"]) == (["corrections.csv"], 5)
    assert str(tmp_path) not in json.dumps(report)


def test_an_alias_that_acts_inside_a_release_is_no_unused_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Завод «Маяк» открыл цех. «Растём», — сообщили в АО «Лучина».", encoding="utf8")
    csv = corrected(tmp_path, "alias;ORG;АО «Лучина»;Завод «Маяк»\n")
    summary = run([tmp_path / "a.txt"], tmp_path / "out", corrections=csv)
    assert summary.remarks == ()
    assert names(tmp_path / "out", "ORG") == ["Завод «Маяк»"]
    assert len(read_arrow(tmp_path / "out")["local_entities"]) == 1


@pytest.mark.parametrize("file_format", FORMATS)
def test_nothing_left_out_is_in_any_file(file_format: str, tmp_path: Path) -> None:
    record = {"id": "a", "text": NEWS, "title": "Белова Анна: звоните +7 (4822) 33-44-55"}
    (tmp_path / "in.jsonl").write_text(json.dumps(record, ensure_ascii=False), encoding="utf8")
    out = tmp_path / "out"
    if file_format == "sqlite":  # what an earlier run wrote goes too
        run([tmp_path / "in.jsonl"], out, "csv")
    run(
        [tmp_path / "in.jsonl"],
        out,
        file_format,
        drop_contacts=True,
        corrections=corrected(tmp_path, "drop;PER;Анна Белова\n"),
    )
    store = Store(out)
    held = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    if file_format == "xlsx":
        with zipfile.ZipFile(out / "rupress.xlsx") as book:
            held += [book.read(name) for name in book.namelist()]
    tables = read_arrow(out)
    held += [repr(table.to_pylist()).encode() for table in tables.values()]
    held += [
        repr(b.to_pylist()).encode()
        for n in (*BY_NAME, "signatures")
        if n not in ("entities", "entity_names")
        for b in store.batches(store.receipts(), n)
    ]
    assert [secret for secret in SECRETS for data in held if secret.encode() in data] == []
    check_keys_and_offsets(out)
    assert len(tables["releases"]["text"][0].as_py()) == len(NEWS)
    assert tables["positions"]["person"].to_pylist() == ["Пётр Лугов"]
    assert tables["quotes"]["speaker"].to_pylist() == ["Пётр Лугов"]


def check_keys_and_offsets(out: Path) -> None:
    tables = {name: table.to_pylist() for name, table in read_arrow(out).items()}
    for table in TABLES:
        for key in table.foreign_keys:
            held = {tuple(row[name] for name in BY_NAME[key.table].primary_key) for row in tables[key.table]}
            used = {tuple(row[name] for name in key.columns) for row in tables[table.name]}
            assert {one for one in used if None not in one} <= held, (table.name, key)
    texts = {row["release_id"]: row["text"] for row in tables["releases"]}
    for name in ("sentences", "mentions", "positions"):
        for row in tables[name]:
            assert texts[row["release_id"]][row["start_char"] : row["end_char"]] == row["text"]


def test_labels_keep_keys_and_offsets(source: Path, tmp_path: Path) -> None:
    run([source], tmp_path / "out", labels=["ORG", "DATE"])
    check_keys_and_offsets(tmp_path / "out")
    assert set(read_arrow(tmp_path / "out")["mentions"]["label"].to_pylist()) == {"ORG", "DATE"}
    assert len(read_arrow(tmp_path / "out")["positions"]) > 0


def test_releases_with_contacts_do_not_stay_beside_those_without(source: Path, tmp_path: Path) -> None:
    run([source], tmp_path / "out")
    other = write_releases(tmp_path / "other.jsonl", 3, start=100)
    with pytest.raises(SettingsError, match=r"made with other settings \(drop_contacts\): name them too"):
        run([other], tmp_path / "out", drop_contacts=True)


def test_parts_are_merged_with_their_corrections(source: Path, tmp_path: Path) -> None:
    csv = corrected(tmp_path, "merge;PER;Анна Котова;Мария Юдина\nname;ORG;цех номер\n")
    for part in "12":
        run([source], tmp_path / part, part=f"{part}/2", corrections=csv)
    run([source], tmp_path / "whole", corrections=csv)
    parts = [tmp_path / "1", tmp_path / "2"]
    merge(parts, tmp_path / "merged", corrections=csv)
    assert same_tables(tmp_path / "whole", tmp_path / "merged")
    with pytest.raises(SettingsError, match=r"corrections: .* was made with other names"):
        merge(parts, tmp_path / "wrong")


def test_an_option_beats_the_file_and_the_file_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/c.csv").write_text(HEADER, encoding="utf8")
    Path("mine/my.toml").write_text(
        '# мои\nformat = "csv"\nworkers = 2\npublished = 2025-03-01\ncorrections = "c.csv"\n'
    )
    shown = CliRunner().invoke(main, ["config", "--config", "mine/my.toml", "--workers", "3", "--labels", "PER,ORG"])
    assert shown.exit_code == 0, shown.output
    lines = dict(line.split("  # ") for line in shown.output.splitlines())
    told = {line.strip(): source for line, source in lines.items()}
    assert told['format = "csv"'] == "mine/my.toml:2"
    assert told["workers = 3"] == "option --workers"
    assert told["published = 2025-03-01"] == "mine/my.toml:4"
    assert told['corrections = ["mine/c.csv"]'] == "mine/my.toml:5"
    assert told['labels = ["PER", "ORG"]'] == "option --labels"
    assert told["drop_contacts = false"] == "default"


def test_the_file_of_the_working_folder_is_used_and_what_config_prints_can_be_kept(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rupress.toml").write_text('exclude = ["quotes"]\nformat = "csv"\nlabels = ["PER"]\n', encoding="utf8")
    runner = CliRunner()
    Path("rupress.toml").write_text(runner.invoke(main, ["config", "--format", "jsonl"]).output, encoding="utf8")
    assert runner.invoke(main, ["extract", str(source), "--out", "out", "--limit", "3"]).exit_code == 0
    tables = read_arrow("out")
    assert (len(tables["releases"]), len(tables["quotes"])) == (3, 0)
    assert set(tables["mentions"]["label"].to_pylist()) == {"PER"}
    assert Path("out/releases.jsonl").exists()


@pytest.mark.parametrize(
    "words, said",
    [
        ("--workers 0", "workers: 0 is out of range"),
        ("--format xsl", "no format 'xsl'"),
        ("--labels per", "write PER"),
        ("--exclude qoutes", "did you mean 'quotes'?"),
        ("--config nowhere.toml", "config: can't read nowhere.toml"),
        ("--time-limit -1", "time limit: -1 is out of range"),
    ],
)
def test_a_wrong_option_is_told(words: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(main, ["config", *words.split()])
    assert (shown.exit_code, said in shown.output) == (2, True)


@pytest.mark.parametrize(
    "toml, said",
    [
        ('formt = "csv"', "rupress.toml:1: no setting is called 'formt'; did you mean 'format'?"),
        (
            'workers = 1\nformat = "xls"',
            "rupress.toml:2: format = \"xls\" can't be; did you mean 'xlsx'?; allowed is one of",
        ),
        ('workers = "two"', 'rupress.toml:1: workers = "two" can\'t be; allowed is a number from 1 to 256'),
        ("workers = true", "workers = true can't be"),
        ("time_limit = -1", "time_limit = -1 can't be; allowed is a number above 0"),
        ('labels = ["PER", "ROG"]', "did you mean 'ORG'?"),
        ('published = "вчера"', 'rupress.toml:1: published = "вчера" can\'t be; allowed is a day'),
        ("\n[stages]\nquotes = false", "rupress.toml:2: no setting is called 'stages'"),
        ("format = csv", "rupress.toml is no TOML"),
        ('corrections = "no.csv"', "there is no file or folder no.csv"),
        ('exclude = ["layout"]\ndrop_contacts = true', "layout finds the contacts"),
    ],
)
def test_a_wrong_file_is_told(toml: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rupress.toml").write_text(toml, encoding="utf8")
    for command in (["config"], ["extract", "-", "--out", "out"]):
        shown = CliRunner().invoke(main, command)
        assert shown.exit_code == 2
        assert said in shown.output
    assert not Path("out").exists()
