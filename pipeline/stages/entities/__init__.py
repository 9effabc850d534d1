"""Entities: which mentions of a release name the same person, organisation or place, and what its fullest name is."""
