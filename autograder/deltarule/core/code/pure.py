"""Functions that are known by their text: whoever wrote them, they answer alike, where nothing else was asked before.

What a function does follows from its text alone where that and all that it calls is made of arithmetic, of NumPy's
functions without a memory, and of what it is given. All else counts as unknown, such as an attribute that isn't on the
list: a list of what is forbidden would be too short one day. That they leave no trace in memory nobody can promise:
NumPy has ways into it, such as a structured type whose size is beyond 32 bits.
"""

import ast
import builtins
import contextlib
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module

from deltarule.core.text import words_in

from .bindings import bound_by
from .call_graph import reached
from .cells import Cell, parsed

_NUMERIC = {"numpy", "math"}
_PLOTTING = {"matplotlib", "matplotlib.pyplot"}  # imported for cells that show something; no known function uses it

_BUILTINS = frozenset(
    words_in("""
    abs all any bool complex dict divmod enumerate filter float format frozenset int isinstance iter len list map max
    min next pow print range repr reversed round set slice sorted str sum tuple zip True False None Ellipsis
    ArithmeticError AssertionError IndexError KeyError LookupError NotImplementedError OverflowError
    RuntimeError StopIteration TypeError ValueError ZeroDivisionError""")
)

_ATTRIBUTES = frozenset(
    words_in("""
    T abs absolute add all allclose amax amin any append arange arccos arcsin arctan arctan2 arctanh argmax argmin
    argpartition argsort argwhere around array array_split asarray ascontiguousarray astype at atleast_1d
    atleast_2d atleast_3d average bincount bool_ broadcast_to ceil choice clear clip column_stack comb concatenate
    convolve copy copysign copyto corrcoef correlate cos cosh count count_nonzero cov cross cumprod cumsum delete det
    diag diag_indices diagflat diagonal diff digitize divide dot dsplit dstack dtype e einsum eps equal errstate
    exp exp2 expand_dims expm1 extend eye fill fill_diagonal finfo flat flatnonzero flatten flip fliplr flipud
    float16 float32 float64 floor floor_divide fmax fmin fromiter fromkeys fsum full full_like gcd geomspace get
    greater greater_equal heaviside histogram hsplit hstack hypot identity imag index indices inf inner insert int16
    int32 int64 int8 integers interp inv isclose isfinite isinf isnan item items ix_ join keys kron left_shift lexsort
    less less_equal linalg linspace log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or
    logical_xor logspace lower matmul max maximum mean median meshgrid mgrid min minimum mod moveaxis multi_index
    multiply nan nan_to_num nanmax nanmean nanmin nansum nbytes ndenumerate ndim ndindex negative newaxis
    nonzero norm normal not_equal ogrid ones ones_like outer pad partition percentile permutation permuted pi pinv place
    polyfit polyval pop power prod ptp put put_along_axis putmask quantile random ravel ravel_multi_index real
    reciprocal reduce remainder remove repeat replace reshape result_type reverse right_shift rint roll rollaxis
    rot90 round s_ searchsorted select setdefault setdiff1d shape shuffle sign signbit sin sinh size sliding_window_view
    solve sort split sqrt square squeeze stack standard_normal startswith std strip subtract sum swapaxes take
    take_along_axis tan tanh tensordot tile tiny tolist trace transpose tri tril tril_indices triu triu_indices
    true_divide trunc uint8 uniform unique unravel_index update values vander var vdot vectorize vsplit vstack where
    zeros zeros_like""")
)
"""Of NumPy, of arrays, and of what Python builds in: what neither reads nor changes anything beyond its arguments.

Nor does any of it go on where no memory was left, as ``array_equal`` does, which then says no; nor show what
lay in memory before, as ``empty`` does; nor take one thing's memory for another's, as ``ndarray`` takes numbers for
objects, and an array's ``resize`` leaves others in what was freed.
"""

_SYNTAX = (
    *(ast.Return, ast.Delete, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.While, ast.If, ast.With),
    *(ast.Raise, ast.Try, ast.TryStar, ast.Assert, ast.Expr, ast.Pass, ast.Break, ast.Continue),
    *(ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Compare, ast.Call, ast.Starred),
    *(ast.Dict, ast.Set, ast.List, ast.Tuple),
    *(ast.FormattedValue, ast.JoinedStr, ast.Constant, ast.Subscript, ast.Slice),
    *(ast.boolop, ast.operator, ast.unaryop, ast.cmpop, ast.expr_context),
    *(ast.comprehension, ast.ExceptHandler, ast.arguments, ast.keyword, ast.withitem),
)
"""What may stand in a function besides names, attributes and functions. No ``yield``: it may stop in a `with`."""

_SILENT_MAGICS = ("run_line_magic", "system", "getoutput")
"""What the magics of a notebook become, of those that do nothing where it is graded."""


@dataclass(frozen=True)
class FunctionText:
    """A function's own text, digested, and the other functions of the file that it calls.

    Texts are alike up to comments, docstrings, layout and what variables are called.
    """

    digest: str
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownText:
    """What is known of a submission by its text.

    Attributes:
        functions: the functions whose own text may do nothing but compute.
        still: whether running the cells does nothing but define.
    """

    functions: dict[str, FunctionText] = field(default_factory=dict)
    still: bool = False

    def of(self, function: str, without: Collection[str] = ()) -> frozenset[tuple[str, str]] | None:
        """Give what decides how a function answers: its text and those of all that it calls, by name.

        None where any of these may do more than compute, but for those that it goes `without`, as something else stands
        in their place.
        """
        names = {function, *reached(function, self.calls, without)}
        if not names <= self.functions.keys():
            return None
        return frozenset((name, self.functions[name].digest) for name in names)

    @cached_property
    def calls(self) -> Mapping[str, Collection[str]]:
        """Which of these functions call which."""
        return {name: text.calls for name, text in self.functions.items()}


def known_text(cells: Sequence[Cell]) -> KnownText:
    """Find what is known of a submission by its text; nothing where its cells do more than define and compute."""
    try:
        statements = [item for cell in cells if not cell.left_out for item in parsed(cell.source).body]
        return _Text(statements).known()
    except Exception:  # whatever reading it raises: then nobody knows it
        return KnownText()


class _Unknown(Exception):  # noqa: N818 - it reports what a text is, it is no defect
    """Something that a text has in it may do anything."""


class _Text:
    """A submission's statements, sorted by what they may do."""

    def __init__(self, statements: Sequence[ast.stmt]) -> None:
        """Sort them.

        Raises:
            _Unknown: one may do more than define and compute.
        """
        self._functions: dict[str, ast.FunctionDef] = {}
        self._constants: dict[str, str] = {}
        self._modules: dict[str, str] = {}
        self._variables: set[str] = set()
        self._run: list[ast.stmt] = []
        if any(_is_special(name) for item in statements for node in ast.walk(item) for name in bound_by(node)):
            raise _Unknown
        for item in statements:
            self._sort(item)
        bound = [*self._functions, *self._constants, *self._modules, *self._variables]
        if len(bound) != len(set(bound)):
            raise _Unknown  # what such a name means depends on when

    def _sort(self, item: ast.stmt) -> None:
        match item:
            case ast.FunctionDef(name=name) if name not in self._functions and _is_inert(item, self._modules):
                self._functions[name] = item
            case ast.Import(names=names):
                for alias in names:
                    self._bind_module(alias)
            case ast.ImportFrom(module="numpy" | "math" as module, names=names, level=0):
                for alias in names:
                    if alias.name not in _ATTRIBUTES - {"random", "pad"} or not hasattr(
                        import_module(module), alias.name
                    ):
                        raise _Unknown
                    self._bind_constant(alias.asname or alias.name, f"{module}.{alias.name}")
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_constant(value):
                self._bind_constant(name, ast.dump(value))
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(
                        value=ast.Call(func=ast.Name(id="get_ipython"), args=[], keywords=[]), attr=attr
                    ),
                    args=arguments,
                    keywords=[],
                )
            ) if attr in _SILENT_MAGICS and all(isinstance(node, ast.Constant) for node in arguments):
                pass
            case ast.If(test=test, orelse=[]) if ast.unparse(test) == "__name__ == '__main__'":
                pass  # it isn't, where it is graded
            case _:
                self._variables.update(_bound_in(item))
                if not _names_literals(item):
                    self._run.append(item)

    def _bind_module(self, alias: ast.alias) -> None:
        name = alias.asname or alias.name.split(".")[0]
        if alias.name not in _NUMERIC | _PLOTTING or self._modules.setdefault(name, alias.name) != alias.name:
            raise _Unknown

    def _bind_constant(self, name: str, text: str) -> None:
        if self._constants.setdefault(name, text) != text:
            raise _Unknown

    def known(self) -> KnownText:
        """Find what is known.

        Raises:
            _Unknown: a statement that is run may do anything.
        """
        here = _Surroundings(self._functions.keys() | self._constants.keys(), self._modules, self._variables)
        functions = dict[str, FunctionText]()
        for name, item in self._functions.items():
            with contextlib.suppress(_Unknown):
                functions[name] = self._digested(_Writing(here).written(item))
        known = KnownText(functions, not self._run)
        for statement in self._run:
            used = _Writing(replace(here, variables=())).written(statement).uses
            if any(name in self._functions and known.of(name) is None for name in used):
                raise _Unknown
        return known

    def _digested(self, written: "_Written") -> FunctionText:
        lines = [f"{name}: {module}" for name, module in sorted(self._modules.items()) if module in _NUMERIC]
        lines += [f"{name} = {self._constants[name]}" for name in sorted(written.uses) if name in self._constants]
        text = "\n".join([*lines, written.text])
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return FunctionText(digest, tuple(sorted(written.uses & self._functions.keys())))


@dataclass(frozen=True)
class _Surroundings:
    """What names mean outside of a function: what is defined, modules, and what depends on what was run."""

    defined: Collection[str]
    modules: Mapping[str, str]
    variables: Collection[str]


@dataclass(frozen=True)
class _Written:
    """A text, and what it uses of what is defined beside it."""

    text: str
    uses: frozenset[str] = frozenset()


class _Writing:
    """Writes a statement down without what makes no difference: docstrings, annotations, what variables are called."""

    def __init__(self, here: _Surroundings) -> None:
        self._here = here
        self._pieces: list[str] = []
        self._names: list[tuple[int, str]] = []
        self._kept: set[str] = set()
        self._stored: dict[str, None] = {}
        self._uses: set[str] = set()
        self._depth = 0

    def written(self, item: ast.stmt) -> _Written:
        """Write it down.

        Raises:
            _Unknown: it may do anything.
        """
        if not _says_how_it_pads(item):
            raise _Unknown
        self._write(item)
        called = {
            name: f"#{at}"
            for at, name in enumerate(self._stored)
            if name not in self._kept and name not in self._here.defined and not hasattr(builtins, name)
        }
        for at, name in self._names:
            self._pieces[at] = called.get(name, name)
        return _Written(repr(self._pieces), frozenset(self._uses))

    def _write(self, node: ast.AST) -> None:
        self._pieces.append(f".{type(node).__name__}")
        match node:
            case ast.Name(id=name, ctx=ctx):
                self._take_name(name)
                if isinstance(ctx, ast.Store) and self._depth == 1:  # it is the function's own wherever it is used
                    self._stored[name] = None
            case ast.Attribute(value=value, attr=attr, ctx=ctx):
                if attr not in _ATTRIBUTES or not isinstance(ctx, ast.Load):
                    raise _Unknown
                self._pieces.append(attr)
                if isinstance(value, ast.Name) and self._here.modules.get(value.id) in _NUMERIC and attr != "random":
                    self._pieces.append(f".module {value.id}")
                else:
                    self._write(value)
            case ast.keyword(arg=None | "where") | ast.Constant(value="empty"):
                # Where no `out` goes with it, NumPy leaves what lay in memory before; so does `pad(mode="empty")`.
                raise _Unknown
            case ast.arg(arg=name):
                if name in self._here.modules:
                    raise _Unknown
                self._keep(name)
            case ast.FunctionDef(name=name, body=body):
                if not _is_inert(node, self._here.modules):
                    raise _Unknown
                self._keep(name)
                self._depth += 1
                self._write(node.args)
                self._write_all(body if ast.get_docstring(node, clean=False) is None else body[1:])
                self._depth -= 1
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._depth += 1
                self._write_parts(node)
                self._depth -= 1
            case ast.ExceptHandler(name=str()):
                raise _Unknown  # what it says names variables, which make no difference here
            case ast.ExceptHandler(type=None) | ast.Try(finalbody=[_, *_]) | ast.TryStar(finalbody=[_, *_]):
                raise _Unknown  # as by `Exception`: who goes on where no memory was left answers otherwise then
            case _ if isinstance(node, _SYNTAX):
                self._write_parts(node)
            case _:
                raise _Unknown

    def _take_name(self, name: str) -> None:
        if name in self._here.modules or name in self._here.variables:
            raise _Unknown  # a module is never passed on, nor given another meaning
        if name in self._here.defined:
            self._uses.add(name)
        elif name not in _BUILTINS and (hasattr(builtins, name) or _is_special(name)):
            raise _Unknown
        self._names.append((len(self._pieces), name))
        self._pieces.append(name)

    def _keep(self, name: str) -> None:
        """Write a name that can't be any other: a call may say it."""
        self._kept.add(name)
        self._pieces.append(name)

    def _write_parts(self, node: ast.AST) -> None:
        for part in node._fields:
            value = getattr(node, part, None)
            if isinstance(value, ast.AST):
                self._write(value)
            elif isinstance(value, list):
                self._write_all(value)
            else:
                self._pieces.append(repr(value))

    def _write_all(self, nodes: Sequence[ast.AST | None]) -> None:
        self._pieces.append("[")
        for node in nodes:
            if isinstance(node, ast.AST):
                self._write(node)
            else:
                self._pieces.append(repr(node))
        self._pieces.append("]")


def _says_how_it_pads(item: ast.stmt) -> bool:
    """Whether each mode that `pad` is called with is written out: one that is put together may be "empty"."""
    nodes = list(ast.walk(item))
    named = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "pad"]
    calls = [node for node in nodes if isinstance(node, ast.Call) and node.func in named]
    given: list[ast.expr] = [value for call in calls for value in call.args if isinstance(value, ast.Starred)]
    given += [value for call in calls for value in call.args[2:]]
    given += [word.value for call in calls for word in call.keywords if word.arg == "mode"]
    return len(calls) == len(named) and all(isinstance(value, ast.Constant) for value in given)


def _is_special(name: str) -> bool:
    """Whether a name means something to Python, or to this grader, whoever gives it a value."""
    return name.startswith("__") or name == "get_ipython"


def _is_inert(function: ast.FunctionDef, modules: Mapping[str, str]) -> bool:
    """Whether to define a function, once there are these `modules`, does nothing else, and its defaults stay."""
    given = function.args
    several = (given.posonlyargs, given.args, given.kwonlyargs, [given.vararg, given.kwarg])
    hints = [item.annotation for items in several for item in items if item]
    return (
        not function.decorator_list
        and not getattr(function, "type_params", ())  # def f[np](x), from Python 3.12 on
        and all(default is None or _is_constant(default) for default in (*given.defaults, *given.kw_defaults))
        and all(hint is None or _is_hint(hint, modules) for hint in (*hints, function.returns))
    )


def _is_hint(node: ast.expr, modules: Mapping[str, str]) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in _BUILTINS
        case ast.Attribute(value=ast.Name(id=name), attr="ndarray"):
            return modules.get(name) == "numpy"
        case _:
            return False


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except Exception:  # {[1]}, 1e999j: many kinds
        return False
    return not any(isinstance(node, ast.Call) for node in ast.walk(value))  # set() is whatever is called so


def _is_constant(value: ast.expr) -> bool:
    """Whether it is a literal that can't be changed."""
    return isinstance(value, ast.Constant) or (
        _is_literal(value) and not any(isinstance(node, ast.List | ast.Dict | ast.Set) for node in ast.walk(value))
    )


def _names_literals(statement: ast.stmt) -> bool:
    """Whether a statement gives names to literals, and nothing can go wrong with that."""
    match statement:
        case ast.Assign(targets=[ast.Name()], value=value):
            return _is_literal(value)
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            named = all(isinstance(name, ast.Name) for name in names)
            return named and len(names) == len(values) and all(map(_is_literal, values))
        case _:
            return False


def _bound_in(statement: ast.stmt) -> Iterator[str]:
    """Give the names to which a statement gives a value, or takes it from, where it is run."""
    for node in ast.walk(statement):
        if not isinstance(node, ast.arg):
            yield from bound_by(node)
