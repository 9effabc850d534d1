"""rupress: Russian press releases in, normalised tables of names, posts, dates, percentages and quotes out.

    import pipeline

    release = pipeline.extract(text, published="2025-09-23")
    tables = pipeline.to_frames(pipeline.extract_many(texts))

Importing this package loads no model and no heavy library; the first call does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.corrections import read_corrections
    from pipeline.extraction import extract, extract_many
    from pipeline.language import STAGES, load
    from pipeline.normalization import normalize
    from pipeline.records import Mention, Position, Quote, Record, Release
    from pipeline.settings import Settings
    from pipeline.sinks import read_tables
    from pipeline.tables import to_frames

__version__ = "0.1.0"

_HOMES = {
    "extract": "pipeline.extraction",
    "extract_many": "pipeline.extraction",
    "load": "pipeline.language",
    "STAGES": "pipeline.language",
    "normalize": "pipeline.normalization",
    "Mention": "pipeline.records",
    "Position": "pipeline.records",
    "Quote": "pipeline.records",
    "Record": "pipeline.records",
    "Release": "pipeline.records",
    "Settings": "pipeline.settings",
    "read_corrections": "pipeline.corrections",
    "read_tables": "pipeline.sinks",
    "to_frames": "pipeline.tables",
}

__all__ = [
    "STAGES",
    "Mention",
    "Position",
    "Quote",
    "Record",
    "Release",
    "Settings",
    "extract",
    "extract_many",
    "load",
    "normalize",
    "read_corrections",
    "read_tables",
    "to_frames",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
