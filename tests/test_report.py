"""The data of a report, and the file that holds it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

import pipeline
from pipeline import sinks, tables
from pipeline.cli import main
from pipeline.errors import OutputError, SettingsError
from pipeline.records import Failure, Mention, Record, Release, Section, Sentence
from pipeline.report import page as pages
from pipeline.report import write_report
from pipeline.report.data import safe_url
from pipeline.report.texts import KINDS
from pipeline.report.titles import one_line
from pipeline.report.writing import report_parts

PLANT = (
    "«Мы открыли цех в Твери 🙂», — сказала директор завода «Северный луч» Анна Котова. "
    "Выпуск подшипников вырос на 15%."
)
LATER = "Министр транспорта Анна Котова сообщила, что мост откроют 12 марта."
BREAKING = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> \u2028 \x1b[31m сказала Анна Котова."


@pytest.fixture(scope="module")
def arrow():
    records = [
        Record(PLANT, id="a", published="2024-03-11", url="https://example.com/a", source="in.jsonl"),
        Record(LATER, id="b", published="2025-01-20", url="javascript:alert(1)", source="in.jsonl"),
        Record(BREAKING, id="c</script>", title="<!--<script>", source="in.jsonl"),
    ]
    return tables.to_tables(pipeline.extract_many(records))


@pytest.fixture(scope="module")
def parts(arrow):
    return report_parts(arrow, "demo", 10**6)


def write(folder: Path, arrow, file_format: str) -> Path:
    streams = {name: (lambda t=t: iter(t.to_batches())) for name, t in arrow.items()}
    sinks.write_tables(folder, file_format, streams)
    return folder


def entity(parts, name: str) -> int:
    return parts["index"]["entities"]["name"].index(name)


def words_of(parts, release: int, kind: str) -> list[tuple[str, int]]:
    """Marked words of a kind as JavaScript cuts them, with the number of the mark."""
    text, marks, _ = parts["texts-0"][release]
    units = text.encode("utf-16-le")
    return [(units[2 * m[0] : 2 * m[1]].decode("utf-16-le"), m[3]) for m in marks if KINDS[m[2]] == kind]


def test_releases_are_newest_first_and_those_without_a_day_last(parts) -> None:
    releases = parts["index"]["releases"]
    assert releases["id"] == ["b", "a", "c</script>"]
    assert releases["date"] == ["2025-01-20", "2024-03-11", ""]


def test_a_person_has_posts_and_quotes_with_the_numbers_of_their_places(parts) -> None:
    anna = entity(parts, "Анна Котова")
    posts = [(row[0], row[4], row[6]) for row in parts["positions"] if row[2] == anna]
    assert posts == [(0, "министр транспорта", ""), (1, "директор", "завод «Северный луч»")]
    said = [(row[0], row[2], row[3]) for row in parts["quotes"] if any(one[0] == anna for one in row[6])]
    assert said[:2] == [(0, "indirect", "мост откроют 12 марта"), (1, "direct", "Мы открыли цех в Твери 🙂")]
    assert words_of(parts, 0, "quote")[0] == ("мост откроют 12 марта", 1)
    assert parts["index"]["entities"]["releases"][anna][:2] == [0, 1]


def test_an_organisation_is_that_of_posts_and_quotes(parts) -> None:
    plant = entity(parts, "завод «Северный луч»")
    assert [row[3] for row in parts["positions"] if row[5] == plant] == ["Анна Котова"]
    assert [row[6][0][4] for row in parts["quotes"] if row[0] == 1] == [plant]


def test_places_count_as_javascript_counts_behind_an_emoji(parts) -> None:
    assert [words for words, _ in words_of(parts, 1, "PER")] == ["Анна Котова"]
    assert [words for words, _ in words_of(parts, 1, "PERCENT")] == ["15%"]


def test_a_percentage_tells_what_it_measures_and_leads_to_its_mention(parts) -> None:
    [row] = parts["percents"]
    assert [row[0], *row[2:]] == [1, "15%", 15.0, 15.0, "=", "percent", "up", "выпуск подшипников"]
    assert words_of(parts, 1, "PERCENT") == [("15%", row[1])]


@pytest.mark.parametrize(
    "url, safe",
    [
        ("https://example.com/a?b=1", "https://example.com/a?b=1"),
        ("HTTP://EXAMPLE.COM", "HTTP://EXAMPLE.COM"),
        ("javascript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("data:text/html,<b>", ""),
        ("file:///etc/passwd", ""),
        ("//example.com", ""),
        ("http://[bad", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_are_links(url: str | None, safe: str) -> None:
    assert safe_url(url) == safe


def test_links_of_releases_are_web_addresses(parts) -> None:
    assert parts["index"]["releases"]["url"] == ["", "https://example.com/a", ""]


@pytest.mark.parametrize(
    "text, line",
    [("Раз\n  два", "Раз два"), ("слово " * 40, ("слово " * 23).strip() + "…"), ("я" * 200, "я" * 140 + "…"), ("", "")],
)
def test_titles_are_a_line_cut_at_a_word(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    "release, title",
    [
        (Release("r", "Текст.", title="Свой"), "Свой"),
        (Release("r", "Цех сдан\nВ Твери.", sections=(Section("headline", 0, 8), Section("body", 8, 17))), "Цех сдан"),
        (
            Release("r", "ТВЕРЬ. Цех открыт. Ура.", sections=(Section("dateline", 0, 6), Section("body", 7, 23)),
                    sentences=(Sentence(0, 0, 6), Sentence(1, 7, 18), Sentence(1, 19, 23))),
            "Цех открыт",
        ),
        (Release("r", "Без разделов."), "Без разделов."),
        (Release("r", "  "), "r"),
    ],
)  # fmt: skip
def test_a_release_is_called_by_the_best_that_it_has(release: Release, title: str) -> None:
    arrow = tables.to_tables([release])
    assert report_parts(arrow, "demo", 100)["index"]["releases"]["title"] == [title]


def test_texts_beyond_the_limit_stay_out_and_everything_else_stays_in(arrow, parts) -> None:
    cut = report_parts(arrow, "demo", len(LATER))
    assert cut["index"]["texts"] == 1
    assert [row[0] for row in cut["texts-0"]] == [LATER]
    assert cut["quotes"] == parts["quotes"]
    assert report_parts(arrow, "demo", 0)["index"]["texts"] == 0


def test_failures_are_told(arrow) -> None:
    failures = pa.Table.from_batches([tables.failure_batch([Failure("a.txt", None, "source", "pdf", "this is a PDF")])])
    told = report_parts(arrow | {"failures": failures}, "demo", 1)["index"]["failures"]
    assert told == {"count": 1, "rows": [["a.txt", "", "this is a PDF"]]}


@pytest.mark.parametrize("file_format", sinks.FORMATS)
def test_every_format_gives_the_same_report(tmp_path: Path, arrow, file_format: str) -> None:
    folder = write(tmp_path / "run", arrow, file_format)
    written = write_report(folder)
    assert (written.path, written.releases, written.texts) == (folder / "report.html", 3, 3)
    assert written.size == written.path.stat().st_size
    assert blocks(written.path)["quotes"] == json.loads(json.dumps(report_parts(arrow, "run", 10**6)["quotes"]))
    assert sinks.read_arrow(folder)["releases"].num_rows == 3


def blocks(path: Path) -> dict[str, object]:
    found = re.findall(
        r'<script type="application/json" id="data-([\w-]+)">(.*?)</script>', path.read_text("utf8"), re.DOTALL
    )
    return {name: json.loads(written) for name, written in found}


def test_no_text_breaks_out_of_its_block(tmp_path: Path, arrow) -> None:
    path = write_report(write(tmp_path, arrow, "parquet")).path
    page = path.read_text(encoding="utf8")
    assert page.count("<script>") == 1
    assert page.count("<script") == page.count("</script>") == len(blocks(path)) + 1
    assert "<img src" not in page
    assert "<!--" not in page
    assert blocks(path)["texts-0"][2][0] == BREAKING.replace("\x1b", "␛").replace("\u2028", "\n")


def test_the_policy_of_a_report_lets_nothing_in(tmp_path: Path, arrow) -> None:
    page = write_report(write(tmp_path, arrow, "parquet")).path.read_text(encoding="utf8")
    [policy] = re.findall('Content-Security-Policy" content="([^"]+)"', page)
    [style], [script] = (
        re.findall("<style>(.*?)</style>", page, re.DOTALL),
        re.findall("<script>(.*?)</script>", page, re.DOTALL),
    )
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src '{pages.csp_hash(style)}'",
        f"script-src '{pages.csp_hash(script)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not re.search(
        r"\.(innerHTML|outerHTML|insertAdjacentHTML)|document\.write|\beval\b|\bfetch\b|XMLHttp", script
    )


def test_a_block_too_long_for_a_browser_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LONGEST_BLOCK", 10)
    with pytest.raises(OutputError, match="the quotes of this run are too much for a page"):
        pages.block("quotes", ["слово " * 10])


def test_wrong_settings_are_told(tmp_path: Path, arrow) -> None:
    with pytest.raises(OutputError, match="holds no tables"):
        write_report(tmp_path)
    with pytest.raises(SettingsError, match="texts: -1 is out of range"):
        write_report(tmp_path, text_limit=-1)
    (tmp_path / "file").write_text("", encoding="utf8")
    write(tmp_path / "run", arrow, "parquet")
    with pytest.raises(OutputError, match="name another file with --out"):
        write_report(tmp_path / "run", tmp_path / "file" / "r.html")


def test_the_command_says_where_the_page_is_and_what_did_not_fit(tmp_path: Path, arrow) -> None:
    long = replace(Release("long", "Раз два. " * 130_000), mentions=(Mention(0, 3, "PER", "x"),))
    folder = write(tmp_path / "run", tables.to_tables([Release("short", "Раз."), long]), "parquet")
    done = CliRunner().invoke(main, ["report", str(folder), "--out", str(tmp_path / "out.html"), "--texts", "1"])
    assert done.exit_code == 0
    assert done.stdout == f"2 releases in {tmp_path / 'out.html'} (0.1 MB): open it in a browser\n"
    assert "it holds the texts of 1 of 2 releases, the newest" in done.stderr
