"""Builds the documentation as a site, out/site: every page and link must lead somewhere, else it ends with 1.

The pages keep the places that they have in the repository, so that their links hold in both.
"""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = ("*.md", "LICENSE", "docs/**/*.md", "docs/**/*.png", "docs/**/*.csv", "data/**/*.md", "models/**/*.md")
NOTEBOOKS = ("notebooks/*.ipynb",)


def gather(folder: Path) -> None:
    """Copy all pages, and what they link to, into a fresh folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for pattern in (*PAGES, *NOTEBOOKS):
        for path in ROOT.glob(pattern):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    gather(ROOT / "out" / "pages")
    config = load_config(str(DOCS / "mkdocs.yml"))
    try:
        build(config)
    except MkDocsException as error:
        sys.exit(str(error))
    print(f"open {Path(config.site_dir) / 'index.html'}")


if __name__ == "__main__":
    main()
