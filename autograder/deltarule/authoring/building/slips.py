"""Slips: what an author wrote that can only go wrong, each a sentence with its file, its line and what to do.

All of a unit's are gathered, and told together, before anything is derived from it.
"""

import ast
import inspect
import os
import re
import sys
from bisect import bisect
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TypeVar

from deltarule.authoring.authors_file import GUARD, AuthorsFile, is_guard, names_bound_in, undefined_in
from deltarule.authoring.equivalents import equivalents_of, stale_in
from deltarule.authoring.hint_lines import hints_in
from deltarule.authoring.mistakes.drafts import UNSAID
from deltarule.authoring.mistakes.listed import (
    Alternative,
    Mistake,
    alternatives_of,
    mistakes_of,
    nameless_in,
    names_made_in,
    strays_of,
)
from deltarule.authoring.solution import Solution
from deltarule.core.checking.cases import name_of_untouched
from deltarule.core.checking.checks import Check, read_checks
from deltarule.core.code import grade_ids
from deltarule.core.code.cells import cells_of_python
from deltarule.core.code.rules import forbidden_imports
from deltarule.core.course import Unit, trouble_with_name, trouble_with_points
from deltarule.core.errors import UserError, together
from deltarule.core.text import like, meant_by, words_in

from .examples import wrong_examples
from .giveaways import giveaways_of
from .illustrations import FOLDERS, absences, links_in, slips_in
from .packages import modules_in_kit, modules_told_of
from .percent import cells_of
from .regions import BEGIN, END, Regions

_UNREAD = "incorrectly_encoded_metadata"
"""Where jupytext puts what it can't read of a cell's first line."""

_HEADER = re.compile(r"# %%(?!\S)")
_NEARLY_HEADER = re.compile(r"\s*#+\s*(%%+(?!\w).*|%\s*((\[\w+\]|question=|proves=).*)?)")

_QUOTED = re.compile(r"""(["']).*?\1""")

T = TypeVar("T")

_EVERYWHERE = {".", "deltarule", "numpy", "pytest", *sys.stdlib_module_names}
"""What every kit has, and what is told otherwise: most files import no more, and nothing need be looked up."""

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_WORKED_OUT = (ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.IfExp, ast.ListComp)


def slips_of(unit: Unit) -> Iterator[str]:
    """Find a unit's slips, as far as reading its files and running their top shows them.

    What only its checks' run shows is :mod:`deltarule.authoring.building.rehearsal`'s.
    """
    if trouble := trouble_with_name(unit.assignment):
        yield trouble
        return
    if missing := list(_missing(unit)):
        yield from missing
        return
    data = yield from _tried(unit.data_files)
    strangers = yield from _tried(lambda: list(_strangers(unit)))
    yield from strangers or ()
    equivalents = yield from _tried(lambda: equivalents_of(unit))
    paths = [unit.solution, unit.checks, *(path for path in (unit.mistakes, unit.alternatives) if path.is_file())]
    files = yield from _tried(lambda: together(partial(AuthorsFile, path) for path in paths))
    if strangers is None or files is None:
        return
    solution_file, checks_file, lists = *files[:2], {file.path: file for file in files[2:]}
    regions = Regions(solution_file.text)
    yield from (solution_file.at(line, sentence) for line, sentence in regions.slips)
    yield from solution_file.vanishing()
    vanishing = {path: list(file.vanishing()) for path, file in lists.items()}
    yield from chain.from_iterable(vanishing.values())
    broken = {path: _broken(file) for path, file in lists.items()}
    yield from chain.from_iterable(broken.values())
    ill_made = [*checks_file.vanishing(), *_broken(checks_file)]
    yield from ill_made
    alone = [*_relative(solution_file), *_relative(checks_file)]
    yield from alone
    yield from _lacked(unit, solution_file, _lines_kept_back(solution_file.text))
    yield from _lacked(unit, checks_file)
    yield from checks_file.shared_randomness()
    yield from solution_file.undefined()
    yield from solution_file.early(_lines_of_claims(solution_file.text))
    yield from _cells(solution_file)
    yield from _questions(solution_file)
    yield from _claims(solution_file)
    yield from _forbidden(unit, solution_file)
    yield from (solution_file.at(line, said) for line, said in chain(slips_in(unit), absences(unit)))
    if ill_made or alone:  # what follows would be its consequence
        return
    if (checks := (yield from _tried(lambda: read_checks(unit.checks)))) is None:
        return
    # What `untouched` adds is another check's, which is told.
    added = {name_of_untouched(check.function) for check in checks} - _names_in(checks_file)
    unknown = [
        checks_file.about(check.name, said)
        for check in checks
        if check.name not in added and (said := _grading_nothing(check, solution_file)) is not None
    ]
    unknown += _waited_for(checks, solution_file)
    unknown += checks_file.asked_in_vain(_names_in(solution_file))
    yield from unknown
    if unknown:
        return
    yield from checks_file.unmade({check.name for check in checks})
    if equivalents:
        lines = _lines_of({check.function for check in checks}, solution_file)
        yield from stale_in(unit, [check.name for check in checks], lines)
    yield from _checks(checks, checks_file, solution_file, regions)
    yield from _sharing(checks, solution_file)
    yield from _answers(solution_file, {check.function for check in checks})
    yield from solution_file.premature({check.function for check in checks})
    if data is None or any(broken.values()) or not (solution := (yield from _tried(lambda: Solution.of(unit)))):
        return
    mistakes = yield from _tried(lambda: mistakes_of(unit, solution))
    alternatives = yield from _tried(lambda: alternatives_of(unit))
    yield from _telling(unit, solution, solution_file)
    yield from giveaways_of(unit, checks, mistakes or (), solution)
    for check in checks:
        if check.name not in added and (told := _told_away(check.function, check.asked, solution)):
            yield checks_file.about(check.name, f"the docstring of {check.name} {told}")
    examples = yield from _tried(lambda: list(wrong_examples(solution)))
    yield from (solution_file.at(line, sentence) for line, sentence in examples or ())
    if mistakes is None or alternatives is None:
        return
    both: list[tuple[Path, Sequence[Mistake | Alternative]]] = [
        (unit.mistakes, mistakes),
        (unit.alternatives, alternatives),
    ]
    for path, listed in both:
        if listed:
            yield from _listed(listed, lists[path], checks, solution)
            yield from _unsaid(listed, lists[path], solution)
            yield from _unnamed(listed, solution)
            yield from _repeated(listed, solution)
    yield from (lists[path].about(name, sentence) for path, name, sentence in strays_of(unit))
    for path, file in lists.items():
        if not vanishing[path]:
            yield from (file.at(line, sentence) for line, sentence in nameless_in(path))
            yield from file.unmade(names_made_in(path))
            yield from file.unlisted(names_made_in(path))


def _tried(do: Callable[[], T]) -> Generator[str, None, T | None]:
    """Tell what keeps something from being done, and give nothing then; else what it gives."""
    try:
        return do()
    except UserError as error:
        yield str(error)
        return None


def _broken(file: AuthorsFile) -> list[str]:
    """Find what keeps a file of lists or checks from working; what is misused there may well be an undefined name."""
    return [*file.misused()] or [*file.undefined()]


def _strangers(unit: Unit) -> Iterator[str]:
    """Find files beside a unit that nobody gets."""
    known = {
        unit.exercise.parent: (unit.exercise, unit.notebook, unit.checks, unit.answers, unit.hints, *unit.data()),
        unit.solution.parent: (
            unit.solution,
            unit.mistakes,
            unit.alternatives,
            unit.solution.with_name("equivalents.toml"),
        ),
    }
    for folder, files in known.items():
        for path in sorted(folder.glob("*")):
            if path not in files and path.name not in FOLDERS and path.name[0] not in "._":
                yield f"{path}: nobody would get this file, neither students nor the grader; {_of_use(unit, path)}."


def _of_use(unit: Unit, path: Path) -> str:
    """Say what to do with a file that nobody would get."""
    lists = [unit.mistakes.name, unit.alternatives.name, "equivalents.toml"]
    if path.parent == unit.solution.parent and (meant := like(path.name.lower(), lists)):
        return f"rename it, if {meant} is meant; else take it away"
    if path.suffix in (".py", ".ipynb") or path.is_dir():
        return f"write what is needed of it into {unit.solution.name}, and take it away"
    there = "" if path.parent == unit.exercise.parent else f"put it into {unit.exercise.parent} and "
    named = f'[data], "{unit.assignment}" = ["{path.name}"]'
    return f"where code opens it, {there}name it in {unit.course.settings_file}: {named}; else take it away"


def _missing(unit: Unit) -> Iterator[str]:
    """Find that a unit lacks its solution or its checks: a copy of another's has its own files' names yet.

    And that something else has the place of its lists, which may be missing.
    """
    for path, what in ((unit.solution, "is no solution"), (unit.checks, "are no checks")):
        if not path.is_file():
            others = path.parent.glob("test_*.py" if path == unit.checks else "*.py")
            known = (path, unit.exercise, unit.mistakes, unit.alternatives)  # a broken link has the right name
            found = [other.name for other in sorted(others) if other not in known]
            more = f"; rename {found[0]}, for files are called as their folder is" if len(found) == 1 else ""
            yield f"There {what} at {path}{more}."
    for path in (unit.mistakes, unit.alternatives):
        if os.path.lexists(path) and not path.is_file():
            yield f"{path} is no file that can be read, and would list nothing; put one there, or take it away."


def _cells(file: AuthorsFile) -> Iterator[str]:
    """Find lines that nearly begin a cell, or one of a kind that there isn't."""
    for number, line in enumerate(file.text.split("\n"), 1):
        if _HEADER.match(line):
            if odd := _no_kind(line):
                yield file.at(
                    number, f"{odd!r} is no kind of cell; write `# %% [markdown]` for a text, or `# %%` for code."
                )
        elif _NEARLY_HEADER.fullmatch(line):
            yield file.at(
                number,
                f"{line.strip()!r} begins no cell; write `# %%`, or `# %% [markdown]` for a text, at the margin.",
            )


def _no_kind(header: str) -> str:
    """Give what nearly says in a cell's first line that a text follows; nothing where the line is right, or a title."""
    told = re.sub(_QUOTED, "", header)
    if raw := re.search(r"\[raw\]", told):  # jupytext looks for it anywhere
        return raw[0]
    found = re.match(r"# %% *(\[ *(\w+)[^\[\w]*?\]|\[?(\w+)\]?(?= *$| +\w+=))", told)
    if not found or found[0].endswith(("[markdown]", "[md]")):
        return ""
    word = (found[2] or found[3]).lower()
    return found[1] if word == "md" or like(word, ["markdown"]) else ""


def _sharing(checks: Sequence[Check], file: AuthorsFile) -> Iterator[str]:
    """Find graded functions that share a cell with another, or with a demonstration: a notebook grades cells.

    And demonstrations that don't begin theirs, so that they would be taken for what is given.
    """
    lines = file.text.split("\n")
    headers = [number for number, line in enumerate(lines, 1) if _HEADER.match(line)]
    graded, first = {check.function for check in checks}, dict[int, str]()
    for node in file.body:
        cell = bisect(headers, node.lineno)
        if isinstance(node, _DEFINITIONS) and node.name in graded:
            if other := first.get(cell):
                yield file.at(node.lineno, f"{node.name} stands in the cell of {other}; write `# %%` above it.")
            first.setdefault(cell, node.name)
        elif is_guard(node):
            start = headers[cell - 1] if cell else 0
            first.setdefault(cell, "a demonstration")
            if first[cell] in graded:
                yield file.at(
                    node.lineno, f"a demonstration stands in the cell of {first[cell]}; write `# %%` above it."
                )
            elif "".join(lines[start : node.lineno]).strip() != GUARD.strip() and "proves=" not in lines[start - 1]:
                said = (
                    f"a demonstration's cell begins with `{GUARD.strip()}`; write that line so, and nothing above it."
                )
                yield file.at(node.lineno, said)


def _questions(file: AuthorsFile) -> Iterator[str]:
    """Find free questions that have no name of their own, or points that are none."""
    seen = set[str]()
    lines = file.text.split("\n")
    headers = [number for number, line in enumerate(lines, 1) if line.startswith("# %%") and "question=" in line]
    cells = cells_of(file.text)
    asked = [cell for cell in cells if "question" in cell.metadata or "question=" in cell.metadata.get(_UNREAD, "")]
    for line, cell in zip(headers, asked, strict=False):
        if _UNREAD in cell.metadata:
            yield file.at(line, f'this can\'t be read: {cell.metadata[_UNREAD]}; write it as question="why" points=2.')
            continue
        name, points = cell.metadata["question"], cell.metadata.get("points", 1)
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            yield file.at(line, f"a question is called {name!r}; write letters, digits and underscores in quotes.")
        elif name in seen:
            yield file.at(line, f"there are two questions called {name}; rename one.")
        if trouble := trouble_with_points(points):
            yield file.at(line, f"a question is worth {points!r} points; write {trouble}, as in points=2.")
        # jupytext notes there how many empty lines follow, where they aren't as many as it would write.
        if unknown := {key for key in cell.metadata if not key.startswith("lines_to_")} - {"question", "points"}:
            yield file.at(line, f"{min(unknown)} means nothing to a question; it has question= and points=.")
        if links_in(cell.source):
            yield file.at(line, "a question's cell is the student's to change; show pictures in a text above it.")
        seen.add(str(name))


def _forbidden(unit: Unit, file: AuthorsFile) -> Iterator[str]:
    """Find imports of what the course forbids in the unit: a grader would refuse the solution's, too."""
    cells = cells_of_python(file.text, unit.exercise.name)
    for rule, _, line in forbidden_imports(cells, unit.forbidden()):
        said = f"{rule} is imported, which {unit.course.settings_file} forbids here under [forbidden]; do without one."
        yield file.at(line, said)


def _relative(file: AuthorsFile) -> Iterator[str]:
    """Find relative imports in what is handed out: a student's folder is no package."""
    for line, module in file.imported():
        if module == ".":
            said = "a relative import finds nothing where a student has this file; write what is needed into it."
            yield file.at(line, said)


def _lacked(unit: Unit, file: AuthorsFile, kept_back: Collection[int] = ()) -> Iterator[str]:
    """Find imports of what is installed here, and in no student's kit, outside of the lines that are `kept_back`."""
    asked = [(line, name) for line, name in file.imported() if line not in kept_back]
    others = [(line, name) for line, name in asked if name not in _EVERYWHERE]
    if not others or (known := (yield from _tried(lambda: modules_in_kit(unit.course)))) is None:
        return
    shown = {
        line
        for node in file.body
        if is_guard(node)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    # A demonstration may need what not every student has, and runs in a notebook.
    told = {*modules_told_of(unit.course), "IPython"}
    for line, name in others:
        if name not in (known | told if line in shown else known) and find_spec(name):  # else the import fails, too
            said = (
                f"{name} is imported, which students' kits don't bring; name its package in requires under [kit] of "
                f"{unit.course.settings_file}, or import it in a `try` that catches ImportError."
            )
            yield file.at(line, said)


def _lines_kept_back(text: str) -> set[int]:
    """Number the lines that students don't get: those of claims, and those between marks."""
    kept, inside = _lines_of_claims(text), False
    for number, line in enumerate(text.split("\n"), 1):
        inside = line.strip() == BEGIN if line.strip() in (BEGIN, END) else inside
        if inside:
            kept.add(number)
    return kept


def _answers(solution: AuthorsFile, graded: Collection[str]) -> Iterator[str]:
    """Find free questions that ask nothing, whose model answer is empty, or that are called as a function is."""
    headers = [number for number, line in enumerate(solution.text.split("\n"), 1) if _HEADER.match(line)]
    lines = solution.text.split("\n")
    for start, end in zip(headers, [*headers[1:], len(lines) + 1], strict=True):
        if not (found := re.search(r"\bquestion=[\"']([\w-]+)", lines[start - 1])):
            continue
        asked, answer = _parted(lines[start : end - 1])
        if found[1] in graded:
            yield solution.at(start, f"a question is called {found[1]}, as a graded function is; rename one.")
        if not asked:
            yield solution.at(start, "a question asks nothing; write what is asked above its marks.")
        if not answer:
            yield solution.at(
                start, "a question's model answer is empty; write one, and what it is worth, in its marks."
            )


def _parted(lines: Sequence[str]) -> tuple[str, str]:
    """Give what a question's cell asks, and what stands between its marks."""
    parts: dict[bool, list[str]] = {False: [], True: []}
    inside = False
    for line in lines:
        if (content := line.removeprefix("#").strip()) in (BEGIN, END):
            inside = content == BEGIN
        else:
            parts[inside].append(content)
    return "".join(parts[False]), "".join(parts[True])


def _claims(file: AuthorsFile) -> Iterator[str]:
    """Find cells of code that are nearly claims, and claims that prove nothing."""
    for line, header, source in _code_cells(file.text):
        if not re.fullmatch(r' *proves="[^"\\]+" *', header):
            keys = re.findall(r"(\w+) *(?==|[\"'])", re.sub(_QUOTED, "''", header))
            if any(like(key.lower(), ["proves"]) for key in keys):
                yield file.at(line, f'{header.strip()} means nothing to a cell of code; it has proves="what is so".')
        elif not source.startswith(GUARD):
            yield file.at(line, f"a claim's cell begins with `{GUARD.strip()}`; write that line first.")
        elif not any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(source))):
            yield file.at(line, "a claim's cell asserts nothing; write `assert` and what has to hold.")


def _lines_of_claims(text: str) -> set[int]:
    """Number the lines of claims, which students don't get."""
    claims = [(line, source) for line, header, source in _code_cells(text) if "proves=" in header]
    return {line for first, source in claims for line in range(first, first + source.count("\n") + 1)}


def _code_cells(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the cells of code that begin with a line of their own: its number, what it says, and what follows it."""
    headers = [*re.finditer(r"^# %%(.*)\n?", text, re.MULTILINE)]
    for header, end in zip(headers, [*(item.start() for item in headers[1:]), len(text)], strict=False):
        if not re.match(r" *\[(markdown|md|raw)\]", header[1]):
            yield text.count("\n", 0, header.start()) + 1, header[1], text[header.end() : end]


def _names_in(file: AuthorsFile) -> set[str]:
    return names_bound_in(ast.Module(file.body, []))


def _defined(solution: AuthorsFile) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    return {node.name: node for node in solution.body if isinstance(node, _DEFINITIONS)}


def _lines_of(functions: Collection[str], solution: AuthorsFile) -> dict[str, set[str]]:
    """Give the lines of some functions of a solution, without what they are indented by."""
    lines, defined = [line.strip() for line in solution.text.split("\n")], _defined(solution)
    return {
        name: set(lines[min(item.lineno for item in (node, *node.decorator_list)) - 1 : node.end_lineno])
        for name, node in defined.items()
        if name in functions
    }


def _grading_nothing(check: Check, solution: AuthorsFile) -> str | None:
    """Say that a check grades what isn't there; None where it is."""
    if check.function in (known := _defined(solution)):
        return None
    if check.function in _names_in(solution):
        otherwise = "in another way than by `def` or `class` at the left margin; write it so."
        return f"{check.name} grades {check.function}, which {solution.path} makes {otherwise}"
    said = f"{check.name} grades {check.function}, which {solution.path} does not define"
    return said + meant_by(check.function, known)


def _waited_for(checks: Sequence[Check], solution: AuthorsFile) -> Iterator[str]:
    """Find graded functions that give something to wait for in place of an answer."""
    graded = {check.function for check in checks}
    for name, node in _defined(solution).items():
        if name in graded and isinstance(node, ast.AsyncFunctionDef):
            said = f"{name} is `async def`, whose calls give nothing that could be compared; write `def`."
            yield solution.at(node.lineno, said)


def _checks(checks: Sequence[Check], file: AuthorsFile, solution: AuthorsFile, regions: Regions) -> Iterator[str]:
    """Find tests that check nothing, checks of what students don't write, and what students write unchecked."""
    names, graded = {check.name for check in checks}, {check.function for check in checks}
    for node in file.body:
        if isinstance(node, _DEFINITIONS) and re.match("test_|Test", node.name) and node.name not in names:
            yield file.at(
                node.lineno, f"{node.name} is no check; write @asks or @check(function, points=...) above it."
            )
    defined = _defined(solution)
    for name in graded & set(defined):
        if name not in regions.marked and name not in regions.suspects:
            said = (
                f"{name} is graded, but students would be given it; put `{BEGIN}` and `{END}` around what they write."
            )
            yield solution.about(name, said)
        if all(isinstance(node, ast.Pass) or _is_constant(node) for node in defined[name].body):
            yield solution.about(name, f"{name} does nothing; write between its marks what students are to write.")
        if not ast.get_docstring(defined[name]):
            yield solution.about(name, f"{name} has no docstring; write in it what the student is asked.")
    for name, line in regions.marked.items():
        if name not in graded:
            yield solution.at(
                line, f"{name} is marked, but has no check; write one in {file.path}, or take the marks away."
            )
    ids = [name for function in graded for name in (grade_ids.of_function(function), grade_ids.of_check(function))]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield solution.at(0, f"two cells of the notebook would be called {name}; rename a function.")


def _is_constant(node: ast.stmt) -> bool:
    """Whether a statement is a docstring, or three dots."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _telling(unit: Unit, solution: Solution, file: AuthorsFile) -> Iterator[str]:
    """Find hints that hold what the function returns, word for word: who reads one has no more to think of."""
    hints = yield from _tried(lambda: hints_in(unit))
    for name, texts in (hints or {}).items():
        lines = _lines_returned(solution, name)
        for number, text in enumerate(texts, 1):
            if line := next((line for line in lines if _squeezed(line) in _squeezed(text)), ""):
                yield file.about(name, f"hint {number} on {name} gives the line away, `{line}`; say what to think of.")


def _told_away(function: str, sentence: str, solution: Solution) -> str:
    """Say that a sentence holds what the function returns, as it is written; nothing where it doesn't.

    What is no more than a call of something is no line that was to be found.
    """
    for line in _lines_returned(solution, function):
        inside = [*ast.walk(ast.parse(line))]
        is_worked_out = any(isinstance(node, ast.BinOp | ast.BoolOp | ast.Compare | ast.IfExp) for node in inside)
        calls = sum(isinstance(node, ast.Call) for node in inside)
        if (is_worked_out or calls > 1) and re.sub(r"\s", "", line) in re.sub(r"\s", "", sentence):
            return f"gives the line away, `{line}`; say what to think of."
    return ""


def _lines_returned(solution: Solution, function: str) -> list[str]:
    """Give what a function of the solution returns and works out there, as Python writes it."""
    if function not in solution.definitions:
        return []
    given = [node.value for node in ast.walk(solution.definitions[function]) if isinstance(node, ast.Return)]
    return [ast.unparse(value) for value in given if isinstance(value, _WORKED_OUT)]


def _squeezed(text: str) -> str:
    return re.sub(r"[\s`()]", "", text).replace('"', "'")


def _listed(
    listed: Sequence[Mistake | Alternative], file: AuthorsFile, checks: Sequence[Check], solution: Solution
) -> Iterator[str]:
    """Find listed versions of what isn't graded, and those that can't be called as the function is."""
    graded = {check.function for check in checks}
    for item in listed:
        if item.function not in solution.definitions:
            said = f"{item.name} is listed for {item.function}, which {solution.path} does not have."
            yield file.about(item.name, said)
        elif item.function not in graded:
            yield file.about(item.name, f"{item.name} is listed for {item.function}, which has no check.")
        elif trouble := _uncallable(item, solution):
            said = f"{item.name} can't be called as {item.function} is ({trouble}); give it the same arguments."
            yield file.about(item.name, said)


def _unnamed(listed: Sequence[Mistake | Alternative], solution: Solution) -> Iterator[str]:
    """Find changes whose new text has a name that nothing defines, though their sentences don't speak of it."""
    for item in listed:
        if isinstance(item, Mistake) and item.change:
            # What the change takes away the definition of is a mistake that students make.
            known = {*vars(solution.module), *names_bound_in(solution.definitions[item.function])}
            unknown = undefined_in(ast.parse(item.change.source(solution)), known)
            if unknown and not words_in(item.sentence).intersection(unknown):  # else it is what the mistake is about
                near = meant_by(unknown[0], known)
                yield f"{item.change.place}: in what {item.name} makes of it, nothing defines {unknown[0]}{near}"


def _unsaid(listed: Sequence[Mistake | Alternative], file: AuthorsFile, solution: Solution) -> Iterator[str]:
    """Find mistakes whose sentence nobody has written yet, or whose sentence is not what its author meant."""
    bound = names_bound_in(ast.Module(file.body, []))
    for item in listed:
        if not isinstance(item, Mistake):
            continue
        sentence = item.sentence if isinstance(item.sentence, str) else ""
        unsaid = re.search(rf"\b({UNSAID}|FIXME|XXX|TBD)\b", sentence)
        if unsaid or not re.search(r"\w", sentence):
            has = f"still says {unsaid[0]}" if unsaid else "has no sentence"
            yield file.about(item.name, f"{item.name} {has}; write the sentence that helps whoever makes this mistake.")
        for name in re.findall(r"\{(\w+)[^{}]*\}", sentence):
            if name in bound:
                said = f"the sentence of {item.name} holds {{{name}}} as it stands; write f before its quotes."
                yield file.about(item.name, said)
        if told := _told_away(item.function, sentence, solution):
            yield file.about(item.name, f"the sentence of {item.name} {told}")


def _repeated(listed: Sequence[Mistake | Alternative], solution: Solution) -> Iterator[str]:
    """Find changes that make of the solution what another makes of it: the sentence of one of them is never read."""
    first = dict[tuple[str, str], Mistake]()
    for item in listed:
        if isinstance(item, Mistake) and item.change:
            made = item.function, ast.dump(ast.parse(item.change.source(solution)))
            if (other := first.setdefault(made, item)) is not item:
                said = f"{item.name} makes of {item.function} what {other.name} makes of it; drop one of them."
                yield f"{item.change.place}: {said}"


def _uncallable(item: Mistake | Alternative, solution: Solution) -> str | None:
    """Say why a version can't take what the solution's function takes; None where it can."""
    if inspect.iscoroutinefunction(item.body):
        return "it is `async def`"
    try:
        theirs, ours = inspect.signature(item.body), inspect.signature(solution.function(item.function))
    except (TypeError, ValueError):
        return None
    parameters = ours.parameters.values()
    if [p.kind for p in parameters] == [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]:
        return None  # that's how a decorator writes it, and says nothing of what the function takes
    needed = [p for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    every = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    for given in (needed, every):
        try:
            theirs.bind(
                *[0 for p in given if p.kind is not p.KEYWORD_ONLY],
                **{p.name: 0 for p in given if p.kind is p.KEYWORD_ONLY},
            )
        except TypeError as error:
            return str(error)
    return None
