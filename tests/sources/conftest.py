"""What reading gives, in a form that fits a line."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.records import Record
from pipeline.sources import read_inputs

Read = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads inputs below a temporary folder: `source:record text` for a record, `source:record !code` for a failure."""

    def lines(*inputs: str) -> Iterator[str]:
        for item in read_inputs([str(tmp_path / name) for name in inputs] or [str(tmp_path)]):
            place = f"{item.source}:{item.record}" if item.record else item.source
            yield f"{place} {item.text}" if isinstance(item, Record) else f"{place} !{item.error}"

    return lambda *inputs: list(lines(*inputs))
