"""Names of media, which pass on what others issue."""

from __future__ import annotations

import re

from pipeline.words import any_of, read_words

MEDIUM = re.compile(r"\b" + any_of(read_words("pipeline", "media.tsv")) + r"|\.(?:com|kz|ru)[»”\"]?$")
"""What shows, in lower case, that a name is one of a medium: «риа новости», «газета», «lenta.ru»."""
