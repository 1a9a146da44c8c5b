"""Right versions in the place of a student's function, whatever that is reached by; and all as before, afterwards."""

import functools
import types

import pytest
from samples import loaded

from deltarule.core.code.calls import Raised, Returned, case
from deltarule.core.code.stand_ins import standing_in

HOLDING = """
    import statistics
    from functools import partial, wraps

    def wrong(x, by=2, *, more=0):
        return -x * by + more

    def timed(function):
        @wraps(function)
        def timing(*args, **kwargs):
            return function(*args, **kwargs)
        return timing

    STEPS, MODEL = [wrong], {"step": wrong}
    other = wrong
    wrapped = timed(wrong)
    part = partial(wrong)

    class Net:
        step = staticmethod(wrong)

    @timed
    def decorated(x):
        return -x

    ALSO = [decorated]
    average = statistics.mean

    def by_name(x): return wrong(x)
    def by_another_name(x): return other(x)
    def by_list(x): return STEPS[0](x)
    def by_dict(x): return MODEL["step"](x)
    def by_default(x, step=wrong): return step(x)
    def by_wrapper(x): return wrapped(x)
    def by_partial(x): return part(x)
    def by_class(x): return Net().step(x)
    def of_decorated(x): return decorated(x) + ALSO[0](x)
    def of_a_library(x): return average([x, x])
    def with_words(x): return wrong(x, more=1)
    def without(x): return missing(x)
"""


@pytest.fixture(scope="module")
def code():
    return loaded(HOLDING)


@pytest.mark.parametrize("way", ["name", "another_name", "list", "dict", "default", "wrapper", "partial", "class"])
def test_a_stand_in_is_met_by_whatever_way_the_function_is_reached(code, way):
    name = f"by_{way}"
    assert code.observe(name, [case(3)], stand_ins={"wrong": lambda x: 6}) == [Returned(6)]
    assert code.observe(name, [case(3)]) == [Returned(-6)]


def test_what_closes_over_something_and_what_a_library_has_are_replaced_too(code):
    assert code.observe("of_decorated", [case(3)], stand_ins={"decorated": lambda x: 6}) == [Returned(12)]
    assert code.observe("of_decorated", [case(3)]) == [Returned(-6)]
    assert code.observe("of_a_library", [case(3)], stand_ins={"average": lambda x: 6}) == [Returned(6)]
    assert code.observe("of_a_library", [case(3)]) == [Returned(3)]


def test_where_a_stand_in_has_no_answer_the_students_own_function_answers_with_its_defaults(code):
    unsure = {"wrong": lambda *args, **kwargs: NotImplemented}
    assert code.observe("by_list", [case(3)], stand_ins=unsure) == [Returned(-6)]
    assert code.observe("with_words", [case(3)], stand_ins=unsure) == [Returned(-5)]
    assert code.observe("with_words", [case(3)], stand_ins={"wrong": lambda x, **given: given["more"]}) == [Returned(1)]


def test_a_stand_in_may_have_no_function_of_the_students_to_stand_for(code):
    assert code.observe("without", [case(3)], stand_ins={"missing": lambda x: x}) == [Returned(3)]
    (missing,) = code.observe("without", [case(3)], stand_ins={"missing": lambda x: NotImplemented})
    assert isinstance(missing, Raised)
    assert missing.kind == "NameError"


def test_a_stand_in_may_be_built_on_the_function_that_it_stands_for(code):
    wrong, asked = code.module.wrong, []
    stand_ins = {"wrong": lambda x: asked.append(x) or wrong(x)}
    assert code.observe("by_list", [case(3)] * 2, stand_ins=stand_ins) == [Returned(-6)] * 2
    assert asked == [3, 3]


def test_two_names_of_one_function_have_a_stand_in_each(code):
    stand_ins = {"wrong": lambda x: 6, "other": lambda x: 7}
    assert code.observe("by_name", [case(3)], stand_ins=stand_ins) == [Returned(6)]
    assert code.observe("by_another_name", [case(3)], stand_ins=stand_ins) == [Returned(7)]


def test_what_a_stand_in_raises_is_told_with_the_students_own_lines_alone(code):
    def raising(x):
        raise ValueError("no")

    (outcome,) = code.observe("by_list", [case(3)], stand_ins={"wrong": raising})
    assert (outcome.kind, outcome.message, len(outcome.where.splitlines())) == ("ValueError", "no", 1)


def test_all_is_as_before_whatever_happens_meanwhile(code):
    namespace = code.module.__dict__
    functions = {name: value for name, value in namespace.items() if type(value) is types.FunctionType}
    before = dict(namespace)
    were = {name: (value.__code__, value.__defaults__, value.__kwdefaults__) for name, value in functions.items()}
    with pytest.raises(RuntimeError), standing_in(dict.fromkeys([*functions, "missing"], functools.partial), namespace):
        raise RuntimeError
    assert namespace == before
    assert {name: (f.__code__, f.__defaults__, f.__kwdefaults__) for name, f in functions.items()} == were
