"""The report of a run: one HTML file to search and read, that opens from disk and asks the network for nothing."""

from pipeline.report.writing import TEXT_LIMIT, Written, write_report

__all__ = ["TEXT_LIMIT", "Written", "write_report"]
