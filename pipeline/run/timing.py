"""Clocks for the stages of a Language."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import through_stage


class _Timed:
    """A component that counts its own seconds."""

    def __init__(self, component: Callable[[Doc], Doc]) -> None:
        self.component = component
        self.seconds = 0.0

    def __call__(self, doc: Doc) -> Doc:
        return self.pipe([doc])[0]

    def pipe(self, docs: Sequence[Doc], batch_size: int = 64) -> list[Doc]:
        """Docs that earlier stages are done with, all through this one before the first comes back."""
        started = time.perf_counter()
        try:
            return through_stage(self.component, docs)
        finally:
            self.seconds += time.perf_counter() - started


class StageClock:
    """Puts a clock on every component of a Language whose Docs go through one stage before the next begins."""

    def __init__(self, nlp: Language) -> None:
        self._timed = {name: _Timed(component) for name, component in nlp.pipeline}
        # spaCy has no public way to wrap a component that is in place
        nlp._components = [
            (name, self._timed[name]) if name in self._timed else (name, c) for name, c in nlp._components
        ]

    def take(self) -> dict[str, float]:
        """Seconds by stage since the last call."""
        taken = {name.removeprefix("rupress_"): timed.seconds for name, timed in self._timed.items()}
        for timed in self._timed.values():
            timed.seconds = 0.0
        return taken
