"""Text that no spreadsheet takes for a formula, wherever it cuts a line into cells, or for a number or a date."""

import re

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with, in full width for Chinese and Japanese spreadsheets, too."""

_SPACE = "[^\\S;\t\r\n]"
"""What is passed over, but for what cuts a line itself: so that no character is looked at from each before it."""

_AHEAD = f"(?=(?:'|{_SPACE})*[{_SIGNS}]|'*[\t\r])"
_FORMULA, _GUARD = re.compile(f"(^|[;\t\r\n]){_AHEAD}"), re.compile(f"(^|[;\t\r\n])'{_AHEAD}")
"""Where one would begin, or what some spreadsheets pass over: a European one cuts a line at ``;``, and then quotes that
stand further on hold nothing together."""

_UNCHANGED = re.compile("0|[1-9][0-9]{0,10}")
"""Numbers that are saved as they were read; longer ones come back as 1.1E+11."""

_IN_HTML = re.compile(f"(?<=[,;\t\r\n]){_SPACE}*[{_SIGNS}][{_SIGNS}\\s]*")


def guarded(text: str) -> str:
    """Put an apostrophe in front of what would be a formula, or would look like one that was guarded."""
    return _FORMULA.sub("\\1'", text)


def unguarded(text: str) -> str:
    """Give what :func:`guarded` was given."""
    return _GUARD.sub("\\1", text)


def literal(text: str) -> str:
    """Put an apostrophe in front of what a spreadsheet might save as another number or date: ``007``, 1E5, 3-4."""
    return f"'{text}" if _may_be_changed(text) else text


def read_literal(text: str) -> str:
    """Give what :func:`literal` was given."""
    return text[1:] if text.startswith("'") and _may_be_changed(text[1:]) else text


def _may_be_changed(text: str) -> bool:
    """Whether it has digits, and is neither a plain number nor what an address or an assignment's name looks like."""
    return any(map(str.isdigit, text)) and not set("@_") & set(text) and not _UNCHANGED.fullmatch(text)


def guarded_html(markup: str) -> str:
    """Write what would begin a formula amid markup as character references: who reads it sees the signs themselves."""
    return _IN_HTML.sub(
        lambda signs: "".join(char if char.isspace() else f"&#{ord(char)};" for char in signs[0]), markup
    )
