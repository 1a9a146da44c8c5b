"""Lines that Python can't read, in a beginner's words: what other languages write, and Python 2."""

import keyword
import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches

from deltarule.core.text import read_code

_LINES = (
    # What stands in the line says more than what Python makes of it, and says it in every version.
    (r"^\s*(?:%{1,2}|!)\w", "a line that begins with % or ! is a notebook's own: leave it out of a .py file"),
    (r"^\s*(?:pip3?|conda)\s+install\b", "this is a command for a terminal: leave it out"),
    (r"^\s*print\s+[^(=\s]|^\s*print\s*$", "print takes parentheses since Python 3: print(x)"),
    (r"^\s*exec\s+[^(=\s]", "exec takes parentheses since Python 3"),
    (r"^\s*except\s+[\w.]+\s*,\s*\w+\s*:", "since Python 3 it is `except {first} as {second}:`"),
    (r"^\s*raise\s+[\w.]+\s*,", "since Python 3 it is raise ValueError('why')"),
    (
        r"\bfor\s+\w+(?:\s*,\s*\w+)*\s+(?!in\b)[\w(\[](?!.*\bin\b)",
        "`in` is missing between the name that changes and what it goes through: for x in xs",
    ),
    (r"<>", "<> is Python 2's; since Python 3 it is !="),
    (r"`", "backquotes stand in texts alone: are the quotes around a text missing? (Python 2's are repr(x))"),
    (r"\belse\s+if\b", "Python writes elif for `else if`"),
    (r"\w\s*(\+\+|--)\s*$", "Python has no ++ and no --; write += 1 or -= 1"),
    (r"(?<![=!<>])=[<>!](?!=)", "`{found}` has its two signs the wrong way round: Python writes <=, >= and !="),
    (r"&&|\|\|", "Python writes `and` and `or` for && and ||"),
    (r"!(?!=)\s*[\w(]", "Python writes `not` for !"),
    (
        r"^\s*(def|if|elif|else|for|while|class)\b.*\{\s*$",
        "Python has no braces: a colon, and what follows is indented",
    ),
    (
        "[\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019]",
        "these are typographic quotes; Python takes the straight ones, ' and \"",
    ),
    (
        "[\u2212\u2013\u2014\u00d7\u00f7\u00b7\u2264\u2265\u2260\u00b2\u00b3]",
        "`{found}` is a sign that Python doesn't know; use those of the keyboard: - * / <= >= != **2",
    ),
    (
        r"(?:^\s*return|[^=!<>]=)(?:\s+(?!(?:if|else|not|and|or|in|is|lambda|for|await|yield|from)\b)[^\W\d]\w*){2,}\s*$",
        "several words are a text, and need quotes around them",
    ),
    (r"(?<![\w.])0\d+\b", "whole numbers can't begin with 0"),
    (
        r"(?:^\s*|[(,]\s*)(lambda|class|def|del|from|global|import|in|is|pass|return|try|with|yield|not|and|or|if|for)"
        r"\s*(?:=(?!=)|[,)])",
        "`{first}` is a word of Python's own and can't be a name: call it something else",
    ),
    (r"^\s*(?:if|elif|while)\b[^=!<>:(]*[^=!<>:(]=(?!=)", "a single = gives a name its value; == compares"),
)
_SAID = (
    (
        r"f-string: (?:unmatched|expecting '}')",
        "in an f-string { needs its }, and the quotes inside are others than those around it",
    ),
    (r"f-string: (?:empty|valid) expression", "between the { and } of an f-string there has to be something"),
    (
        r"f-string .* include a backslash",
        "before Python 3.12, no backslash can stand between the { and } of an f-string: give that text a name first",
    ),
    (r"after line continuation", "a backslash stands in quotes alone, or at the very end of a line"),
    (r"default argument follows|without a default follows", "parameters without a default (=) come first"),
    (r"names after 'import'", "the line isn't finished: something is missing behind `import`"),
    (r"expected ':'", "the colon at the end of the line is missing"),
    (r"was never closed|cannot include '#'", "a bracket is opened here and not closed"),
    (r"unmatched|does not match opening", "a bracket is closed here that wasn't opened, or with another kind"),
    (r"unterminated", "a quote is opened here and not closed"),
    (r"expected an indented block", "what belongs to the line above has to be indented"),
    (r"unexpected indent", "this line is indented further than the one above it, which begins no block"),
    (r"unindent does not match", "this line is indented like none of those above it; use four spaces a step"),
    (r"inconsistent use of tabs", "tabs and spaces are mixed; use spaces alone"),
    (r"cannot assign to", "on the left of = there has to be a name, or an item of an array"),
    (r"forgot a comma", "between two items there is a comma missing, or a sign"),
    (r"'return' outside function", "this return stands in no function: indent it as far as the lines above it"),
    (r"'(?:break|continue)'.* loop", "this stands in no loop: indent it as far as the loop's other lines"),
    (r"invalid (?:decimal|imaginary|hexadecimal) literal", "between a number and a name there is no sign: 2 * x"),
    (
        r"invalid non-printable character|null bytes",
        "there is an invisible character, pasted with the text: type the line anew",
    ),
)
_LATER = (
    (r"^\s*type\s+\w+\s*[=\[]", "`type` makes names since Python 3.12 alone, and this is an older one: leave it out"),
    (
        r"^\s*(?:def|class)\s+\w+\s*\[",
        "[] behind the name are read since Python 3.12 alone, and this is an older one: leave them out",
    ),
)
"""What only newer versions read: those that don't say no more than that it is wrong."""
_NOTHING_SAID = re.compile(r"invalid syntax(?:\. Did you mean '\w+'\?)?")
_MAX_LINE = 500  # patterns are tried on no longer ones
_MAX_WORDS = 20  # of a line, tried for a word of Python's own
_UNFINISHED = re.compile(r"(?:\*\*|//|[<>=!]=|->|[-+*/%@=<>&|^~.]|\b(?:and|or|not|in|is|return|if|else|import))\s*$")
_FRAMES = ("{line}", "{line}\n    pass", "if x:\n    pass\n{line}\n    pass", "try:\n    pass\n{line}\n    pass")


def unreadable(error: SyntaxError) -> str | None:
    """Say what is wrong with a line that can't be read; None where it isn't known."""
    line = _without_texts(str(error.text or "")[:_MAX_LINE])
    said = str(error.msg)[:_MAX_LINE]
    if "'return' outside" not in said and not isinstance(error, IndentationError):
        for pattern, text in _LINES:
            if found := re.search(pattern, line):
                names = re.findall(r"[\w.]+", found[0])
                first = found[1] if found.groups() and found[1] else (names[1:] or [""])[0]
                return text.format(first=first, second=(names or [""])[-1], found=found[0])
        for pattern, text in _LATER if sys.version_info < (3, 12) else ():
            if re.search(pattern, line):
                return text
        if _NOTHING_SAID.fullmatch(said) and (more := _misspelt(line) or _unfinished(line, error) or _signless(line)):
            return more
    return next((text for pattern, text in _SAID if re.search(pattern, said)), None)


def _misspelt(line: str) -> str | None:
    """Say which word of Python's own is meant by one of a line, with which the line can be read."""
    for word in list(re.finditer(r"[^\W\d]\w*", line))[:_MAX_WORDS]:
        for meant in _meant(word[0]):
            if _is_readable(f"{line[: word.start()]}{meant}{line[word.end() :]}"):
                return f"{word[0]} is no word of Python's: is `{meant}` meant?"
    return None


def _meant(word: str) -> Iterator[str]:
    """Give the words of Python's own that one may be meant for: other capitals, or spelt nearly so."""
    if not keyword.iskeyword(word) and word.isalpha():  # ``o_t`` is a name, however like `not` it is
        same = [known for known in keyword.kwlist if known.lower() == word.lower()]
        yield from same or get_close_matches(word, keyword.kwlist, 3, 0.65)


def _is_readable(line: str) -> bool:
    """Whether Python reads a line, by itself or with what has to stand around it."""
    for frame in _FRAMES:
        try:
            read_code(frame.format(line=line.strip()))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return True
    return False


def _unfinished(line: str, error: SyntaxError) -> str | None:
    """Say what a line ends with that something has to follow."""
    found = _UNFINISHED.search(line)
    at_end = found and (error.offset or 0) > len(line.rstrip())
    return f"the line isn't finished: something is missing behind `{found[0].strip()}`" if found and at_end else None


def _signless(line: str) -> str | None:
    """Say between which two things of a line nothing stands, where a product can be read: ``o_t np.tanh(c_t)``."""
    for gap in list(re.finditer(r"(?<=[\w)\]])[ \t]+(?=[\w(])", line))[:_MAX_WORDS]:
        before, after = line[: gap.start()], line[gap.end() :]
        left, right = re.findall(r"[\w.]+$|\S$", before), re.match(r"[\w.]+|\S", after)
        words = [*left, right[0] if right else ""]
        if not any(map(keyword.iskeyword, words)) and _is_readable(f"{before} * {after}"):
            return f"between `{words[0]}` and `{words[-1]}` there is no sign: a product needs *"
    return None


def _without_texts(line: str) -> str:
    """Leave out what stands in quotes, closed or not, and comments: any sign may stand there."""
    texts = r"""(\"{3}|'{3}|["'])(?:.*?\1|.*)|\#.*"""
    return re.sub(texts, lambda found: "''" if found[0][0] != "#" else "", line)
