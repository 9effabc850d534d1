"""Reads releases from files, folders, globs and standard input: a stream of records and failures in a stable order."""

from pipeline.sources.finding import Found, find_files
from pipeline.sources.reading import Meter, read_files, read_inputs

__all__ = ["Found", "Meter", "find_files", "read_files", "read_inputs"]
