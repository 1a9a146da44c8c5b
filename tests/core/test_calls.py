import asyncio

import numpy as np
import pytest
from samples import loaded, student_of

from deltarule.core.code.calls import CallFailed, Returned, call, case, value_of
from deltarule.core.limits import MAX_EXCEPTION_MESSAGE
from deltarule.core.text import counted


def called(function, arguments=None, frozen=False):
    return call("f", function, arguments or case(), frozen, {})


def observed(source, *cases, frozen=False, name="f"):
    return loaded(source).observe(name, cases or [case()], frozen)


@pytest.mark.parametrize(
    ("arguments", "count", "said"),
    [
        (case(1), 1, "missing a required argument: 'b'"),
        (case(1, 2, 3), 3, "too many positional arguments"),
        (case(1, b=2, c=3), 3, "got an unexpected keyword argument 'c'"),
    ],
)
def test_the_wrong_number_of_arguments_is_told_with_the_signature(arguments, count, said):
    found = called(lambda a, b: None, arguments)
    assert (found.trouble, found.kind) == ("error", "TypeError")
    assert found.message == f"it is called with {counted(count, 'argument')}, but is written as f(a, b): {said}"


def test_a_function_that_was_passed_in_and_is_given_too_much_is_told_how_many_it_takes():
    (found,) = observed("def f(z, activation):\n    return activation(z, z + 1)", case(1.0, np.tanh))
    assert (found.kind, found.message) == ("TypeError", "activation takes 1 array, but is called with 2")


def test_a_function_that_a_comprehension_goes_through_is_told_how_many_it_takes():
    (found,) = observed("def f(z, *fs):\n    return [g(z, z + 1) for g in fs]", case(1.0, np.tanh))
    assert (found.kind, found.message) == ("TypeError", "g takes 1 array, but is called with 2")


def test_a_type_error_from_inside_is_the_functions_own():
    (found,) = observed("def f(x):\n    return x + ''", case(1))
    assert found.message == "unsupported operand type(s) for +: 'int' and 'str'"
    assert found.where == "ann.py, line 2, in f: return x + ''"


def test_a_builtin_without_a_signature_is_called():
    assert called(max, case(1, 2)) == Returned(2)


class Unshowable:
    def __repr__(self):
        raise ValueError("no")


def test_a_default_that_cannot_be_shown_is_no_trouble():
    def f(a, b=Unshowable()):  # noqa: B008
        pass

    assert called(f).trouble == "error"


@pytest.mark.parametrize("kind", [SystemExit, GeneratorExit, asyncio.CancelledError, BaseException, RecursionError])
def test_whatever_a_function_raises_is_caught(kind):
    def f():
        raise kind("why")

    assert (called(f).trouble, called(f).kind, called(f).message) == ("error", kind.__name__, "why")


def test_ctrl_c_is_the_persons_at_the_keyboard():
    def f():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        called(f)


STUBS = """
def helper():
    raise NotImplementedError()

def f():
    raise NotImplementedError()

def g():
    return [helper() for _ in range(2)]
"""


def test_a_stub_is_not_started():
    (found,) = observed(STUBS)
    assert (found.trouble, found.message) == ("not_started", "")


def test_a_function_that_calls_a_stub_has_an_error_that_names_it():
    (found,) = observed(STUBS, name="g")
    assert (found.trouble, found.message) == ("error", "it calls helper, which is not started")


@pytest.mark.parametrize(
    "body",
    [
        "    y = x + 1\n    raise NotImplementedError()",
        '    """Asked."""\n    y = 2 * x\n\n    # YOUR CODE HERE\n    raise NotImplementedError\n    return y',
        "    raise NotImplementedError()\n    return x",
        "    if x > 5:\n        return x\n    raise NotImplementedError()",
    ],
    ids=["above", "between", "below", "a branch above"],
)
def test_code_beside_a_forgotten_raise_is_seen(body):
    source = f"# %%\n\ndef f(x):\n{body}\n"
    line = source[: source.index("    raise")].count("\n") + 1
    (found,) = observed(source, case(1))
    assert (found.trouble, found.kind) == ("error", "NotImplementedError")
    assert found.message == f"there is code now, but line {line} still says raise NotImplementedError(): delete it"
    assert found.where.startswith(f"ann.py, line {line}, in f: raise")


def test_a_forgotten_raise_in_a_helper_is_told_of_the_helper():
    (found,) = observed("def g():\n    x = 1\n    raise NotImplementedError()\n\ndef f():\n    return g()\n")
    assert found.message.startswith("it calls g: there is code now, but line 3 still says raise NotImplementedError()")


@pytest.mark.parametrize("last", ["if 1:\n        raise NotImplementedError('mode')", "[1, 2][7:] or no()"])
def test_a_raise_of_the_students_own_is_an_error_like_any_other(last):
    (found,) = observed(f"def no(): raise NotImplementedError('mode') if 1 else 0\n\ndef f():\n    x = 1\n    {last}\n")
    assert found.trouble == "error"
    assert "delete it" not in found.message


@pytest.mark.parametrize("body", ['"""Asked."""', "pass", "# a thought", "..."])
def test_a_docstring_a_comment_and_a_pass_are_no_code(body):
    (found,) = observed(f"def f():\n    {body}\n    raise NotImplementedError()\n")
    assert found.trouble == "not_started"


def test_an_argument_that_is_written_into_is_named_however_deep_the_array_lies():
    (found,) = observed("def f(p):\n    p['W'][0][0] = 1\n    return 3", case({"W": [np.zeros(2)]}), frozen=True)
    assert found == Returned(3, ("the arrays in p",))


def test_an_argument_that_is_written_into_for_a_moment_alone_is_named():
    source = "def f(a, b, *, c):\n    b += 1\n    c *= 2\n    b -= 1\n    c /= 2\n    return a + b"
    (found,) = observed(source, case(np.ones(2), np.ones(2), c=np.ones(2)), frozen=True)
    assert found.value.tolist() == [2, 2]
    assert found.modified == ("b", "c")


def test_what_cannot_be_written_into_is_written_into_where_nobody_asks():
    assert observed("def f(a):\n    a += 1\n    return a", case(np.ones(1)))[0].modified == ()


def test_a_function_that_writes_and_then_raises_raises():
    (found,) = observed("def f(a):\n    a += 1\n    return 1 / 0", case(np.ones(1)), frozen=True)
    assert found.kind == "ZeroDivisionError"


def test_an_array_of_the_functions_own_that_cannot_be_written_into_is_no_argument():
    source = "import numpy as np\ndef f(a):\n    np.broadcast_to(1.0, 3)[0] = 2"
    (found,) = observed(source, case(np.ones(1)), frozen=True)
    assert (found.kind, "read-only" in found.message) == ("ValueError", True)


@pytest.mark.parametrize(
    "change",
    [
        "p['new'] = 1",
        "del p['a']",
        "p['a'] = 2",
        "p['l'].append(3)",
        "p['l'][0] = 9",
        "p['W'] = p['W'] + 1",
        "p.clear()",
    ],
)
def test_a_changed_container_is_named(change):
    arguments = case(1, {"a": 1, "l": [1, 2], "W": np.zeros(2)})
    (found,) = observed(f"def f(x, p):\n    {change}", arguments, frozen=True)
    assert found == Returned(None, ("p",))


@pytest.mark.parametrize(
    ("before", "after"), [([1], None), ((1,), None), ({"b": 1}, None), (1.0, np.zeros(3)), ("x", np.zeros(3))], ids=str
)
def test_a_value_replaced_by_one_of_another_type_is_named(before, after):
    found = called(lambda p: p.update(a=after), case({"a": before}), frozen=True)
    assert found == Returned(None, ("p",))


def test_every_changed_argument_is_named_keywords_too():
    (found,) = observed("def f(a, *, b):\n    a.append(1)\n    b.append(1)", case([], b=[]), frozen=True)
    assert found.modified == ("a", "b")


@pytest.mark.parametrize(
    "value",
    [
        np.array([np.nan]),
        np.random.default_rng(0),
        max,
        None,
        float("nan"),
    ],
    ids=str,
)
def test_an_argument_left_alone_is_not_named(value):
    assert called(lambda x: None, case([value]), frozen=True) == Returned(None)


def test_every_call_gets_copies_that_it_may_change():
    array, items = np.zeros(2), []
    source = "def f(x, items):\n    x += 1\n    items.append(1)\n    return x, items"
    first, second = observed(source, case(array, items), case(array, items))
    assert first.value[0].tolist() == second.value[0].tolist() == [1, 1]
    assert first.value[1] == second.value[1] == [1]
    assert array.tolist() == [0, 0]
    assert items == []


def test_a_generator_is_copied_so_that_every_call_draws_the_same():
    rng = np.random.default_rng(5)
    first, second = observed("def f(rng):\n    return rng.random()", case(rng), case(rng=rng))
    assert first.value == second.value == np.random.default_rng(5).random() == rng.random()


def test_the_value_is_made_plain():
    assert called(lambda: object()).value.what == "an object"


@pytest.mark.parametrize("operation", ["x ^ 2", "x > 0 & y > 0", "x * 'a'"])
def test_numpys_name_for_a_sign_is_not_told_beside_what_was_meant_by_it(operation):
    """Nobody has written ``bitwise_xor``."""
    (found,) = observed(f"def f(x, y):\n    return {operation}", case(np.ones(2), np.ones(2)))
    assert found.message.startswith("ufunc '")
    assert found.reason == found.explanation


def test_a_long_message_is_cut():
    (found,) = observed("def f():\n    raise ValueError('x' * 10_000_000)")
    assert found.message == "x" * MAX_EXCEPTION_MESSAGE + " ..."


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        ("def f():\n    raise type('X' * 100_000, (Exception,), {})", case()),
        (f"def f():\n    raise ValueError({'x' * 100_000!r})", case()),
        (f"def f(): return {'x' * 100_000!r} +\n", case()),
        (f"def f(x={'x' * 100_000!r}): pass", case(1, 2)),
    ],
    ids=["class", "line", "unreadable", "signature"],
)
def test_nothing_else_that_is_told_of_an_exception_is_long_either(source, arguments):
    (found,) = observed(source, arguments)
    assert len(found.kind + found.message + found.where) < 5000


@pytest.mark.parametrize(
    "raising",
    [
        "ValueError",
        "RecursionError",
        "SystemExit",
    ],
)
def test_an_exception_that_cannot_be_shown_has_no_message(raising):
    source = f"class E(Exception):\n    def __str__(self):\n        raise {raising}\n\ndef f():\n    raise E"
    (found,) = observed(source)
    assert (found.kind, found.message) == ("E", "")


def test_lone_surrogates_in_a_message_become_question_marks():
    assert observed(r"def f(): raise ValueError('\ud800')")[0].message == "?"


def test_only_the_innermost_lines_of_the_students_own_code_are_shown():
    source = """
        import json
        def a(): json.loads("{")
        def b(): a()
        def c(): b()
        def f(): c()
    """
    (found,) = observed(source)
    assert found.kind == "JSONDecodeError"
    assert found.where.splitlines() == [
        "ann.py, line 5, in c: def c(): b()",
        "ann.py, line 4, in b: def b(): a()",
        'ann.py, line 3, in a: def a(): json.loads("{")',
    ]


def test_a_comprehension_is_no_line_of_its_own():
    (found,) = observed("def f():\n    return [1 / x for x in (1, 0)]")
    assert found.where == "ann.py, line 2, in f: return [1 / x for x in (1, 0)]"


@pytest.mark.parametrize("made", ["[{}]", "{{{}}}", "list({})"])
def test_lines_of_a_comprehension_are_its_functions(made):
    inside = made.format("\n        1 / x\n        for x in (1, 0)\n    ")
    (found,) = observed(f"def f():\n    return {inside}\n")
    assert found.where == "ann.py, line 3, in f: 1 / x"


def test_a_call_without_a_value_fails_with_the_students_exception_as_its_cause():
    with pytest.raises(CallFailed, match=r"f raised ZeroDivisionError: division by zero") as caught:
        value_of(student_of("def f(x): return 1 / x").f, (0,), {})
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert caught.value.outcome.trouble == "error"
