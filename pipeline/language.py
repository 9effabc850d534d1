"""The spaCy Language of all stages, in the order in which a release goes through them."""

from __future__ import annotations

from collections.abc import Sequence

import spacy
from spacy.language import Language

from pipeline.errors import SettingsError
from pipeline.stages.tokens.lexemes import remember_lexemes

STAGES = (
    "layout",
    "sentences",
    "tagging",
    "names",
    "boundaries",
    "dates",
    "percents",
    "entities",
    "positions",
    "quotes",
    "issuer",
)
LONGEST_TEXT = 100_000_000


def load(stages: Sequence[str] | None = None, exclude: Sequence[str] = ()) -> Language:
    """A spaCy Language with every stage as a component named `rupress_<stage>`.

    stages: the stages to have, in the order given (all of `STAGES` by default).
    exclude: stages to leave out.
    Raises SettingsError for the name of a stage that does not exist.
    """
    wanted = tuple(STAGES if stages is None else stages)
    unknown = [name for name in (*wanted, *exclude) if name not in STAGES]
    if unknown:
        raise SettingsError(f"no stage is called {unknown[0]!r}: the stages are {', '.join(STAGES)}")
    nlp = spacy.blank("ru", config={"nlp": {"tokenizer": {"@tokenizers": "rupress_tokenizer"}}})
    nlp.max_length = LONGEST_TEXT
    remember_lexemes(nlp.vocab)
    for name in wanted:
        if name not in exclude:
            nlp.add_pipe(f"rupress_{name}")
    return nlp
