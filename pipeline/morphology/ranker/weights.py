"""Where the ranker's weights lie, and how they are read."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from pipeline.errors import ModelError

PROTOCOL = 1
_BUCKET_BITS = 16
"""Keys that are alike but for their last bits lie in one bucket: a search goes through a few keys, not through all."""
_NAME = Path("normalizer") / "weights.npz"


def weights_path() -> Path:
    """The weight file of the installed package, else of the checkout that the package runs from."""
    package = Path(__file__).parents[2]
    for path in (package / "_models" / _NAME, package.parent / "models" / _NAME):
        if path.is_file():
            return path
    raise ModelError(
        f"the weights of the normal forms are missing ({package / '_models' / _NAME}): install rupress again, "
        "or run models/normalizer/train.py in a checkout"
    )


class Weights:
    """Weights by the name of a feature; 0 for a feature that training did not keep."""

    def __init__(self, keys: array[int], values: array[float]) -> None:
        self._keys, self._values = keys, values
        bounds = np.arange((1 << 32 - _BUCKET_BITS) + 1, dtype=np.uint64) << np.uint64(_BUCKET_BITS)
        self._buckets = array("L", np.searchsorted(np.array(keys, dtype=np.uint64), bounds).tolist())

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read a weight file; raises ModelError for one that is damaged or of another protocol."""
        try:
            with np.load(path, allow_pickle=False) as packed:
                if int(packed["protocol"]) != PROTOCOL:
                    raise ModelError(f"{path} is of protocol {int(packed['protocol'])}, this program reads {PROTOCOL}")
                keys, values = packed["keys"], packed["values"].astype(np.float32) * np.float32(packed["scale"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{path} can't be read as weights: {error}") from error
        return cls(array("L", keys.tolist()), array("f", values.tolist()))

    def __getitem__(self, feature: str) -> float:
        return self._of(crc32(feature.encode()))

    def crossed(self, beginnings: Sequence[int], ending: str) -> float:
        """The sum of the weights of features with one ending; `beginnings`: checksums of what stands before it."""
        rest = ending.encode()
        return sum(self._of(crc32(rest, beginning)) for beginning in beginnings)

    def _of(self, key: int) -> float:
        first = key >> _BUCKET_BITS
        place = bisect_left(self._keys, key, self._buckets[first], self._buckets[first + 1])
        return self._values[place] if place < len(self._keys) and self._keys[place] == key else 0.0
