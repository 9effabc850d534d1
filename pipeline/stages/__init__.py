"""The stages of the pipeline: one folder a stage, each a spaCy component that works on its own."""
