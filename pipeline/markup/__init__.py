"""Marked-up text on pages: spans that nest, the page of one release, words and styles that the report shares."""

from pipeline.markup.html import render_block, render_html

__all__ = ["render_block", "render_html"]
