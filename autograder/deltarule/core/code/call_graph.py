"""Which functions of a file call which, by what their texts name."""

import ast
from collections.abc import Collection, Iterable, Mapping
from types import CodeType


def calls_in(statements: Iterable[ast.stmt]) -> dict[str, set[str]]:
    """Name, for each function and class that `statements` define at their top, those of them that its text names.

    Of one that is defined more than once, all texts count.
    """
    own = [item for item in statements if isinstance(item, ast.FunctionDef | ast.ClassDef)]
    calls = {item.name: set[str]() for item in own}
    for item in own:
        calls[item.name] |= {node.id for node in ast.walk(item) if isinstance(node, ast.Name) and node.id in calls}
    return calls


def names_in(code: CodeType) -> set[str]:
    """Name what compiled code takes from outside of it, the functions inside included."""
    inner = (item for item in code.co_consts if isinstance(item, CodeType))
    return {*code.co_names}.union(*map(names_in, inner))


def reached(name: str, calls: Mapping[str, Collection[str]], without: Collection[str] = ()) -> set[str]:
    """Name what one of them calls, itself or through others, but for those that it goes `without`."""
    found, waiting = set[str](), [name]
    while waiting:
        further = {*calls.get(waiting.pop(), ())}.difference(found, without)
        found |= further
        waiting += further
    return found
