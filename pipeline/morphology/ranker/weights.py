"""Where the ranker's weights lie, and how they are read."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from zlib import crc32

import numpy as np

from pipeline.errors import ModelError

PROTOCOL = 1
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
        return cls(array("I", keys.tolist()), array("f", values.tolist()))

    def __getitem__(self, feature: str) -> float:
        key = crc32(feature.encode())
        place = bisect_left(self._keys, key)
        return self._values[place] if place < len(self._keys) and self._keys[place] == key else 0.0

    def crossed(self, beginnings: Sequence[str], endings: Sequence[Sequence[str]]) -> list[list[float]]:
        """For each beginning and each group of endings the sum of the weights of the features that they make."""
        place = {ending: i for i, ending in enumerate(dict.fromkeys(chain.from_iterable(endings)))}
        encoded = list(map(str.encode, place))
        begun = [crc32(beginning.encode()) for beginning in beginnings]
        asked = np.array([[crc32(end, start) for end in encoded] for start in begun], dtype=self._keys.typecode)
        keys, values = (np.frombuffer(column, dtype=column.typecode) for column in (self._keys, self._values))
        near = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        weights = np.where(keys[near] == asked, values[near], 0.0)
        groups = [[place[ending] for ending in group] for group in endings]
        found: list[list[float]] = weights[:, groups].sum(axis=2, dtype=np.float64).tolist()
        return found
