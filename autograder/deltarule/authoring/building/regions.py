"""The marked regions of a solution file: what a student's file doesn't have, and what goes wrong in marking them.

A region is what stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION``, each alone on its line: in a function,
or in the text of a free question. Anything else that looks like a mark would leave a solution where students read it.
"""

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field

from deltarule.core.errors import UserError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

_HEADER = re.compile(r"# %%.*")
_MARK = re.compile(r"\s*### (BEGIN|END) SOLUTION\s*")
_NEARLY = re.compile(r"[\W_]*(begin|end)[\W_]*(the[\W_]*)?(sol[a-z]*|hidden tests?|mark scheme)[\W_]*", re.IGNORECASE)
_BARE = re.compile(r"\s*#+\s*(begin|end)\s*", re.IGNORECASE)
_TAKEN = re.compile(r"(BEGIN|END) SOLUTION")  # by nbgrader, wherever it stands in a line


@dataclass
class _Cell:
    """A cell of the file while it is read."""

    header: str = ""
    line: int = 1
    fenced: bool = False
    begun: int = 0
    marked: bool = False

    @property
    def is_text(self) -> bool:
        return bool(re.search(r"\[(markdown|md|raw)\]", self.header))

    @property
    def begin(self) -> str:
        """How a region begins in it: a text stands in comments."""
        return f"# {BEGIN}" if self.is_text else BEGIN

    @property
    def end(self) -> str:
        """How one ends in it."""
        return f"# {END}" if self.is_text else END

    @property
    def is_question(self) -> bool:
        return "question=" in self.header


@dataclass
class Regions:
    """The marks of a solution file.

    Attributes:
        text: the file's text, which is Python.
        marked: the functions and classes with a marked region, each with the line that it begins in.
        suspects: those in which something that looks like a mark stands.
        slips: what is wrong, with the line.
    """

    text: str
    marked: dict[str, int] = field(default_factory=dict)
    suspects: set[str] = field(default_factory=set)
    slips: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the file, line by line."""
        self._definitions = [
            node
            for node in ast.parse(self.text).body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
        self._comments = _comment_lines(self.text)
        cell = _Cell()
        for number, line in enumerate(self.text.split("\n"), 1):
            if _HEADER.match(line):
                self._end(cell)
                cell = _Cell(line, number)
            else:
                self._line(cell, number, line)
        self._end(cell)

    def _line(self, cell: _Cell, number: int, line: str) -> None:
        content = re.sub(r"^# ?", "", line) if cell.is_text else line
        if cell.is_text and content.lstrip().startswith(("```", "~~~")):
            cell.fenced = not cell.fenced
        if mark := _MARK.fullmatch(content):
            self._mark(cell, number, mark[1] == "BEGIN")
        elif _looks_like_a_mark(content, is_text=cell.is_text, is_comment=number in self._comments):
            self._say(number, f"{line.strip()!r} is no mark; write `{cell.begin}` or `{cell.end}`, alone on its line.")

    def _mark(self, cell: _Cell, number: int, begins: bool) -> None:
        function = self._around(number)
        if cell.is_text and not cell.is_question:
            self._say(number, 'a mark in a text that is no question; write `# %% [markdown] question="..."` above it.')
        elif cell.fenced:
            self._say(number, "a mark in a block of code of a text; put it outside of the block.")
        elif not cell.is_text and number not in self._comments:
            self._say(number, "a mark in a string; put it where code stands.")
        elif not cell.is_text and function is None:
            self._say(number, "a mark outside of a function; mark what the student writes in one.")
        elif begins and cell.begun:
            self._say(number, f"a region begins in the one of line {cell.begun}; put `{cell.end}` before it.")
        elif not begins and not cell.begun:
            self._say(number, f"a region ends that has not begun; put `{cell.begin}` before it.")
        elif not begins and function is not self._around(cell.begun):
            self._say(number, f"the region of line {cell.begun} ends in another function; end it where it begins.")
        elif begins and function is not None and function.name not in self.marked:
            self.marked[function.name] = number
        cell.begun, cell.marked = number if begins else 0, True

    def _end(self, cell: _Cell) -> None:
        if cell.begun:
            self._say(cell.begun, f"a region begins that does not end in its cell; put `{cell.end}` after it.")
        if cell.is_question and not cell.is_text:
            self._say(cell.line, "a question in a cell of code; write [markdown] before question=.")
        elif cell.is_question and not cell.marked:
            said = f"a question without a marked answer; put `{cell.begin}` and `{cell.end}` around the model answer."
            self._say(cell.line, said)

    def _say(self, number: int, sentence: str) -> None:
        if function := self._around(number):
            self.suspects.add(function.name)
        self.slips.append((number, sentence))

    def _around(self, number: int) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
        """Find the function or class in whose body a line stands, or whose last line it follows more indented."""
        lines = self.text.split("\n")
        before = [node for node in self._definitions if node.lineno < number]
        if not before or not lines[number - 1].startswith((" ", "\t")):
            return None
        between = lines[before[-1].end_lineno or number : number - 1]
        inside = number <= (before[-1].end_lineno or 0)
        return (
            before[-1] if inside or all(not line.strip() or line.startswith((" ", "\t")) for line in between) else None
        )


def _looks_like_a_mark(content: str, *, is_text: bool, is_comment: bool) -> bool:
    if _TAKEN.search(content):
        return True
    if is_text:
        return bool(_NEARLY.fullmatch(content))
    return is_comment and bool(_NEARLY.fullmatch(content) or _BARE.fullmatch(content))


def _comment_lines(text: str) -> set[int]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError) as error:
        raise UserError(f"The solution cannot be read: {error}.") from error
    return {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
