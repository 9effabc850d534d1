"""The spaCy Language of all stages, in the order in which a release goes through them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import raise_error

from pipeline.corrections import Corrections
from pipeline.errors import SettingsError, nearest
from pipeline.settings import Files, corrections_of
from pipeline.stages import STAGES
from pipeline.stages.tokens.lexemes import remember_lexemes
from pipeline.stages.tokens.tokenizer import Tokenizer

LONGEST_TEXT = 100_000_000
_LISTED = "rupress_known_names"


def load(
    stages: Sequence[str] | None = None, exclude: Sequence[str] = (), *, corrections: Files | Corrections | None = None
) -> Language:
    """A spaCy Language with every stage as a component named `rupress_<stage>`.

    stages: the stages to have, in the order given (all of `STAGES` by default).
    exclude: stages to leave out.
    corrections: files or folders of corrections; their names and aliases are known to the Language.
    Raises SettingsError for the name of a stage that does not exist and for corrections that can't be used.
    """
    wanted = tuple(STAGES if stages is None else stages)
    for name in (*wanted, *exclude):
        if name not in STAGES:
            hint = nearest(name, STAGES)
            raise SettingsError(f"no stage is called {name!r}{hint}: the stages are {', '.join(STAGES)}")
    known = corrections_of(corrections)
    nlp = spacy.blank("ru", config={"nlp": {"tokenizer": {"@tokenizers": "rupress_tokenizer"}}})
    nlp.max_length = LONGEST_TEXT
    remember_lexemes(nlp.vocab)
    listed = [[line.label, line.name] for line in known.of("name")]
    aliases = [[line.label, line.name, line.other] for line in known.of("alias")]
    for name in wanted:
        if name not in exclude:
            settings: dict[str, Any] = {"aliases": aliases} if name == "entities" and aliases else {}
            nlp.add_pipe(f"rupress_{name}", config=settings)
    if listed:
        _add_listed(nlp, listed)
    return nlp


def through_stages(nlp: Language, docs: list[Doc]) -> list[Doc]:
    """What `nlp.pipe` gives, but all Docs go through one stage before the next begins.

    A stage's rules and memories stay in the processor's cache for all of them: a twentieth of the time. The project's
    stages need spaCy's `pipe` for nothing but errors, which it would raise as they are.
    """
    if has_own_stages_alone(nlp):
        for _, run in nlp.pipeline:
            docs = list(run.pipe(docs, batch_size=len(docs))) if hasattr(run, "pipe") else list(map(run, docs))
        return docs
    stages = nlp.pipe_names
    for stage in stages:
        docs = list(nlp.pipe(docs, batch_size=len(docs), disable=[other for other in stages if other != stage]))
    return docs


def has_own_stages_alone(nlp: Language) -> bool:
    """Whether nobody but the project sees the Docs of a Language.

    Its tokenizer is the project's, its components are the project's stages in their order, no error handler waits for a
    Doc.
    """
    if not isinstance(nlp.tokenizer, Tokenizer) or nlp.default_error_handler is not raise_error:
        return False
    factories = [nlp.get_pipe_meta(name).factory for name in nlp.pipe_names]
    stages = [name for name in factories if name != _LISTED]
    return stages == [name for stage in STAGES if (name := f"rupress_{stage}") in stages]


def _add_listed(nlp: Language, names: list[list[str]]) -> None:
    """Put the component of listed names behind the stages that find names, before all that read what was found."""
    import_module("pipeline.stages.known_names.component")
    before = [name for name in nlp.pipe_names if name.removeprefix("rupress_") in STAGES[: STAGES.index("dates")]]
    place: dict[str, Any] = {"after": before[-1]} if before else {"first": True}
    nlp.add_pipe(_LISTED, config={"names": names}, **place)


__all__ = ["LONGEST_TEXT", "STAGES", "has_own_stages_alone", "load", "through_stages"]
