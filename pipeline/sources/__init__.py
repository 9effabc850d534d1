"""Reads releases from files, folders, globs and standard input: a stream of records and failures in a stable order."""

from pipeline.sources.fields import FIELDS, record_from
from pipeline.sources.finding import Found, find_files, printable
from pipeline.sources.reading import Meter, read_files, read_inputs

__all__ = ["FIELDS", "Found", "Meter", "find_files", "printable", "read_files", "read_inputs", "record_from"]
