"""Submissions that are suspiciously alike: something to look at, and no verdict.

Functions are compared without their names, comments and layout, by the fingerprints of winnowing (Schleimer, Wilkerson,
Aiken: "Winnowing: local algorithms for document fingerprinting", 2003), as copydetect has them. What the stub, the
solution, the listed mistakes and the listed alternatives have, too, is left out: it is nobody's own.
"""

import ast
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

import msgspec
import numpy as np
from copydetect import CodeFingerprint, compare_files
from copydetect.utils import filter_code, hashed_kgrams

from deltarule.authoring.mistakes.changes import Change
from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.course import Unit
from deltarule.core.text import read_code
from deltarule.door.outside.readers import Overtaxed, Readers, Refused

from .contents import reading_of
from .handin import Unreadable, read_regular_file, submitted_files
from .strangers import Place

_LENGTH, _WINDOW = 30, 5
"""Signs in a row that count as copied where they agree, and how many such rows one fingerprint stands for."""

MIN_OWN = 60
"""Signs of its own that a submission must have to be compared: fewer are alike by chance."""


@dataclass(frozen=True)
class Alike:
    """Two students whose work on a unit is alike.

    Attributes:
        students: who.
        shares: how much of what is each one's own the other has, too, from 0 to 1.
        functions: where, in the first one's work.
    """

    students: tuple[str, str]
    shares: tuple[float, float]
    functions: list[str]


class Signs(msgspec.Struct):
    """A file's functions as signs: ``V`` for every name, without comments and layout.

    Attributes:
        text: all functions, one after the other.
        functions: the name of each, with the place after its last sign.
    """

    text: str
    functions: list[tuple[str, int]]


def signs_of(content: bytes, name: str) -> bytes:
    """Give the signs of a submitted file that is called `name`. A reader calls this: see :mod:`.contents`.

    Raises:
        Refused: it is not what its name says, or too large.
    """
    return msgspec.msgpack.encode(_signs(cell.source for cell in reading_of(content, name).cells))


def alike_in(unit: Unit, folders: Sequence[tuple[str, Place]], readers: Readers, least: float) -> list[Alike]:
    """Compare all submissions of a unit, each with each, and give pairs of which a share of at least `least` is alike.

    Args:
        unit: the unit.
        folders: each student's folder; of those with a file and a notebook, the file is compared.
        readers: read what was handed in, with this module.
        least: from 0 to 1, the smaller of the two shares.

    Raises:
        UserError: the solution or its mistakes can't be read, or there are no readers to be had.
    """
    nobodys = np.unique(np.concatenate([hashed_kgrams(_signs([text]).text, _LENGTH) for text in _known(unit)]))
    prints = dict[str, tuple[CodeFingerprint, Signs]]()
    for student, folder in folders:
        with suppress(Unreadable, Refused, Overtaxed):  # grading tells of them
            path = submitted_files(folder, unit)[0]
            signs = msgspec.msgpack.decode(readers.apply(signs_of, read_regular_file(path), path.name), type=Signs)
            made = CodeFingerprint(student, _LENGTH, _WINDOW, nobodys, filter=False, fp=io.StringIO(signs.text))
            if made.token_coverage >= MIN_OWN:
                prints[student] = made, signs
    found = []
    for (one, (first, signs)), (other, (second, _)) in combinations(prints.items(), 2):
        if first.hashes.isdisjoint(second.hashes):
            continue
        _, shares, slices = compare_files(first, second)
        if min(shares) >= least:
            found.append(Alike((one, other), (float(shares[0]), float(shares[1])), _names(signs, slices[0])))
    return sorted(found, key=lambda pair: -min(pair.shares))


def _names(signs: Signs, slices: np.ndarray) -> list[str]:
    """Name the functions of which some slices of the text hold enough to count."""
    found, begins = list[str](), 0
    for name, ends in signs.functions:
        if any(min(stop, ends) - max(start, begins) >= _LENGTH for start, stop in slices.T):
            found.append(name)
        begins = ends
    return found


def _known(unit: Unit) -> Iterator[str]:
    """Give the texts of a unit that students may have in common: what it hands out, and what its author lists."""
    solution = Solution.of(unit)
    yield solution.text
    if unit.alternatives.is_file():
        yield unit.alternatives.read_text("utf-8")
    for mistake in mistakes_of(unit, solution):
        if isinstance(mistake.change, Change):
            yield mistake.change.source(solution)


def _signs(sources: Iterable[str]) -> Signs:
    """Turn the functions in some sources into signs, in the order of their names."""
    functions = dict[str, ast.FunctionDef]()
    for source in sources:
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            functions |= {node.name: node for node in read_code(source).body if isinstance(node, ast.FunctionDef)}
    text, ends = "", list[tuple[str, int]]()
    for name, node in sorted(functions.items()):
        if ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
        if node.body:
            text += filter_code(ast.unparse(node), "", "python")[0]
            ends.append((name, len(text)))
    return Signs(text, ends)
