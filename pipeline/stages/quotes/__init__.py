"""Quotes: who said what, in what role, by punctuation first, a table of reporting words second."""
