"""A solution's function as the rules see it: its tree, what its parts are called, and what each value leads to.

A student knows the names in the signature and in the docstring, and the keys of the dicts. Sentences speak of these:
a value that only the solution has a name for is told by what is made of it.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import Any, TypeVar

from deltarule.core.text import words_in

from .sentences import PLACES, SENTENCES

Edits = Mapping[Any, ast.AST | list[ast.stmt]]
"""What stands in the place of nodes: another one, or statements for a statement."""

NodeT = TypeVar("NodeT", bound=ast.AST)


@dataclass(frozen=True)
class Lapse:
    """One change to a function, as a rule makes it.

    Attributes:
        rule: the rule's name, which is its sentence's key, too.
        edits: what stands in the place of what.
        slots: what the sentence speaks of.
    """

    rule: str
    edits: Edits
    slots: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """Give the sentence for the student who wrote it so."""
        return SENTENCES[self.rule].format_map(self.slots)

    @property
    def name(self) -> str:
        """Say what was changed, and where, in a word."""
        return re.sub(r"\W+", "_", "_".join([self.rule, *self.slots.values()])).strip("_").lower()


Rule = Callable[["Routine"], Iterator[Lapse]]


class Routine:
    """A function of a solution.

    Attributes:
        node: its definition, without the docstring.
        docstring: what the student reads.
        name: its name.
        own: the names of the solution's functions.
    """

    def __init__(
        self,
        definition: ast.FunctionDef,
        own: Sequence[str] = (),
        told: str = "",
        elsewhere: str = "",
        name: str = "",
    ) -> None:
        """Read the function that is defined.

        `told` is what else the student reads about it, `elsewhere` the docstrings of the other functions. It may go
        by another `name`.
        """
        self.docstring = ast.get_docstring(definition) or ""
        body = definition.body[1:] if ast.get_docstring(definition) is not None else definition.body
        self.node = _with_body(definition, body)
        self.own = frozenset(own)
        self.name = name or definition.name
        self._told = told
        self._elsewhere = elsewhere
        self._parents = {child: node for node in ast.walk(self.node) for child in ast.iter_child_nodes(node)}

    @cached_property
    def parameters(self) -> list[str]:
        """Name its parameters."""
        given = self.node.args
        return [item.arg for item in [*given.posonlyargs, *given.args, *given.kwonlyargs]]

    @cached_property
    def known(self) -> frozenset[str]:
        """The names that a student has read: the signature's, the docstring's, and the letters of the formulas.

        A word of prose is none: who reads of "a new dict" knows no value called ``new``.
        """
        letters = re.findall(r"\\?([^\W\d_]\w*)", re.sub(r"\\(?:tilde|hat|bar)?\{|\}", "", self._told))
        plain = [letter.removesuffix("_t") for letter in letters] + [letter.replace("_", "") for letter in letters]
        words = {*words_in(self.docstring), *letters, *plain}
        as_code = {word for piece in _AS_CODE.findall(f"{self.docstring}\n{self._told}") for word in words_in(piece)}
        return frozenset([*self.parameters, *(word for word in words if word in as_code or not _PROSE.fullmatch(word))])

    def all(self, kind: type[NodeT]) -> list[NodeT]:
        """Give its nodes of one kind, as they stand in the text."""
        return [node for node in self._in_order if isinstance(node, kind)]

    @cached_property
    def _in_order(self) -> list[ast.AST]:
        return list(written(self.node))

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Give what a node is a part of."""
        return self._parents.get(node)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Go from a node's parent outwards."""
        while above := self._parents.get(node):
            yield above
            node = above

    def statement(self, node: ast.AST) -> ast.stmt:
        """Give the statement that a node is in."""
        return next(above for above in (node, *self.around(node)) if isinstance(above, ast.stmt))

    def is_index(self, node: ast.AST) -> bool:
        """Whether a number there is a place or a size, not a value: in an index, a range, a shape."""
        inner = node
        for above in self.around(node):
            if isinstance(above, ast.Subscript) and inner is above.slice:
                return True
            if isinstance(above, ast.Call) and called(above) in SIZING and inner is not above.func:
                return True
            inner = above
        return False

    def shape(self, name: str) -> tuple[str, ...]:
        """Give the axes that a docstring tells of a value: ``N``, ``T``, ``H``; none where it tells nothing."""
        return self._shapes.get(name, ())

    @cached_property
    def _shapes(self) -> dict[str, tuple[str, ...]]:
        found = dict[str, tuple[str, ...]]()
        for text_ in (self.docstring, self._elsewhere):
            for names, told in re.findall(
                r"(?m)^ *([a-zA-Z_][\w, ]*):((?: *(?:,|and)? *\([^()]*(?:\([^()]*\)[^()]*)*\))+)", text_
            ):
                shapes = [_axes(item) for item in re.findall(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)", told)]
                several = [name.strip() for name in names.split(",")]
                if len(shapes) != len(several):
                    shapes = [shapes[0]] * len(several)
                for name, shape in zip(several, shapes, strict=True):
                    found.setdefault(name, shape)
        return found

    @cached_property
    def batched(self) -> list[str]:
        """Name the parameters whose first axis is the samples."""
        return [name for name in self.parameters if self.shape(name)[:1] in (("N",), ("N_real",), ("N_fake",))]

    # What a function gives.

    @cached_property
    def returned(self) -> list[ast.expr]:
        """Give the expressions that it returns."""
        return [node.value for node in self.all(ast.Return) if node.value]

    @cached_property
    def results(self) -> dict[ast.expr, str]:
        """Give each part of what it returns, and what it is called; one without a name is the function's."""
        found = dict[ast.expr, str]()
        for value in self.returned:
            if isinstance(value, ast.Tuple):
                names = self._names_of_results(len(value.elts))
                for part, name in zip(value.elts, names, strict=True):
                    found |= _keyed(part) or {part: name}
            else:
                found |= _keyed(value) or {value: self.name}
        return found

    def _names_of_results(self, number: int) -> list[str]:
        told = re.search(r"Returns:\s*\(([\w, ]+)\)", self.docstring)
        names = [name.strip() for name in told[1].split(",")] if told else []
        value = next(item for item in self.returned if isinstance(item, ast.Tuple))
        own = [part.id if isinstance(part, ast.Name) else f"result {i}" for i, part in enumerate(value.elts, 1)]
        return names if len(names) == number else own

    # What leads where.

    @cached_property
    def definitions(self) -> dict[str, list[ast.expr]]:
        """Give, for each local name, the expressions that it is made of."""
        found = dict[str, list[ast.expr]]()
        for node in self._in_order:
            for name, value in _bindings(node):
                found.setdefault(name, []).append(value)
        return found

    @cached_property
    def _assigned(self) -> dict[str, list[ast.expr]]:
        """The same, of assignments alone."""
        found = dict[str, list[ast.expr]]()
        for node in self.all(ast.Assign):
            for name, value in _bindings(node):
                found.setdefault(name, []).append(value)
        return found

    @cached_property
    def _leads_to(self) -> dict[str, set[str]]:
        """For each name, the names that are made of it."""
        found = dict[str, set[str]]()
        for name, values in self.definitions.items():
            for value in values:
                for used in _names_in(value):
                    found.setdefault(used, set()).add(name)
        return found

    def outcomes(self, name: str) -> list[str]:
        """Name the results that a local name leads to."""
        reached, waiting = {name}, [name]
        while waiting:
            further = self._leads_to.get(waiting.pop(), set()) - reached
            reached |= further
            waiting += further
        found = [told for part, told in self.results.items() if reached & set(_names_in(part))]
        return list(dict.fromkeys(found))

    def where(self, node: ast.AST) -> str:
        """Say, as the beginning of a sentence, which value a node is a piece of."""
        name = key = ""
        for above in (node, *self.around(node)):
            if isinstance(above, ast.expr) and above in self.results:
                return self.results[above]
            if isinstance(above, ast.stmt):
                name, key = _target_of(above, node)
                break
        if name in self.known and name not in self.own:
            return key or name
        everything = list(dict.fromkeys(self.results.values()))
        reached = self.outcomes(name) if name else []
        if not reached or reached == everything:
            place = everything[0] if len(everything) == 1 else PLACES["everywhere"].format(function=self.name)
        else:
            place = PLACES["on the way"].format(results=listed(reached))
        return PLACES["a part"].format(place=place, key=key) if key else place

    def named(self, node: ast.AST) -> str:
        """Say what a value is by the names that a student knows; nothing where there are none."""
        if isinstance(node, ast.Constant):
            return repr(node.value)
        words = self._words(node, 3) or self._words(node, 3, measured=True)
        return listed(words[:_SEVERAL])

    def told(self, node: ast.AST) -> str:
        """Say what a value is; one without any name that a student knows was worked out before."""
        return self.named(node) or PLACES["unnamed"]

    def _words(self, node: ast.AST, depth: int, measured: bool = False) -> list[str]:
        """Find the names in a value; those of which it takes a length or a shape alone only where that is asked."""
        found = list[str]()
        for item in _walk(node):
            parent = self.parent(item)
            if self._is_measured(item) and not measured:
                continue
            if isinstance(item, ast.Subscript) and isinstance(item.slice, ast.Constant):
                if isinstance(item.slice.value, str):
                    found.append(item.slice.value)
            elif isinstance(item, ast.Name) and item.id not in ("np", *self.own):
                if isinstance(parent, ast.Subscript) and item is parent.value and is_text(parent.slice):
                    continue  # params["W"] is W
                if item.id in self.known:
                    found.append(item.id)
                elif depth:
                    inner = [
                        word
                        for value in self._assigned.get(item.id, ())
                        for word in self._words(value, depth - 1, measured)
                    ]
                    if len(set(inner)) <= _SEVERAL:  # of more, none says what it is
                        found += inner
        return list(dict.fromkeys(found))

    def _is_measured(self, node: ast.AST) -> bool:
        """Whether a value's length or shape alone is used."""
        parent = self.parent(node)
        return called(parent or node) == "len" or (
            isinstance(parent, ast.Attribute) and parent.attr in ("shape", "size")
        )

    # Changed.

    def changed(self, lapse: Lapse) -> ast.FunctionDef:
        """Give the definition with a lapse in it."""
        definition: ast.FunctionDef = rebuilt(self.node, lapse.edits)
        return definition


_PROSE = re.compile(r"[a-z]{3,}")
"""A word that may be a name or plain English."""

_AS_CODE = re.compile(
    r"(?m)^ *(?:>>>|\.\.\.).*$"  # an example's lines
    r"|^ *[\w, ]+:(?= )"  # what is described: `x, y: (N,), ...`
    r"|`[^`\n]+`|\$[^$]+\$"
    r"|\([\w, ]+\)|\w+(?: \([^()]*\))? = "  # several results, and a result with its formula
)
"""The pieces of a docstring, or of the text before a function, in which words are names."""

_SEVERAL = 3
"""Names that a sentence can hold in one place."""

SIZING = frozenset({"range", "np.zeros", "np.ones", "np.empty", "np.eye", "np.arange", "np.ndindex"})
"""Calls that take places or sizes."""


def rebuilt(node: Any, edits: Edits) -> Any:
    """Copy a tree with some of its nodes replaced, in what stands in their place, too; an empty block passes.

    Where nothing changes stand the nodes themselves, so that they can still be recognised.
    """
    if isinstance(node, ast.AST):
        if node in edits:
            return rebuilt(edits[node], {item: new for item, new in edits.items() if item is not node})
        changed = {}
        for field, value in ast.iter_fields(node):
            new = rebuilt(value, edits) if isinstance(value, ast.AST | list) else value
            if field == "body" and new == []:
                new = [ast.Pass()]
            if new is not value:
                changed[field] = new
        return type(node)(**{**dict(ast.iter_fields(node)), **changed}) if changed else node
    if isinstance(node, list):
        found = list[Any]()
        for item in node:
            new = rebuilt(item, edits)
            found += new if isinstance(new, list) else [new]
        return node if len(found) == len(node) and all(map(is_, found, node)) else found
    return node


def _with_body(definition: ast.FunctionDef, body: list[ast.stmt]) -> ast.FunctionDef:
    parts = {field: value for field, value in ast.iter_fields(definition) if field != "body"}
    return ast.FunctionDef(**parts, body=body or [ast.Pass()])


def exchanged(one: ast.AST, other: ast.AST) -> Edits:
    """Put each of two nodes in the other's place."""
    return {one: copy.deepcopy(other), other: copy.deepcopy(one)}


def expression(form: str, **values: ast.expr) -> ast.expr:
    """Write an expression in which capital names stand for others: ``expression("np.tanh(Z)", Z=node)``."""
    node = ast.parse(form, mode="eval").body
    named = [item for item in ast.walk(node) if isinstance(item, ast.Name) and item.id in values]
    written: ast.expr = rebuilt(node, {item: values[item.id] for item in named})
    return written


def statements(form: str, **values: ast.expr) -> list[ast.stmt]:
    """Write statements in the same way."""
    tree = ast.parse(form)
    named = [item for item in ast.walk(tree) if isinstance(item, ast.Name) and item.id in values]
    return [rebuilt(item, {name: values[name.id] for name in named}) for item in tree.body]


def text(node: ast.AST) -> str:
    """Write a tree as Python; a new one has no places in a file."""
    return ast.unparse(ast.fix_missing_locations(node))


def called(node: ast.AST) -> str:
    """Give the name of what is called: ``np.sum``, ``.sum`` for a method of a value.

    Nothing where it has none, or where a function has no argument by its place.
    """
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        of_numpy = isinstance(function.value, ast.Name) and function.value.id == "np"
        name = f"np.{function.attr}" if of_numpy else f".{function.attr}"
        return name if node.args or not of_numpy else ""
    return function.id if node.args and isinstance(function, ast.Name) else ""


def same(one: ast.AST, other: ast.AST) -> bool:
    """Whether two trees say the same."""
    return ast.dump(one) == ast.dump(other)


def is_number(node: ast.AST, value: float | None = None) -> bool:
    """Whether a node is a number, or this one."""
    number = isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return number and (value is None or node.value == value)  # type: ignore[attr-defined]


def is_text(node: ast.AST) -> bool:
    """Whether a node is a text."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def listed(words: Sequence[str]) -> str:
    """Write names in a row: ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def written(node: ast.AST) -> Iterator[ast.AST]:
    """Give a tree's nodes as they stand in the text, without what stands above a function: no student writes that."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        above = getattr(node, "decorator_list", ())
        waiting += reversed([item for item in ast.iter_child_nodes(node) if item not in above])


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)


def _names_in(node: ast.AST) -> list[str]:
    return [item.id for item in ast.walk(node) if isinstance(item, ast.Name)]


def _keyed(node: ast.expr) -> dict[ast.expr, str]:
    """Give the values of a dict that is written out, by their keys."""
    if not isinstance(node, ast.Dict):
        return {}
    pairs = zip(node.keys, node.values, strict=True)
    return {value: key.value for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _axes(told: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in told.split(",") if part.strip())


def _base(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _pairs(target: ast.AST, value: ast.expr) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Take apart an assignment of several values to several targets."""
    if isinstance(target, ast.Tuple):
        several = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
        for i, item in enumerate(target.elts):
            yield from _pairs(item, value.elts[i] if several else value)  # type: ignore[attr-defined]
    else:
        yield target, value


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Give the names that a node makes, and of what."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            for item, value in _pairs(target, node.value):
                yield _base(item), value
    elif isinstance(node, ast.AugAssign):
        yield _base(node.target), node.value
    elif isinstance(node, ast.For | ast.comprehension):
        for item, value in _pairs(node.target, node.iter):
            yield _base(item), value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
        for value in node.args:
            yield _base(node.func.value), value


def _target_of(statement: ast.stmt, part: ast.AST) -> tuple[str, str]:
    """Name what a statement makes of the part of it that a node is in, and the entry of it, if it makes a dict."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            for item, value in _pairs(target, statement.value):
                if any(inner is part for inner in ast.walk(value)) or part is statement:
                    return _base(item), _key_in(value, part) or _key_of(item)
    if isinstance(statement, ast.AugAssign):
        return _base(statement.target), ""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return _base(statement.value.func), ""
    if isinstance(statement, ast.If | ast.For | ast.While):
        for inner in statement.body:
            if name := next((name for node in ast.walk(inner) for name, _ in _bindings(node)), ""):
                return name, ""
    return "", ""


def _key_in(value: ast.expr, part: ast.AST) -> str:
    """Name the entry of a dict that a node is in."""
    return next((key for item, key in _keyed(value).items() if any(inner is part for inner in ast.walk(item))), "")


def _key_of(target: ast.AST) -> str:
    """Name the entries that ``grads["dU" + k]`` stands for: by how they begin."""
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.BinOp) and is_text(target.slice.left):
        return f"{target.slice.left.value}..."  # type: ignore[attr-defined]
    return ""
