"""Drafts: an entry of ``mistakes.py``, made of a function that a student wrote.

The student's text is a stranger's. Nothing of it is run here; and it is read where :class:`Readers
<deltarule.door.outside.readers.Readers>` read, in a process with limits.
"""

import ast
import copy
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, cast

import msgspec

from deltarule.core.limits import MAX_DRAFTED, MAX_DRAFTED_LINES
from deltarule.door.refusals import Refused

from .changes import replaced

UNSAID = "TODO"
"""The word of a draft's sentence by which it is known that nobody has written one yet."""

_SENTENCE = f"{UNSAID}: say what is wrong."
_NAME = "name_me"

_COST_OF_A_PIECE = 20
"""A piece more is as much to read as so many characters more of one."""

_WITH_BLOCKS = ast.FunctionDef | ast.For | ast.While | ast.If | ast.With


class Draft(msgspec.Struct, frozen=True):
    """What a student's function has other than the solution's, and what becomes of it in ``mistakes.py``.

    Attributes:
        function: the function.
        code: what the student wrote, without its docstring, capped.
        difference: the lines that differ, the solution's after ``-``, the student's after ``+``, both in one form:
            without comments, docstrings and types, and with the solution's names for what is bound in the same order.
        pieces: pieces of the solution, and what each becomes; none where the difference is no such thing.
        body: the student's function in that form, called ``name_me``; nothing where it is too long for an entry.
        needs: what `body` means of the solution's definitions.
    """

    function: str
    code: str
    difference: list[str]
    pieces: dict[str, str]
    body: str
    needs: list[str]

    def source(self, original: str) -> str:
        """Give the text of the function that the entry stands for; `original` is the solution's."""
        if self.pieces:
            return replaced(original, self.pieces)
        return self.body.replace(f"def {_NAME}(", f"def {self.function}(", 1)

    def entry(self, module: str) -> str:
        """Write the entry, as it stands in ``mistakes.py`` beside the solution, a `module`."""
        if self.pieces:
            pairs = [(_quoted(was), _quoted(becomes)) for was, becomes in self.pieces.items()]
            several = ", ".join(f"{was}: {becomes}" for was, becomes in pairs)
            change = f"{{{several}}}" if len(pairs) > 1 else ", ".join(pairs[0])
            return f'of = changes("{self.function}")\n{_NAME} = of({change}, "{_SENTENCE}")'
        needed = f"from .{module} import {', '.join(self.needs)}\n\n\n" if self.needs else ""
        return f'{needed}@mistake("{self.function}", "{_SENTENCE}")\n{self.body}'


class Asked(msgspec.Struct, frozen=True):
    """What a draft is made of.

    Attributes:
        original: the text of the solution's function, without its docstring.
        definitions: the names that the solution defines.
        cells: the student's code, cell by cell.
    """

    original: str
    definitions: list[str]
    cells: list[str]


def draft(content: bytes, function: str) -> bytes:
    """Draft an entry for a `function` out of a packed :class:`Asked`, as a packed :class:`Draft`.

    Raises:
        Refused: the student's code has no such function.
    """
    return msgspec.msgpack.encode(draft_of(msgspec.msgpack.decode(content, type=Asked), function))


def draft_of(asked: Asked, function: str) -> Draft:
    """Draft an entry for a `function`.

    Raises:
        Refused: the student's code has no such function.
    """
    code, node = _written(asked.cells, function)
    if len(code) > MAX_DRAFTED:
        return Draft(function, f"{code[:MAX_DRAFTED]}\n... capped: it has {len(code):,} characters", [], {}, "", [])
    ours, theirs = _Form(_function_in(asked.original), asked.original), _nearest(_function_in(asked.original), node)
    named = copy.deepcopy(theirs.node)
    named.name = _NAME
    used = {item.id for item in ast.walk(named) if isinstance(item, ast.Name)}
    return Draft(
        function,
        code,
        [line for op in _edits(ours, theirs) for line in _told(ours, theirs, op)],
        _pieces(ours, theirs),
        ast.unparse(named),
        [name for name in asked.definitions if name in used],
    )


def _written(cells: Sequence[str], function: str) -> tuple[str, ast.FunctionDef]:
    """Find a function where it is written last: its text, and what that says."""
    for source in reversed(cells):
        try:
            statements = ast.parse(source).body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue  # it wasn't run either
        for node in reversed(statements):
            if isinstance(node, ast.FunctionDef) and node.name == function:
                return _without_docstring(ast.get_source_segment(source, node) or "", node), node
    raise Refused(f"there is no def {function} in it")


def _without_docstring(text: str, node: ast.FunctionDef) -> str:
    lines, said = text.split("\n"), node.body[0]
    if ast.get_docstring(node) is not None and said.lineno > node.lineno:
        del lines[said.lineno - node.lineno : (said.end_lineno or said.lineno) - node.lineno + 1]
    return "\n".join(lines)


def _function_in(text: str) -> ast.FunctionDef:
    (node,) = ast.parse(text).body
    return cast(ast.FunctionDef, node)


def _bare(function: ast.FunctionDef) -> ast.FunctionDef:
    """Leave out what makes no difference to the answers: docstring, types and what stands above it."""
    function = copy.deepcopy(function)
    function.decorator_list, function.returns = [], None
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            node.annotation = None
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:] or [ast.copy_location(ast.Pass(), function)]
    return function


@dataclass(frozen=True)
class _Line:
    """A statement that stands on a line, or the first line of one that has blocks.

    Attributes:
        text: the line, in the form that all code has here.
        deep: how far it is indented.
        node: the statement, without its blocks; none for ``else:``.
        start: where it begins in the text that it is from.
        end: where it ends there.
    """

    text: str
    deep: int
    node: ast.stmt | None
    start: int = 0
    end: int = 0


class _Form:
    """A function as lines, and the text that they are from."""

    def __init__(self, function: ast.FunctionDef, text: str = "") -> None:
        self.node = _bare(function)
        self._text = text
        self.lines = list(self._lines_of([self.node], 0))
        self.texts = [line.text for line in self.lines]

    def _lines_of(self, statements: Sequence[ast.stmt], deep: int) -> Iterator[_Line]:
        for node in statements:
            if not isinstance(node, _WITH_BLOCKS):
                yield self._line(ast.unparse(node), deep, node, self._at(node.end_lineno, node.end_col_offset))
                continue
            alone: Any = copy.copy(node)
            alone.body = [ast.Pass()]
            if hasattr(alone, "orelse"):
                alone.orelse = []
            end = len(self._text[: self._at(node.body[0].lineno, node.body[0].col_offset)].rstrip())
            yield self._line(ast.unparse(alone).rpartition("\n")[0], deep, alone, end)
            yield from self._lines_of(node.body, deep + 4)
            if otherwise := getattr(node, "orelse", []):
                yield _Line(f"{' ' * deep}else:", deep, None)
                yield from self._lines_of(otherwise, deep + 4)

    def _line(self, text: str, deep: int, node: ast.stmt, end: int) -> _Line:
        return _Line(textwrap.indent(text, " " * deep), deep, node, self._at(node.lineno, node.col_offset), end)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self._text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def _at(self, line: int | None, column: int | None) -> int:
        """Give the place in the text of a line and of a column, which Python counts in bytes."""
        if not self._text or line is None:
            return 0
        start = self._starts[line - 1]
        before = self._text[start : self._starts[line]].encode()[: column or 0]
        return start + len(before.decode())

    def segment(self, node: ast.AST) -> str:
        """Give the text of a part of a statement."""
        return ast.get_source_segment(self._text, node) or ""

    def block(self, first: int, last: int) -> str:
        """Give the text of lines, without the indentation of the first; nothing where that can't be had."""
        lines = self.lines[first:last]
        if not lines or any(line.node is None for line in lines):
            return ""
        start = lines[0].start
        column = start - self._text.rfind("\n", 0, start) - 1
        return self._text[start : lines[-1].end].replace("\n" + " " * column, "\n")

    def written(self, first: int, last: int) -> str:
        """Give lines in their form, without the indentation of the first."""
        return textwrap.dedent("\n".join(self.texts[first:last]))

    def changed(self, pieces: Mapping[str, str], into: Sequence[str]) -> bool:
        """Whether pieces, written into the text, make it say what the lines say that it is to be changed `into`."""
        try:
            became = _bare(_function_in(replaced(self._text, pieces)))
            return ast.dump(became) == ast.dump(_bare(_function_in("\n".join(into))))
        except (LookupError, SyntaxError, ValueError, AttributeError):
            return False


Edit = tuple[int, int, int, int]
"""Lines of one text, from and to, and those of another that stand for them."""


def _edits(ours: _Form, theirs: _Form) -> list[Edit]:
    found = SequenceMatcher(None, ours.texts, theirs.texts, autojunk=False).get_opcodes()
    return [(a, b, c, d) for kind, a, b, c, d in found if kind != "equal"]


def _told(ours: _Form, theirs: _Form, edit: Edit) -> list[str]:
    a, b, c, d = edit
    return [f"- {line}" for line in ours.texts[a:b]] + [f"+ {line}" for line in theirs.texts[c:d]]


def _nearest(ours: ast.FunctionDef, theirs: ast.FunctionDef) -> _Form:
    """Give the student's function with its own names or with the solution's, whichever leaves less of a difference."""
    form = _Form(ours)
    return min(
        (_Form(theirs), _Form(_renamed(theirs, ours))),
        key=lambda other: len([line for edit in _edits(form, other) for line in _told(form, other, edit)]),
    )


def _renamed(theirs: ast.FunctionDef, ours: ast.FunctionDef) -> ast.FunctionDef:
    """Call what is bound in a function as another one does, in the order in which it is bound."""
    mine, others = _bound(ours), _bound(theirs)
    taken = {node.id for node in ast.walk(theirs) if isinstance(node, ast.Name)} | set(others)
    pairs = zip(
        [name for name in others if name not in mine], [name for name in mine if name not in others], strict=False
    )
    new = {was: becomes for was, becomes in pairs if becomes not in taken}
    theirs = copy.deepcopy(theirs)
    for node in ast.walk(theirs):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
    return theirs


def _bound(function: ast.FunctionDef) -> list[str]:
    """Name what a function binds, its parameters and what it assigns, in order."""
    found = [
        (node.lineno, node.col_offset, node.arg if isinstance(node, ast.arg) else node.id)
        for node in ast.walk(function)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    ]
    return list(dict.fromkeys(name for *_, name in sorted(found)))


def _pieces(ours: _Form, theirs: _Form) -> dict[str, str]:
    """Find pieces of the solution that become what the student wrote; none where it isn't a few of them."""
    found = dict[str, str]()
    for edit in _edits(ours, theirs):
        pieces = _one_by_one(ours, theirs, edit) or _at_once(ours, theirs, edit)
        if not pieces or pieces.keys() & found.keys():
            return {}
        found.update(pieces)
    lines = sum(piece.count("\n") + 1 for piece in found)
    return found if lines <= MAX_DRAFTED_LINES and ours.changed(found, theirs.texts) else {}


def _one_by_one(ours: _Form, theirs: _Form, edit: Edit) -> dict[str, str]:
    """Find the smallest pieces of each line that differs, where as many stand for as many."""
    a, b, c, d = edit
    found = dict[str, str]()
    if b - a != d - c:
        return {}
    for i, j in zip(range(a, b), range(c, d), strict=True):
        pieces = _smallest(ours, theirs, (i, i + 1, j, j + 1), _narrowed(ours, theirs, i, j))
        if not pieces or pieces.keys() & found.keys():
            return {}
        found.update(pieces)
    return found


def _at_once(ours: _Form, theirs: _Form, edit: Edit) -> dict[str, str]:
    """Take whole lines for a piece; where there are none, the line before or after."""
    a, b, c, d = edit
    new = theirs.written(c, d)
    if a < b:
        return _smallest(ours, theirs, edit, [{ours.block(a, b): new}])
    after, before = ours.block(a, a + 1), ours.block(a - 1, a)
    inside = textwrap.indent(new, "    ")
    new_lines = [{after: f"{new}\n{after}"}, {before: f"{before}\n{new}"}, {before: f"{before}\n{inside}"}]
    return _smallest(ours, theirs, edit, new_lines)


def _smallest(ours: _Form, theirs: _Form, edit: Edit, choices: Iterable[dict[str, str]]) -> dict[str, str]:
    """Choose those pieces that make the edit with the least text; none where none make it."""
    a, b, c, d = edit
    into = [*ours.texts[:a], *theirs.texts[c:d], *ours.texts[b:]]
    holding = [pieces for pieces in choices if all(pieces) and ours.changed(pieces, into)]
    return min(holding, key=_cost, default={})


def _cost(pieces: Mapping[str, str]) -> int:
    return sum(_COST_OF_A_PIECE + len(was) + len(becomes) for was, becomes in pieces.items())


def _narrowed(ours: _Form, theirs: _Form, i: int, j: int) -> Iterator[dict[str, str]]:
    """Give pieces of two lines in which they differ, from the smallest to the whole."""
    one, other = ours.lines[i].node, theirs.lines[j].node
    if one is None or other is None:
        return
    ways = [_readable(way) for way in _ways(one, other)]
    for up in range(1, max(map(len, ways)) + 1 if all(ways) else 0):
        for form in ("{}", "({})"):
            pairs = [way[-min(up, len(way))] for way in ways]
            yield {ours.segment(mine): form.format(ast.unparse(their)) for mine, their in pairs}
    yield {ours.block(i, i + 1): theirs.written(j, j + 1)}


def _readable(way: Sequence[tuple[ast.AST, ast.AST]]) -> list[tuple[ast.AST, ast.AST]]:
    """Leave on a way what can be a piece; a number says more with what stands around it: ``axis=0``."""
    found = [pair for pair in way if isinstance(pair[0], ast.expr | ast.keyword)]
    return found[:-1] if len(found) > 1 and isinstance(found[-1][0], ast.Constant) else found


def _ways(one: ast.AST, other: ast.AST) -> list[list[tuple[ast.AST, ast.AST]]]:
    """Go down from two trees to wherever they differ: each way as the pairs on it, from the top."""
    pairs = [
        pair
        for name in (one._fields if type(one) is type(other) else ())
        for pair in _paired(getattr(one, name, None), getattr(other, name, None))
        if _dumped(pair[0]) != _dumped(pair[1])
    ]
    if not pairs or not all(isinstance(node, ast.AST) for pair in pairs for node in pair):
        return [[(one, other)]]
    return [[(one, other), *way] for pair in pairs for way in _ways(*pair)]


def _paired(one: Any, other: Any) -> list[tuple[Any, Any]]:
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return list(zip(one, other, strict=True))
    return [(one, other)]


def _dumped(value: Any) -> str:
    return ast.dump(value) if isinstance(value, ast.AST) else repr(value)


def _quoted(text: str) -> str:
    """Write text as Python has it, nothing in it but what every terminal shows as it is."""
    quoted = ascii(text)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in text else quoted
