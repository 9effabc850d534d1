"""Which models a result depends on."""

from __future__ import annotations

import hashlib
from functools import cache

from pipeline.neural.models import MORPHOLOGY, NAMES, NAVEC, model_path
from pipeline.neural.names_model import names_digest


@cache
def model_digests() -> dict[str, str]:
    """SHA-256 of every model file that a result depends on, by file name."""
    paths = [model_path(name) for name in (NAVEC, MORPHOLOGY, NAMES)]
    own = {"names/weights.npz": names_digest()}
    return own | {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
