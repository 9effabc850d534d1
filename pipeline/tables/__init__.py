"""From typed findings to tables: rows of a release, Arrow batches and frames, entities of the run."""

from pipeline.tables.arrow import failure_batch, frames, to_batch, to_batches, to_frames, to_tables
from pipeline.tables.merge import Merged, merge_entities
from pipeline.tables.reprints import find_reprints, mark_reprints, signature_batch
from pipeline.tables.rows import rows, unique_ids

__all__ = [
    "Merged",
    "failure_batch",
    "find_reprints",
    "frames",
    "mark_reprints",
    "merge_entities",
    "rows",
    "signature_batch",
    "to_batch",
    "to_batches",
    "to_frames",
    "to_tables",
    "unique_ids",
]
