"""The stages of the pipeline: one folder a stage, each a spaCy component that works on its own."""

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
"""The stages in the order in which a release goes through them."""
