"""Tagging: slovnet's morphology in batches, lemmas by pymorphy3 under the tag in context."""
