"""What is said of a crash: every sentence whole, with slots, so that it can be put into another language."""

import ast
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from itertools import islice

from deltarule.core.limits import MAX_SHOWN

from .spots import UNKNOWN, Spot, source, what

SAYINGS = {
    "operands": "`{operation}` doesn't fit: {operands}; counted from the last, axes have to be equally long, or 1",
    "in place": "`{operation}` can't make {target} larger: it is {shape}, the right side {other}",
    "list in place": "`{operation}`: {target} is a list, which += takes for an array to add to; "
    "{target}.append({value}) puts {value} in as an item",
    "put": "`{value}` doesn't fit into `{target}`: {shapes}",
    "product": "`{operation}` doesn't fit: {left} is {left_shape}, {right} is {right_shape}; "
    "the last axis of the first ({n}) has to be as long as the {which} of the second ({m})",
    "product of shapes": "`{operation}` doesn't fit: {operands}; "
    "the last axis of the first has to be as long as the {which} of the second",
    "product of a number": "`{operation}` is a product of matrices, but {name} is {what}: numbers are multiplied by *",
    "joined": "`{operation}` joins arrays that don't fit: {operands}; "
    "but for the axis along which they are joined, they have to be equally long",
    "stacked": "`{operation}` lays arrays on each other, which have to have one shape: {operands}",
    "nothing to join": "`{operation}`: the list of arrays is empty",
    "one list": "{function} takes the arrays as one list: {function}([{arguments}])",
    "one item": "`{operation}`: a list takes one item at a time, {name}(({items})) those together as a tuple",
    "one shape": "{function} takes the shape as one tuple: {function}(({arguments}))",
    "second is axis": "what {function} is given second is the axis; {other} compares two arrays entry by entry",
    "past the end": "`{operation}`: axis {axis} has {size}, numbered from 0, and {index} is asked for",
    "past the end of items": "`{operation}`: {name} has the length {size}; its items are numbered from 0",
    "too many indices": "`{operation}` has {count} indices, but {name} is {shape}",
    "number indexed": "`{operation}`: {name} is one number, it has no entries",
    "no whole number": "`{operation}`: {name} is no whole number; // divides to whole ones",
    "float entries": "`{operation}`: the entries of {name} aren't whole numbers, so that they can't number entries",
    "text as index": "`{operation}`: {name} is {what}; entries have numbers, only a dict has keys",
    "mask": "`{operation}` doesn't fit: {name} is {shape}, the yes-or-noes that choose from it are {mask}",
    "no axis": "`{operation}`: {name} is {shape}, it has no axis {axis}",
    "list of lists": "`{operation}`: {name} is a list; np.array({name}) takes two indices, a list of lists [i][j]",
    "if": "`{keyword}` decides once, but `{test}` is a whole array of yes-or-noes: "
    "np.where, np.maximum or a mask decide entry by entry",
    "and": "`{keyword}` joins two single yes-or-noes, not arrays of them: write (a > 0) & (b < 1), | for or, ~ for not",
    "not": "`not` takes one yes or no, not an array of them: ~ turns every entry around",
    "between": "`{test}` is two comparisons joined by `and`, which takes no arrays: write (a < x) & (x < b)",
    "max": "`{operation}` picks one of its arguments as a whole; np.{other} takes two arrays entry by entry",
    "in": "`{test}` compares whole arrays; np.any, np.isin or np.array_equal say which comparison is meant",
    "order": "`{operation}` puts whole arrays in order, which have none: name what they are ordered by with key=",
    "decides": "`{test}` is asked for one yes or no, but is a whole array of them",
    "one number": "{function} takes one number, but {name} is {what}{instead}",
    "whole number": "{function} takes a whole number, but {name} is {what}",
    "range of a shape": "range takes one number, but {name} is a tuple: {name}[0] is the length of the first axis",
    "loop over a number": "`for` goes through the items of something, but {name} is one number: range({name})",
    "no items": "{name} is {what}, it has no items to go through",
    "no length": "{name} is {what}, it has no length",
    "called otherwise": "{name} is written as {signature}, but `{operation}` calls it otherwise: {mismatch}",
    "None": "{name} is None",
    "None from function": "{name} is None, because {function} gives nothing: is its `return` missing?",
    "None from line": "{name} is None since line {line}, because {function} gives nothing: is its `return` missing?",
    "None from method": "{name} is None since line {line}: `{call}` does its work in place and gives nothing; "
    "leave out `{name} =`",
    "None by default": "{name} is None: nothing was given for it",
    "array called": "`{operation}` calls {name}, which is {what}: entries stand in [], and a product needs *",
    "number called": "`{operation}` calls {name}, which is one number: a product needs *",
    "hidden name": "`{operation}`: {name} is {what} here, which hides the function of that name; rename it",
    "module called": "`{operation}` calls {name}, which is a module: its functions are {name}.something",
    "tuple called": "`{operation}`: {name} is a tuple; its items stand in []: {name}[0]",
    "product called": "`{operation}` calls ({name}), which is no function: a product needs *",
    "called": "`{operation}` calls {name}, which is {what}, no function",
    "function indexed": "`{operation}`: {name} is a function; call it with ()",
    "view indexed": "`{operation}` gives something to go through, without numbers: list({call})[...]",
    "no item": "`{operation}`: {name} is {what}, it has no entries",
    "fixed": "`{operation}`: {name} is {what}, whose items can't be changed: make a list or an array of it",
    "no single key": "`{operation}`: {name} is a dict, and {index} is {what}, which can't be a key",
    "pair as key": "`{operation}`: {name} is a dict, and {index} is a pair of a key and what stands there: "
    "for {index}, value in {items}",
    "no f-string": "; is an f missing in front of the quotes?",
    "no key": "{name} has no key {key}; it has {keys}{near}",
    "no name": "{name} isn't defined{near}",
    "no quotes": "{name} isn't defined; if a text is meant, it stands in quotes: '{name}'",
    "name of a key": "{name} isn't defined: it is a key of {holder}, and {holder}['{name}'] is what stands there",
    "length": "{name} isn't defined: the docstring calls a length so, which is {length}",
    "other function's name": "{name} isn't defined here: it is a name inside {function}, and gone once that is over; "
    "let it be returned",
    "not imported": "{name} isn't defined: {statement} is missing",
    "Python 2's name": "{name} is Python 2's; since Python 3 it is {now}",
    "no value yet": "{name} has no value yet in `{line}`: it belongs to {function}, which gives it one further down, "
    "or in a branch that wasn't taken; give it a first value above",
    "no value in loop": "{name} has no value yet in `{line}`: it gets its first one in line {given}, inside the loop "
    "of line {loop}, which ran zero times; give it a first value above that loop",
    "global name": "{name} has no value yet in `{line}`: as {function} gives {name} a value somewhere, "
    "it is its own, and not the {name} outside of it",
    "no attribute": "{name} has no {attribute}{near}",
    "attribute gone": "{name}.{attribute} is no longer in NumPy: it is {now}",
    "attribute of function": "arrays have no .{attribute}: it is np.{attribute}({name})",
    "attribute of older generators": "{name} (a Generator) has no {attribute}: it is {name}.{now}",
    "attribute of a pair": "{name} is a pair of a key and what stands there, which has no .{attribute}: "
    "for key, {name} in {items}",
    "attribute of a list": "{name} is {what}, which has no .{attribute}: np.array({name}) has one",
    "attribute of a number": "{name} is one number, which has no .{attribute}",
    "key of a dict": "a key of {holder}, a text: a dict gives its keys, and {holder}[{name}] is what stands there",
    "letter of a key": "a letter of a key of {holder} (is `.items()` missing?)",
    "attribute of a dict": "{name} is a dict: its items stand in [], {name}['{attribute}']",
    "array appended": "{name} is an array, which can't grow: collect in a list, or use np.append's result",
    "too deep": "{functions} deeper than Python allows: what should end it is never reached, "
    "or needs a loop to get there",
    "zero": "`{operation}` divides by {name}, which is 0",
    "whole entries": "{name} holds whole numbers ({dtype}), and `{operation}` would put other ones into it: "
    "begin with floats (dtype=float), or write {name} = {name} {sign} ...",
    "read only": "`{operation}` writes into {name}, which can't be written to: take a copy first, {name}.copy()",
    "place for one": "`{target}` has place for one number, but {value} is {what}",
    "ragged": "`{operation}`: its rows aren't equally long ({lengths}), so that they make no array",
    "unpacked": "{name} gives {given} for {count} names: `{target}`",
    "unpacked shape": "{name} is {shape}: {given} for {count} names, `{target}`",
    "not unpacked": "{name} is {what}, which can't be shared out to {count} names: `{target}`",
    "item unpacked": "the items of {name} can't be shared out to {count} names: `{target}`",
    "item unpacked, unnumbered": "the items of {name} can't be shared out to {count} names: `{target}`; "
    "is enumerate missing?",
    "key unpacked": "{name} is a dict, which gives its keys alone for {count} names, `{target}`: "
    "is `.items()` missing?",
    "too large": "an array of shape {shape} is asked for, which no memory holds",
    "used up": "`{operation}` asks for one more, but nothing is left: it goes through its items once",
    "no module": "there is no module {name} here{near}",
    "no such name": "{module} has no {name}{near}",
    "types": "`{operation}` can't be computed: {operands}",
    "no power": "`{operation}` can't be computed: `^` is no power in Python; write `**`",
    "binds first": "`{operation}` is taken together first, as {sign} comes before comparisons: "
    "write each of them in brackets, (a > 0) {sign} (b < 1)",
    "list in arithmetic": "`{operation}`: {name} is a list, which doesn't compute: np.array({name}) does",
    "function in arithmetic": "`{operation}`: {name} is a function, and has to be called: {name}(...)",
    "objects": "`{operation}`: {operands}; NumPy computes with arrays of numbers alone",
    "too many entries": "`{operation}` asks for more entries than any memory holds",
    "memory full": "no memory is left at `{operation}`: what is kept grows at each step, or is too large",
    "count": "{name} takes {count} arrays, but is called with {given}",
    "reshaped": "`{operation}`: {name} is {shape}, {size}; the new shape has another number of them",
    "asked": "`{operation}` waits for somebody to type, and a check has nobody who does: "
    "a function is given what it needs as its arguments",
    "ended": "`{operation}` ends the whole program, and gives nothing: leave it out, or write `return`",
    "asserted": "your own `{statement}` doesn't hold",
    "fallback": "`{operation}` doesn't work, where {operands}",
}
"""What is said, by key; the slots are filled with pieces of the student's code, shapes and counts."""
MAX_NAMED = 6
"""Operands, keys and functions that are named: with more of them, nobody reads on."""


def say(key: str, /, **slots: object) -> str:
    """Give the sentence of a key, its slots filled."""
    return SAYINGS[key].format(**slots)


def near_miss(name: str, known: Iterable[object], before: str = "") -> str:
    """Say which of the known names is nearly that one, or the only one that goes on after it: ``h_prev`` for ``h``."""
    names = [item for item in islice(known, 5000) if isinstance(item, str) and not item.startswith("__")]
    same = [item for item in names if item.lower() == name.lower()]
    longer = [item for item in names if name and item.startswith(f"{name}_")]
    found = same or _nearest(name[:MAX_SHOWN], names) or longer * (len(longer) == 1)
    meant = " or ".join(f"{before}{item}" for item in found)
    return f"; is {meant} meant?" if found and found[0] != name else ""


def _nearest(name: str, names: Sequence[str]) -> list[str]:
    """Give the name that is most like another one, or two that are equally so."""
    if len(name) < 2:
        return []  # every name of two letters would be like it
    likeness = {item: SequenceMatcher(None, item, name).ratio() for item in get_close_matches(name, names, 3, 0.65)}
    nearest = sorted(item for item, ratio in likeness.items() if ratio == max(likeness.values()))
    return nearest if len(nearest) < 3 else []


def told_operands(spot: Spot, nodes: Iterable[ast.expr], of: Callable[[ast.expr], object] | None = None) -> str:
    """Say of some expressions what they are: ``X is (3, 2), W is (4, 5)``."""
    found = list(dict.fromkeys((source(node), str((of or spot.shape)(node))) for node in islice(nodes, MAX_NAMED)))
    return ", ".join(f"{name} is {said}" for name, said in found)


def what_is(spot: Spot, node: ast.AST | None) -> str:
    """Say what an expression is; of a name that stands for a key of a dict, how to come by what is meant."""
    value = spot.value(node)
    if isinstance(node, ast.Name) and (value is UNKNOWN or type(value) is str):
        if holder := spot.unpacked_keys(node.id):
            return say("letter of a key", holder=holder)
        if holder := spot.holder(node.id, value):
            return say("key of a dict", holder=holder, name=node.id)
    if value is not UNKNOWN:
        return what(value)
    shape = spot.shape(node)
    return "something else" if shape is None else f"an array of shape {shape}" if shape else "one number"
