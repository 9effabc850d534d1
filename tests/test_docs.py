"""The docs say what the code does: generated pages are fresh, code blocks run."""

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.corrections import read_corrections
from pipeline.sinks import read_arrow

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.ru.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUN = [
    page
    for page in PAGES
    if page.name != "README.ru.md" and re.search(r"^```(python|sh)$", page.read_text(encoding="utf8"), re.MULTILINE)
]
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONPATH": str(ROOT),
}


def name_of(page):
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def folder(tmp_path):
    """What the pages take for given: some releases in a folder, a dump, a file of corrections, the project's data."""
    samples = ROOT / "data" / "samples"
    (tmp_path / "releases").mkdir()
    for name in ("planetarium-opening", "surgical-robot", "wind-lab"):
        shutil.copy(samples / f"{name}.txt", tmp_path / "releases")
    shutil.copy(samples / "wind-lab.txt", tmp_path / "release.txt")
    (tmp_path / "dump.jsonl.gz").write_bytes(gzip.compress((samples / "region-2025.jsonl").read_bytes()))
    shutil.copy(ROOT / "docs" / "corrections.sample.csv", tmp_path / "corrections.csv")
    for name in ("data", "docs"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    return tmp_path


def test_generated_pages_are_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `make docs`: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_blocks_of_a_page_run_and_print_what_it_shows(page, folder):
    command = [sys.executable, ROOT / "tests" / "run_page.py", page]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=ENVIRONMENT, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("```python\n1 / 0\n```\n", "page.md"),
        ("```python\nname = 1\n```\n\n```python\nprint(name)\n```\n\n```text\n2\n```\n", "page.md:6: prints\n1"),
        ("```sh\nfalse\n```\n", "page.md:2: ended with 1"),
    ],
)
def test_a_page_that_does_not_run_is_told(page, told, tmp_path):
    (tmp_path / "page.md").write_text(page)
    command = [sys.executable, ROOT / "tests" / "run_page.py", "page.md"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert told in done.stderr


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf8"))
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


def test_the_site_builds_and_asks_the_network_for_nothing():
    """Strict: a page, link or anchor that is not there ends the build."""
    command = [sys.executable, ROOT / "docs" / "build_site.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = list((ROOT / "out" / "site").rglob("*.html"))
    assert len(pages) > len(PAGES)
    loads = re.compile(r"""<(?:script|img|iframe)[^>]*\ssrc=["'](?:https?:)?//|<link[^>]*href=["'](?:https?:)?//""")
    assert [page for page in pages if loads.search(page.read_text(encoding="utf8"))] == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_hold_no_outputs_and_their_links_lead_somewhere(path):
    cells = json.loads(path.read_text(encoding="utf8"))["cells"]
    assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
    words = "".join(line for cell in cells if cell["cell_type"] == "markdown" for line in cell["source"])
    assert [target for target in re.findall(r"\]\(([^)#]+)\)", words) if not (path.parent / target).exists()] == []


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf8"), re.DOTALL)


def commands(page):
    """The words of every rupress command that a page shows."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [words[1:] for line in lines if (words := shlex.split(line, comments=True)) and words[0] == "rupress"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_are_as_the_command_has_them(page):
    for name, *words in commands(page):
        if name != "--version":
            main.commands[name].make_context(name, list(words))


def test_the_path_of_the_russian_readme(tmp_path, monkeypatch):
    """Every command of the page, in its order, on some samples."""
    page = ROOT / "README.ru.md"
    (tmp_path / "релизы").mkdir()
    for name in ("planetarium-opening", "surgical-robot", "wind-lab"):
        shutil.copy(ROOT / "data" / "samples" / f"{name}.txt", tmp_path / "релизы")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "исправления.csv").write_text(blocks(page, "csv")[0], encoding="cp1251")
    told = []
    for words in commands(page):
        if words[-1] == "таблицы" and "--format" not in words:
            (tmp_path / "rupress.toml").write_text(blocks(page, "toml")[0], encoding="utf8")
        shown = CliRunner().invoke(main, words)
        assert shown.exit_code == 0, (words, shown.output)
        told.append(shown.output)
    tables = read_arrow(tmp_path / "таблицы")
    assert (tmp_path / "таблицы" / "rupress.xlsx").exists()
    assert "Xinhai Optics" in tables["entities"]["name"].to_pylist()
    assert not any("Рюмин" in text for text in tables["releases"]["text"].to_pylist())
    assert any("correction that applied to nothing: исправления.csv:2: name ORG Точка кипения" in out for out in told)


def test_the_sample_of_corrections_is_the_table_of_its_page():
    page = (ROOT / "docs" / "corrections.md").read_text(encoding="utf8")
    lines = (ROOT / "docs" / "corrections.sample.csv").read_text(encoding="utf8").splitlines()
    table = [[cell.strip() for cell in row.strip("|").split("|")] for row in page.splitlines() if row.startswith("|")]
    shown = [";".join(row) for row in table[2 : 2 + len(lines) - 1]]
    assert set(shown) <= set(lines[1:])
    assert len(read_corrections(ROOT / "docs" / "corrections.sample.csv").lines) == len(lines) - 1
