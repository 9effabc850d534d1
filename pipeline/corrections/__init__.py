"""What a user knows better: names to find, aliases, merges, splits, renames and people to leave out, from CSV files."""

from pipeline.corrections.model import ACTIONS, COLUMNS, NO_CORRECTIONS, Correction, Corrections
from pipeline.corrections.reading import read_corrections

__all__ = ["ACTIONS", "COLUMNS", "NO_CORRECTIONS", "Correction", "Corrections", "read_corrections"]
