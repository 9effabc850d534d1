"""Clocks for the stages of a Language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc


class _Timed:
    """A component that counts its own seconds; everything else of it is as it was."""

    def __init__(self, component: Any) -> None:
        self.component = component
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.component, name)

    def __call__(self, doc: Doc) -> Doc:
        started = time.perf_counter()
        try:
            result: Doc = self.component(doc)
            return result
        finally:
            self.seconds += time.perf_counter() - started

    def pipe(self, stream: Iterator[Doc], **options: Any) -> Iterator[Doc]:
        """Docs through the component; the time that earlier stages take inside `stream` is theirs."""
        if hasattr(self.component, "pipe"):
            out = iter(self.component.pipe(self._waiting(iter(stream)), **options))
        else:
            yield from map(self, stream)
            return
        while (doc := self._clocked(lambda: next(out, None), 1)) is not None:
            yield doc

    def _waiting(self, stream: Iterator[Doc]) -> Iterator[Doc]:
        while (doc := self._clocked(lambda: next(stream, None), -1)) is not None:
            yield doc

    def _clocked(self, step: Callable[[], Doc | None], sign: int) -> Doc | None:
        started = time.perf_counter()
        try:
            return step()
        finally:
            self.seconds += sign * (time.perf_counter() - started)


class StageClock:
    """Puts a clock on every component of a Language."""

    def __init__(self, nlp: Language) -> None:
        self._timed = {name: _Timed(component) for name, component in nlp.pipeline}
        # spaCy has no public way to wrap a component that is in place
        nlp._components = [
            (name, self._timed[name]) if name in self._timed else (name, c) for name, c in nlp._components
        ]

    def take(self) -> dict[str, float]:
        """Seconds by stage since the last call."""
        taken = {name.removeprefix("rupress_"): max(0.0, timed.seconds) for name, timed in self._timed.items()}
        for timed in self._timed.values():
            timed.seconds = 0.0
        return taken
