"""What is known of a shard that is done: counts, times, and where each table stands in its file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class Counts:
    """Sums over some shards; `seconds` by stage, `errors` and `notes` by code, memory in MB."""

    records: int = 0
    releases: int = 0
    failures: int = 0
    characters: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    peak_memory_mb: int = 0

    def add(self, other: Counts) -> None:
        """Add the counts of another shard."""
        self.records += other.records
        self.releases += other.releases
        self.failures += other.failures
        self.characters += other.characters
        self.rows = dict(Counter(self.rows) + Counter(other.rows))
        self.errors = dict(Counter(self.errors) + Counter(other.errors))
        for stage, seconds in other.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        self.peak_memory_mb = max(self.peak_memory_mb, other.peak_memory_mb)


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of some counts."""
    whole = Counts()
    for one in counts:
        whole.add(one)
    return whole


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a shard is done.

    `size` and `digest` are those of its file, `tables` the offset and length of each table in it, `key` what the
    results depend on besides the input. A shard that lost a record to a dying worker is not `final`: the next run
    tries it again.
    """

    fingerprint: str
    key: str
    size: int
    digest: str
    tables: dict[str, tuple[int, int]]
    counts: Counts
    final: bool = True

    def to_json(self) -> str:
        """The receipt as a JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """The receipt in a JSON object; raises ValueError, KeyError or TypeError for anything else."""
        fields = json.loads(text)
        tables = {name: (int(start), int(length)) for name, (start, length) in fields["tables"].items()}
        return cls(**{**fields, "tables": tables, "counts": Counts(**fields["counts"])})
