"""Percentages: numbers with their unit, comparison and direction, and what they measure."""

from pipeline.stages.percents.reading import PercentExpression, read_percents

__all__ = ["PercentExpression", "read_percents"]
