"""Names, keys, attributes and modules that aren't there, and what was meant by them.

For what the functions take and give see :mod:`deltarule.core.exceptions.misuses`.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from itertools import islice
from types import FunctionType, ModuleType

import numpy as np

from deltarule.core.limits import MAX_SHOWN
from deltarule.core.text import counted

from .sayings import MAX_NAMED, near_miss, say, what_is
from .spots import Spot, above_in_loop, shape_of, source, what

_ALIASES = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "plt": "import matplotlib.pyplot as plt",
    **{name: f"import {name}" for name in ("math", "random", "itertools", "time", "copy", "sys", "os", "re", "scipy")},
    "pd": "import pandas as pd",
    "defaultdict": "from collections import defaultdict",
    "deque": "from collections import deque",
    "Counter": "from collections import Counter",
    "partial": "from functools import partial",
    "reduce": "from functools import reduce",
}
_PYTHON_2 = {
    "xrange": "range",
    "raw_input": "input",
    "unicode": "str",
    "basestring": "str",
    "long": "int",
    "unichr": "chr",
    "izip": "zip",
    "has_key": "`key in it`",
    "iteritems": "items",
    "iterkeys": "keys",
    "itervalues": "values",
}
_GONE = {
    **{name: name for name in ("int", "float", "bool", "complex", "object", "str")},
    **{"Inf": "np.inf", "Infinity": "np.inf", "infty": "np.inf", "PINF": "np.inf", "NINF": "-np.inf"},
    **{"NaN": "np.nan", "NAN": "np.nan", "float_": "np.float64", "complex_": "np.complex128", "int0": "np.intp"},
    **{"product": "np.prod", "cumproduct": "np.cumprod", "alltrue": "np.all", "sometrue": "np.any"},
    **{
        "in1d": "np.isin",
        "row_stack": "np.vstack",
        "trapz": "np.trapezoid",
        "round_": "np.round",
        "asfarray": "np.asarray",
    },
    **{"mat": "np.asmatrix", "bool8": "np.bool_", "string_": "np.bytes_", "unicode_": "np.str_", "cast": "np.asarray"},
    **{
        "msort": "np.sort",
        "asscalar": ".item()",
        "find_common_type": "np.result_type",
        "NZERO": "-0.0",
        "PZERO": "0.0",
    },
}
_OF_OLDER_GENERATORS = {
    "randn": "standard_normal",
    "rand": "random",
    "randint": "integers",
    "random_integers": "integers",
    "random_sample": "random",
    "ranf": "random",
    "sample": "random",
}
_CONSTANTS = ("pi", "inf", "nan", "newaxis")
# Python 3.13 takes a docstring's indentation away.
_ARGUMENT = re.compile(r"^[ \t]*((?!\d)\w+(?:, (?!\d)\w+)*): (.*)", re.MULTILINE)
_SHAPE = re.compile(r"\(([^()]*)\)")
_ENTRY = re.compile(r"`(\w+)` \(([^()]*)\)")
_MAX_DOCSTRING, _MAX_ARGUMENTS = 10_000, 100


def missing_key(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """A key that a dict doesn't have."""
    match spot.node:
        case ast.Subscript(value=base) | ast.Call(func=ast.Attribute(value=base, attr="pop")):
            found, name = spot.value(base), source(base)
        case _:
            return None
    if isinstance(base, ast.Dict) and error.args and type(error.args[0]) is str:  # a number may be an argument's
        found, name = dict.fromkeys(key.value for key in base.keys if isinstance(key, ast.Constant)), "the dict"
    if not isinstance(found, dict) or len(error.args) != 1:
        return None
    key = error.args[0]
    keys = [item for item in islice(found, 1000) if type(item) is str]
    some = [repr(item[:MAX_SHOWN]) for item in keys[:MAX_NAMED]]
    listed = ", ".join([*some, *(["..."] if len(found) > len(some) else [])]) if keys else counted(len(found), "other")
    near = near_miss(key, keys) if type(key) is str else ""
    index = spot.node.slice if isinstance(spot.node, ast.Subscript) else None
    if isinstance(index, ast.Name) and type(key) is str and (holder := spot.unpacked_keys(index.id)):
        near = f"; {index.id} is {say('letter of a key', holder=holder)}"
    if not near and type(key) is str and re.search(r"\{.*\}", key):
        near = say("no f-string")
    shown = repr(key)[:MAX_SHOWN] if type(key) in (str, int, float, tuple) else "of that kind"
    return say("no key", name=name, key=shown, near=near, keys=listed if found else "none")


def missing_name(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """A name that isn't defined."""
    quoted = re.search(r"'([^']*)'", own_words)
    name = str(getattr(error, "name", None) or (quoted[1] if quoted else ""))
    code = spot.frame.f_code
    if isinstance(error, UnboundLocalError):
        outside = name in spot.frame.f_globals or name in vars(builtins)
        statement = next((item for item in [spot.node, *spot.around] if isinstance(item, ast.stmt)), spot.node)
        line = source(statement).partition("\n")[0] or name
        if not outside and (above := above_in_loop(code, name, spot.line)):
            return say("no value in loop", name=name, line=line, given=above[0], loop=above[1])
        return say("global name" if outside else "no value yet", name=name, line=line, function=code.co_name)
    if name in _PYTHON_2:
        return say("Python 2's name", name=name, now=_PYTHON_2[name])
    if name in _ALIASES:
        return say("not imported", name=name, statement=f"`{_ALIASES[name]}`")
    if _stands_for_text(spot):
        return say("no quotes", name=name)
    if holder := next((held for held, value in spot.locals.items() if type(value) is dict and name in value), None):
        return say("name of a key", name=name, holder=holder)
    if length := _length(spot, name):
        return say("length", name=name, length=length)
    near = near_miss(name, spot.locals) or _of_numpy(spot, name)
    near = near or near_miss(name, [*spot.locals, *spot.frame.f_globals, *vars(builtins)])
    if near:
        return say("no name", name=name, near=near)
    match spot.node, spot.around:
        case (ast.Attribute(attr="append"), _) | (_, [ast.Attribute(attr="append"), *_]):
            return say("no name", name=name, near=f"; give it a first value above, {name} = []")
    for other in islice(list(spot.frame.f_globals.values()), 2000):
        if not isinstance(other, FunctionType) or other.__globals__ is not spot.frame.f_globals:
            continue
        inside = other.__code__
        own = inside.co_varnames[inside.co_argcount + inside.co_kwonlyargcount :]  # parameters are nobody's to return
        calls_this = code.co_name in inside.co_names  # so that what it has been given comes later
        if name in own and inside is not code and not calls_this:
            return say("other function's name", name=name, function=other.__code__.co_name)
    return None


def _stands_for_text(spot: Spot) -> bool:
    """Whether a name that isn't defined stands where a text does: as a key, or as an answer to a question.

    A question is a function without parameters: what others put under a key is computed.
    """
    match spot.around:
        case [ast.Dict(keys=keys), *_]:
            return any(spot.node is key for key in keys) or not spot.frame.f_code.co_argcount
        case [ast.Subscript(value=base, slice=index), *_]:
            return spot.node is index and isinstance(spot.value(base), dict)
    return False


def _of_numpy(spot: Spot, name: str) -> str:
    """Say that one of NumPy's names is meant, where it is called as in the student's own code: ``np.exp``."""
    alias = next((alias for alias, value in list(spot.frame.f_globals.items()) if value is np), None)
    for home, module in (("", np), ("linalg.", np.linalg)):
        if alias and (callable(vars(module).get(name)) or name in _CONSTANTS):
            return f"; is {alias}.{home}{name} meant?"
    return ""


def _length(spot: Spot, name: str) -> str | None:
    """Give what has the length that the docstring calls so: ``x.shape[0]`` for N, where `x` is written as (N, D)."""
    code = spot.frame.f_code
    function = spot.frame.f_globals.get(code.co_name)
    if not isinstance(function, FunctionType) or function.__code__ is not code:
        return None
    for argument, axes in _axes(function.__doc__ or ""):
        shape = spot.shape(argument)
        fits = shape and (axes[:1] == ["..."] or len(axes) == len(shape))
        if fits and name in axes:
            axis = axes.index(name) - (len(axes) if axes[0] == "..." else 0)
            return f"{ast.unparse(argument)}.shape[{axis}]"
    return None


def _axes(docstring: str) -> Iterator[tuple[ast.expr, list[str]]]:
    """Give the arguments that a docstring tells the shapes of, and what it calls the lengths of their axes."""
    for names, text in islice(_ARGUMENT.findall(docstring[:_MAX_DOCSTRING]), _MAX_ARGUMENTS):
        first, *others = (ast.Name(name) for name in names.split(", "))
        entries = [(ast.Subscript(first, ast.Constant(key)), shape) for key, shape in _ENTRY.findall(text)]
        for argument, shape in entries or zip([first, *others], _SHAPE.findall(text), strict=False):
            yield argument, re.findall(r"[^\s,]+", shape)


def missing_attribute(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Something that an object doesn't have."""
    node = spot.node.func if isinstance(spot.node, ast.Call) else spot.node
    if not isinstance(error, AttributeError) or not isinstance(node, ast.Attribute):
        return None
    name, attribute = source(node.value), node.attr
    value = spot.value(node.value) if error.name is None else error.obj  # a module that looks for itself says neither
    if error.name != attribute and f"'{attribute}'" not in own_words:
        return None
    slots = {"name": name, "attribute": attribute}
    if isinstance(value, ModuleType):
        if value is np and attribute in _GONE:
            return say("attribute gone", now=_GONE[attribute], **slots)
        return say("no attribute", near=near_miss(attribute, vars(value), f"{name}."), **slots)
    if attribute in _PYTHON_2:
        return say("Python 2's name", name=attribute, now=_PYTHON_2[attribute])
    if isinstance(value, np.random.Generator) and attribute in _OF_OLDER_GENERATORS:
        return say("attribute of older generators", now=_OF_OLDER_GENERATORS[attribute], **slots)
    if isinstance(value, np.ndarray):
        if attribute in ("append", "extend", "push"):
            return say("array appended", name=name)
        if callable(getattr(np, attribute, None)):
            return say("attribute of function", **slots)
    elif shape_of(value) is not None:
        return say("attribute of a number", **slots)
    elif isinstance(value, list | tuple) and hasattr(np.ndarray, attribute):
        if isinstance(node.value, ast.Name) and (items := spot.items_behind(node.value.id)):
            return say("attribute of a pair", items=items, **slots)
        return say("attribute of a list", what=what(value), **slots)
    elif isinstance(value, dict) and attribute in value:
        return say("attribute of a dict", **slots)
    known = {item for kind in type.mro(type(value)) for item in vars(kind)}
    given = what_is(spot, node.value) if type(value) is str else what(value)
    return say("no attribute", near=near_miss(attribute, sorted(known), "."), **slots | {"name": f"{name} ({given})"})


def missing_module(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """A module, or a name in one, that isn't there."""
    if isinstance(error, ModuleNotFoundError) and own_words.startswith("No module"):
        name = str(error.name)
        return say("no module", name=name, near=near_miss(name, ["numpy", "matplotlib", "math", "random"]))
    match spot.node:
        case ast.ImportFrom(module=str(module), names=names) if "cannot import name" in own_words:
            found = next((item.name for item in names if f"'{item.name}'" in own_words), names[0].name)
            known = vars(np) if module == "numpy" else ()
            return say("no such name", module=module, name=found, near=near_miss(found, known))
    return None
