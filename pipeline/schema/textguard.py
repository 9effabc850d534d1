"""The mark that keeps a spreadsheet from running a text cell of a csv file as a formula.

A cell that starts with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in front, and so does one that
starts with apostrophes before such a character: taking one apostrophe off gives every cell back.
"""

from __future__ import annotations

import re

MARK = "'"
NEEDS_MARK = r"^'*[=+\-@\t\r]"
HAS_MARK = r"^'+[=+\-@\t\r]"


def guard(cell: str) -> str:
    """A text cell as it stands in a csv file."""
    return MARK + cell if re.match(NEEDS_MARK, cell) else cell


def unguard(cell: str) -> str:
    """The text cell that stands guarded in a csv file."""
    return cell[1:] if re.match(HAS_MARK, cell) else cell
