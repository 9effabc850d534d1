"""Whole spans of names: rules cut, close and lengthen what the model found, and find what it leaves out."""
