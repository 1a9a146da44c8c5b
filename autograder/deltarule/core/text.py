"""Text that came from somebody: read as code, made safe to show, and the words in it; and counts in a sentence."""

import ast
import re
import warnings
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from unicodedata import category, normalize

from .limits import MIN_LIKENESS


def read_code(text: str) -> ast.Module:
    """Read Python's code, and say nothing of what Python only warns of, as of "\\d": where it is run, that is said.

    Raises:
        SyntaxError: it can't be read; ValueError, RecursionError and MemoryError say so, too.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def visible(text: str) -> str:
    """Spell out what a terminal or a browser would act on: control characters, escapes, direction marks."""
    if text.replace("\n", "").isprintable():  # nearly all is
        return text
    return "".join(char if char.isprintable() or char == "\n" else f"\\u{ord(char):04x}" for char in text)


def one_line(text: str) -> str:
    """Make `text` visible on one line."""
    return visible(text).replace("\n", "\\n")


def spelt_out(name: str) -> str:
    """Write out the bytes of a file's name that are no text."""
    return name.encode("utf-8", "backslashreplace").decode()


def is_of_a_word(char: str) -> bool:
    """Whether a character may be in a word of any script: many write vowels and accents as signs of their own."""
    return char.isalnum() or category(char) in ("Mn", "Mc", "Me", "Pc")


def words_in(text: str) -> set[str]:
    """Give the words of a text that could be names, also as Python knows them: it spells µ and ϵ otherwise, and ŷ."""
    words = re.findall(r"[^\W\d]\w*", text)
    if text.isascii():
        return set(words)
    joined = re.findall(r"(?:[^\W\d]|[^\0-\x7f])(?:\w|[^\0-\x7f])*", text)  # a hat is no letter, and part of a name
    return {*words, *(normalize("NFKC", word) for word in (*words, *joined))}


def like(word: str, known: Iterable[str]) -> str:
    """Give the known name that is spelt nearly as `word`, or as it is; nothing where there is none."""
    return next(iter(get_close_matches(word, list(known), 1, MIN_LIKENESS)), "")


def meant_by(word: str, known: Iterable[str]) -> str:
    """End a sentence by asking whether the known name that is spelt nearly as `word` is meant, or with a full stop."""
    near = like(word, known)
    return f"; is {near} meant?" if near else "."


_ENGLISH = re.compile(
    r"(all|an|each|in|large|none|nothing|of|one|rows|something|the|there|these|this|two|what|where|zeros)\b"
    r"|a (?!has\b|is\b|isn't|multiplies|never|stands)"
)
"""How a sentence may begin that doesn't begin with a name of the code, which keeps its letters."""


def capitalised(sentence: str) -> str:
    """Begin with a capital, unless the first word is a name of the code."""
    return sentence[0].upper() + sentence[1:] if _ENGLISH.match(sentence) else sentence


def noun(number: float, one: str, more: str = "") -> str:
    """Give a noun, or a verb, as a number asks: ``noun(2, "point")``, ``noun(2, "is", "are")``."""
    return one if number == 1 else more or f"{one}s"


def counted(number: float, one: str, more: str = "") -> str:
    """Say how many there are of something: ``1 point``, ``2 points``; see :func:`noun`."""
    return f"{f'{number:,}' if isinstance(number, int) else f'{number:g}'} {noun(number, one, more)}"


def listed(names: Sequence[str]) -> str:
    """Put names in a row: ``a``, ``a and b``, ``a, b and c``."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
