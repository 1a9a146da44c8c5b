"""A change to the solution's text: how nearly every mistake, and every mutant, is written down.

A mistake is what a student typed: this piece of the solution replaced by that. A piece that isn't there (any more) is
an author's slip, and fails with the file and the line that it is written in.
"""

import ast
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from deltarule.authoring.solution import Solution
from deltarule.core.authored import noted
from deltarule.core.code.calls import remember_source
from deltarule.core.errors import UserError


class Span(NamedTuple):
    """A place in a function's text, and what to put there."""

    start: int
    end: int
    becomes: str

    def meets(self, other: "Span") -> bool:
        """Whether the two have text in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Change:
    """Pieces of a function's text, what each becomes, and the sentence for the student who wrote it so.

    Attributes:
        function: the function that is changed.
        pieces: what each piece becomes.
        sentence: what the student reads.
        place: the file and the line that it is written in.
    """

    function: str
    pieces: Mapping[str, str]
    sentence: str
    place: str

    def source(self, solution: Solution) -> str:
        """Give the function's text, changed; its docstring is left out.

        Raises:
            UserError: a piece isn't in it, or what comes out is no Python, or the same as before.
        """
        if self.function not in solution.definitions:
            raise UserError(f"{self.place}: {solution.path} has no function {self.function}.")
        original = bare_source(solution, self.function)
        try:
            text = replaced(original, self.pieces)
        except LookupError as error:
            raise UserError(
                f"{self.place}: {self.function} in {solution.path} doesn't hold (any more) the piece "
                f"{error.args[0]!r}; write it as it stands there."
            ) from error
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            raise UserError(
                f"{self.place}: {self.function}, changed, is no Python ({error.msg}):\n{error.text or text}"
            ) from error
        if not any(
            isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == self.function for node in tree.body
        ):
            raise UserError(f"{self.place}: {self.function} has another name when it is changed.")
        if _mean_the_same(tree, _meaning(solution, self.function)):
            raise UserError(f"{self.place}: this changes nothing in {self.function}.")
        return text

    def body(self, solution: Solution) -> Callable[..., Any]:
        """Give the changed function, which sees everything else of the solution as it is; see :meth:`source`."""
        source, filename = self.source(solution), f"<{self.place}>"
        remember_source(filename, source)
        return compiled(source, self.function, solution, filename)


class changes:  # noqa: N801 - read as a word: of = changes("lstm_backward")
    """Changes to one function: ``of = changes("lstm_backward")``, then ``name = of(was, becomes, sentence)``."""

    def __init__(self, function: str) -> None:
        """Change `function`."""
        self._function = function

    def __call__(self, *pieces: str | Mapping[str, str]) -> Change:
        """Write down one: ``of(was, becomes, sentence)``, or ``of({was: becomes, ...}, sentence)`` for several pieces.

        A piece stands for every place where it occurs, but where one before it stands. One of several lines is written
        without its indentation.

        Raises:
            UserError: it is written in another way.
        """
        caller = sys._getframe(1)
        place = f"{caller.f_code.co_filename}, line {caller.f_lineno}"
        match pieces:
            case [str(was), str(becomes), str(sentence)]:
                return noted(Change(self._function, {was: becomes}, sentence, place))
            case [Mapping() as several, str(sentence)] if all(
                isinstance(text, str) for text in chain(*several.items())
            ):
                return noted(Change(self._function, dict(several), sentence, place))
        raise UserError(f"{place}: a change is a piece, what it becomes, and a sentence.")


def compiled(source: str, function: str, solution: Solution, filename: str = "<changed>") -> Callable[..., Any]:
    """Run a function's text where everything else of the solution is as it is, and give the function."""
    namespace = dict(vars(solution.module))
    exec(compile(source, filename, "exec"), namespace)
    changed: Callable[..., Any] = namespace[function]
    return changed


def replaced(text: str, pieces: Mapping[str, str]) -> str:
    """Write in the place of each piece of `text` what it becomes.

    Raises:
        LookupError: a piece isn't in it; the piece is the error's argument.
    """
    spans = list[Span]()
    for was, becomes in pieces.items():  # all in the text as it was: two may change places
        found = [span for span in _places(text, was, becomes) if not any(map(span.meets, spans))]
        if not found:
            raise LookupError(was)
        spans += found
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + span.becomes + text[span.end :]
    return text


@cache
def bare_source(solution: Solution, function: str) -> str:
    """Give a function's text without its docstring and the solution's marks."""
    lines = solution.source(function).split("\n")
    (node,) = ast.parse("\n".join(lines)).body
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.lineno > node.lineno:
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(line for line in lines if not re.match(r"\s*### (BEGIN|END) SOLUTION", line)) + "\n"


@cache
def _meaning(solution: Solution, function: str) -> ast.Module:
    """Give what a function's text means, whatever it looks like."""
    return ast.parse(bare_source(solution, function))


def _mean_the_same(one: object, other: object) -> bool:
    """Whether two trees are alike: nearly always they part long before the end, to which `ast.dump` would go."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        return all(_mean_the_same(getattr(one, part, None), getattr(other, part, None)) for part in one._fields)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_mean_the_same, one, other))
    return one == other


def _places(text: str, was: str, becomes: str) -> Iterator[Span]:
    """Find every place where a piece stands, and what to put there, indented as it is there.

    The lines after its first are indented as the line that it begins in, or as the piece itself. Whole lines that
    become nothing are taken out.
    """
    old, new, at = _lines(was), _lines(becomes), 0
    while old[0] and (at := text.find(old[0], at)) >= 0:
        start = text.rfind("\n", 0, at) + 1
        before = text[start:at]
        for indent in (before[: len(before) - len(before.lstrip())], " " * len(before)):
            end = at + len(_joined(old, indent))
            if text[at:end] == _joined(old, indent):
                whole_lines = becomes == "" and not before.strip() and text.startswith("\n", end)
                yield Span(start, end + 1, "") if whole_lines else Span(at, end, _joined(new, indent))
                at = end - 1
                break
        at += 1


def _lines(piece: str) -> list[str]:
    """Cut a piece into lines; one that begins on a new line may stand indented as a whole."""
    return (textwrap.dedent(piece).strip("\n") if piece.startswith("\n") else piece).split("\n")


def _joined(lines: list[str], indent: str) -> str:
    return "\n".join([lines[0], *(indent + line if line.strip() else line for line in lines[1:])])
