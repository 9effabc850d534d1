"""A run: inputs cut into shards, extracted by worker processes, kept safe one by one, written as tables at the end."""

from pipeline.run.progress import Progress
from pipeline.run.running import RunSummary, run
from pipeline.run.status import status_text

__all__ = ["Progress", "RunSummary", "run", "status_text"]
