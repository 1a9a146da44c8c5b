"""Text that no spreadsheet takes for a formula, and back."""

import re

_FORMULA = re.compile("'*(?:\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])")
"""What begins one, in full width for Chinese and Japanese spreadsheets, too; and what some of them pass over."""


def guarded(text: str) -> str:
    """Put an apostrophe in front of what would be a formula, or would look like one that was guarded."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Give what :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
