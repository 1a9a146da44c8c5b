"""Text that no spreadsheet takes for a formula, wherever it cuts a line into cells, and back."""

import re

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with, in full width for Chinese and Japanese spreadsheets, too."""

_AHEAD = f"(?=['\\s]*[{_SIGNS}]|'*[\t\r])"
_FORMULA, _GUARD = re.compile(f"(^|[;\t\r\n]){_AHEAD}"), re.compile(f"(^|[;\t\r\n])'{_AHEAD}")
"""Where one would begin, or what some spreadsheets pass over: a European one cuts a line at ``;``, and then quotes that
stand further on hold nothing together."""

_IN_HTML = re.compile(f"(?<=[,;\t\r\n])\\s*[{_SIGNS}][{_SIGNS}\\s]*")


def guarded(text: str) -> str:
    """Put an apostrophe in front of what would be a formula, or would look like one that was guarded."""
    return _FORMULA.sub("\\1'", text)


def unguarded(text: str) -> str:
    """Give what :func:`guarded` was given."""
    return _GUARD.sub("\\1", text)


def guarded_html(markup: str) -> str:
    """Write what would begin a formula amid markup as character references: who reads it sees the signs themselves."""
    return _IN_HTML.sub(
        lambda signs: "".join(char if char.isspace() else f"&#{ord(char)};" for char in signs[0]), markup
    )
