"""Dates, times, durations and repetitions: read as worded, then resolved by the publication date and the tense."""

from pipeline.stages.dates.expressions import DateExpression, Moment
from pipeline.stages.dates.reading import read_dates
from pipeline.stages.dates.resolving import resolve_dates

__all__ = ["DateExpression", "Moment", "read_dates", "resolve_dates"]
