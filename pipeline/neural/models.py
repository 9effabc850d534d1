"""Finds natasha's model files and loads them, without importing natasha.

natasha's package pulls in pymorphy2 and yargy when imported; its files are all that is needed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.neural.tagger import PathTagger, WordTagger

NAVEC = "emb/navec_news_v1_1B_250K_300d_100q.tar"
MORPHOLOGY = "model/slovnet_morph_news_v1.tar"
NAMES = "model/slovnet_ner_news_v1.tar"


@dataclass(frozen=True, slots=True)
class Taggers:
    """The two taggers that the stages use: morphology (UD tags) and names (BIO tags)."""

    morphology: WordTagger
    names: PathTagger


def model_path(name: str) -> Path:
    """Where a model file of natasha's wheel lies; raises ModelError when the package or the file is missing."""
    spec = find_spec("natasha")
    if spec is None or spec.origin is None:
        raise ModelError("the models of natasha are not installed: run `pip install natasha`")
    path = Path(spec.origin).parent / "data" / name
    if not path.is_file():
        raise ModelError(f"natasha is installed without its model {name}: run `pip install --force-reinstall natasha`")
    return path


@cache
def load_taggers() -> Taggers:
    """Load both taggers once a process; they share one table of word vectors."""
    from navec import Navec

    navec = Navec.load(model_path(NAVEC))
    return Taggers(
        morphology=WordTagger.load(model_path(MORPHOLOGY), navec),
        names=PathTagger.load(model_path(NAMES), navec),
    )
