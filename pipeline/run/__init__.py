"""A run: inputs cut into shards, extracted by worker processes, kept safe one by one, written as tables at the end."""

from pipeline.run.finishing import RunSummary
from pipeline.run.merging import merge
from pipeline.run.progress import Progress
from pipeline.run.running import run
from pipeline.run.status import status_text

__all__ = ["Progress", "RunSummary", "merge", "run", "status_text"]
