"""Runs over real folders with real worker processes: whole, repeated, stopped, killed."""

import json
import signal
import subprocess
from pathlib import Path

import pytest
from releases import command, release, same_tables, write_dump

from pipeline.errors import InputError, OutputError, RupressError, SettingsError
from pipeline.run import Progress, run, status_text
from pipeline.run.store import Store
from pipeline.sinks import read_arrow


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 releases, a broken line and one without text: three shards."""
    return write_dump(tmp_path_factory.mktemp("in") / "dump.jsonl", 200)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of an uninterrupted run with one worker."""
    out = tmp_path_factory.mktemp("whole")
    run([source], out)
    return out


def test_every_record_is_a_release_or_a_failure(whole: Path) -> None:
    tables = read_arrow(whole)
    assert tables["releases"]["release_id"].to_pylist() == [f"n{n}" for n in range(200)]
    failures = tables["failures"].to_pylist()
    assert [(row["source"], row["record"], row["error"]) for row in failures] == [
        ("dump.jsonl", "201", "broken_json"),
        ("dump.jsonl", "202", "missing_text"),
    ]


def test_every_offset_holds_its_text(whole: Path) -> None:
    tables = read_arrow(whole)
    texts = dict(zip(*(tables["releases"][name].to_pylist() for name in ("release_id", "text")), strict=True))
    for name in ("sentences", "mentions", "positions"):
        for row in tables[name].to_pylist():
            assert texts[row["release_id"]][row["start_char"] : row["end_char"]] == row["text"]


def test_the_report_of_a_run_holds_counts_versions_and_no_path(whole: Path, source: Path) -> None:
    text = (whole / "run.json").read_text(encoding="utf8")
    report = json.loads(text)
    assert report["counts"]["releases"] == 200
    assert report["counts"]["failures"] == 2
    assert report["counts"]["rows"]["releases"] == 200
    assert {"python", "rupress", "spacy", "pymorphy3", "natasha"} <= set(report["versions"])
    assert all(len(digest) == 64 for digest in report["model_digests"].values())
    assert {"tagging", "names", "dates"} <= set(report["stage_seconds"])
    assert report["peak_memory_mb"]["worker"] > 50
    assert str(source.parent) not in text
    assert str(whole) not in text


def test_two_workers_give_the_same_rows(whole: Path, source: Path, tmp_path: Path) -> None:
    run([source], tmp_path, workers=2)
    assert same_tables(whole, tmp_path)


def test_a_second_run_does_nothing_again(source: Path, tmp_path: Path) -> None:
    run([source], tmp_path / "out", limit=40)
    shards = sorted((tmp_path / "out/.rupress/shards").iterdir())
    before = [path.stat().st_mtime_ns for path in shards]
    seen: list[Progress] = []
    summary = run([source], tmp_path / "out", limit=40, format="jsonl", progress=seen.append)
    assert summary.reused == summary.releases == 40
    assert [path.stat().st_mtime_ns for path in sorted((tmp_path / "out/.rupress/shards").iterdir())] == before
    assert [progress.phase for progress in seen][-1] == "done"
    assert len((tmp_path / "out/releases.jsonl").read_text(encoding="utf8").splitlines()) == 40


def test_changed_settings_are_done_again(source: Path, tmp_path: Path) -> None:
    run([source], tmp_path, limit=2)
    summary = run([source], tmp_path, limit=2, published="2025-03-14")
    assert summary.reused == 0
    assert set(read_arrow(tmp_path)["releases"]["published_value"].to_pylist()) == {"2025-03-14"}
    assert len(list((tmp_path / ".rupress/shards").glob("*.json"))) == 1


def test_a_damaged_shard_is_done_again(source: Path, tmp_path: Path) -> None:
    run([source], tmp_path, limit=2)
    [shard] = (tmp_path / ".rupress/shards").glob("*.arrow")
    shard.write_bytes(shard.read_bytes()[:-10] + b"0123456789")
    assert run([source], tmp_path, limit=2).reused == 0
    assert read_arrow(tmp_path)["releases"].num_rows == 2


def test_tables_inside_the_input_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(release(1), encoding="utf8")
    for _ in range(2):
        summary = run([tmp_path], tmp_path / "out", format="csv")
        assert (summary.releases, summary.failures) == (1, 0)


def test_ctrl_c_says_how_to_go_on(source: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(command("extract", source, "--out", tmp_path), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "loading models" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "run the same command again to go on" in errors
    assert "Traceback" not in errors
    assert "not finished" in status_text(tmp_path)


def test_a_folder_takes_one_run_at_a_time(source: Path, tmp_path: Path) -> None:
    with Store(tmp_path).locked(), pytest.raises(OutputError, match="another run"):
        run([source], tmp_path)


def test_the_state_of_a_run_can_be_told(whole: Path) -> None:
    text = status_text(whole)
    assert "finished" in text
    assert "releases             200" in text
    assert "dump.jsonl, record 201: broken JSON" in text


@pytest.mark.parametrize(
    "options, error, hint",
    [
        ({"published": "2025-13-01"}, SettingsError, "2025-09-23"),
        ({"force_published": "вчера"}, SettingsError, "2025-09-23"),
        ({"format": "xml"}, SettingsError, "parquet"),
        ({"workers": 0}, SettingsError, "use 1"),
        ({"limit": 0}, SettingsError, "use 1"),
        ({"inputs": ["nowhere.txt"]}, InputError, "check the spelling"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_written(
    source: Path, tmp_path: Path, options: dict[str, object], error: type[RupressError], hint: str
) -> None:
    inputs = options.pop("inputs", [source])
    with pytest.raises(error, match=hint):
        run(inputs, tmp_path / "out", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_an_out_that_is_a_file_is_told(source: Path) -> None:
    with pytest.raises(RupressError, match="is a file"):
        run([source], source)


def test_a_shard_that_is_gone_is_told_by_status_and_done_again(source: Path, tmp_path: Path) -> None:
    run([source], tmp_path)
    report = status_text(tmp_path)
    assert "missing  " not in report
    shards = Store(tmp_path).groups()[0].shards
    (tmp_path / f".rupress/shards/{shards[-1]}.arrow").unlink()
    (tmp_path / f".rupress/shards/{shards[0]}.json").unlink()
    told = status_text(tmp_path)
    assert f"missing     2 of {len(shards)} shards: run the same command again" in told
    assert "broken JSON" not in told
    run([source], tmp_path)
    assert status_text(tmp_path).splitlines()[:5] == report.splitlines()[:5]


def test_a_shard_goes_receipt_first(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a run that is killed meanwhile leaves no receipt without its rows."""
    run([source], tmp_path, limit=40)
    gone: list[str] = []
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok=False: gone.append(path.suffix))
    Store(tmp_path).keep_only([])
    assert gone == sorted(gone, reverse=True)
    assert set(gone) == {".json", ".arrow"}
