"""The docs say what the code does: generated pages are fresh, code blocks run."""

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
PAGES = [ROOT / "README.md", ROOT / "README.ru.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf8"), re.DOTALL))
]


def test_generated_pages_are_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `make docs`: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("block", BLOCKS)
def test_code_blocks_run(block):
    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf8"))
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf8"), re.DOTALL)


def commands(page):
    """The words of every rupress command that a page shows."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [words[1:] for line in lines if (words := shlex.split(line, comments=True)) and words[0] == "rupress"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
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
