"""Layout: what is the release and what is its page.

Cuts the text into header, headline, dateline, body, credit, contacts and tail, and reads the date of publication from
the header or dateline. Works on lines of the cleaned text; later stages skip or trust a stretch by its section.
"""

from pipeline.stages.layout.sections import Layout, read_layout

__all__ = ["Layout", "read_layout"]
