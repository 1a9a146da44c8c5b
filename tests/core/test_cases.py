import pytest
from samples import SOLUTION, recorder_of, reference_of, student_of, write_unit

from deltarule import asks, case, check, fits_the_slope
from deltarule.authoring.building.recorder import record, recording_of
from deltarule.core.checking.cases import FROZEN
from deltarule.core.checking.checks import PUBLIC_SEED, check_all, checks_in, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.errors import UserError
from deltarule.core.findings.diagnosis import diagnose


def scaled_check():
    @asks("scaled", points=3, untouched=1, parts=("big", "small"))
    def test_scaled_values(rng):
        """Each entry is scaled,
        up and down.
        """
        for size in (1, 2, 3, 4):
            yield case(rng.standard_normal(size), by=2.0)

    return test_scaled_values


RIGHT = "def scaled(X, by):\n    return X * by, X / by\n"
MISTAKES = [("upside_down", "scaled", lambda X, by: (X / by, X * by))]


def results(source, test=None, reference=RIGHT, mistakes=(), witness=lambda seen: None):
    """Judge a student's file by the checks that a test stands for."""
    recorder = recorder_of(reference, *mistakes)
    return [
        item.run(student_of(source), recorder.begin(item.name, witness), PUBLIC_SEED)
        for item in checks_in(test or scaled_check())
    ]


def statuses(source, **more):
    return [(result.status, result.earned) for result in results(source, **more)]


def test_a_function_that_draws_cases_is_a_check_and_a_second_one_of_its_arguments():
    values, arguments = checks_in(scaled_check())
    assert (values.name, values.function, values.points) == ("test_scaled_values", "scaled", 3)
    assert values.asked == "Each entry is scaled, up and down."
    assert (arguments.name, arguments.function, arguments.points) == ("test_scaled_leaves_its_arguments", "scaled", 1)
    assert arguments.asked == "The arguments stay as they are, all the time."


def test_without_points_for_its_arguments_there_is_one_check():
    @asks("f")
    def test_f(rng):
        """Asked."""
        return [case(1)]

    (only,) = checks_in(test_f)
    assert (only.name, only.points) == ("test_f", 1)


def test_a_right_function_earns_all_points():
    assert statuses(RIGHT) == [("passed", 3), ("passed", 1)]


def test_every_case_is_held_against_the_reference():
    (values, _) = results("def scaled(X, by):\n    return X * by, X / (by if len(X) < 4 else 1)")
    assert values.status == "failed"
    assert "Input, case 4 of 4: X (4,), by 2" in values.message
    assert values.message.startswith("scaled: small at [0] is")


def test_a_mistake_that_was_made_before_is_named_and_costs_nothing_in_the_arguments():
    seen = []
    source = "def scaled(X, by):\n    return X / by, X * by"
    values, arguments = results(source, mistakes=MISTAKES, witness=seen.append)
    assert (values.status, arguments.status) == ("failed", "passed")
    assert [item.name for item in diagnose("scaled", seen, str).mistakes] == ["upside_down"]


def test_a_check_of_one_part_says_nothing_of_the_others():
    @asks("scaled", parts=("big", "small"), only="small")
    def test_scaled_small(rng):
        """Asked."""
        return [case(rng.standard_normal(3), by=2.0)]

    seen = []
    (small,) = results("def scaled(X, by):\n    return X, X / by / by", test=test_scaled_small, witness=seen.append)
    assert small.status == "failed"
    assert (diagnose("scaled", seen, str).right, diagnose("scaled", seen, str).wrong) == ([], ["small"])


def test_an_argument_that_is_changed_costs_the_second_check_alone_and_is_named():
    values, arguments = results("def scaled(X, by):\n    X *= by\n    return X, X / by / by")
    assert values.status == "passed"
    assert (arguments.status, arguments.message.splitlines()[0]) == (
        "failed",
        "scaled changes X; work on a copy instead",
    )


@pytest.mark.parametrize("returned", ["None", "X * by", "X, X, X", "0 * X, 0 * X", "[0] * len(X), X"])
def test_what_is_no_attempt_waits_in_the_second_check(returned):
    values, arguments = statuses(f"def scaled(X, by):\n    return {returned}")
    assert values[0] == "failed"
    assert arguments == ("waiting", 0)


def test_a_function_that_is_not_started_is_so_in_both_checks():
    assert statuses("def scaled(X, by):\n    raise NotImplementedError()") == [("not_started", 0)] * 2


def test_the_first_cases_alone_are_asked_again_about_their_arguments():
    late = f"def scaled(X, by):\n    if len(X) > {FROZEN}:\n        X += 0\n    return X * by, X / by"
    assert statuses(late) == [("passed", 3), ("passed", 1)]


def test_one_part_may_be_asked_for_alone():
    @asks("scaled", parts=("big", "small"), only="small")
    def test_small(rng):
        """The small one."""
        return [case(rng.standard_normal(2), 2.0)]

    assert statuses("def scaled(X, by):\n    return None, X / by", test=test_small) == [("passed", 1)]
    assert statuses("def scaled(X, by):\n    return X * by, None", test=test_small) == [("failed", 0)]


def test_cases_can_be_made_of_what_the_reference_answers():
    @asks("back")
    def test_back(rng, reference):
        """The way back."""
        X = rng.standard_normal(3)
        return [case(reference.there(X), X)]

    solution = "def there(X):\n    return 2 * X\n\ndef back(Y, X):\n    return Y / 2 - X + X\n"
    assert statuses("def back(Y, X):\n    return Y / 2", test=test_back, reference=solution) == [("passed", 1)]


def test_a_draw_without_a_docstring_is_refused():
    with pytest.raises(UserError, match="test_x has no docstring; write in it what the student is asked"):

        @asks("f")
        def test_x(rng):
            return [case(1)]


@pytest.mark.parametrize("decorator", [asks("f"), fits_the_slope("f", output=lambda *a: 0.0, at=lambda *a: {})])
def test_a_draw_that_asks_for_the_student_is_refused(decorator):
    def test_x(rng, student):
        """Asked."""
        return [case(1)]

    with pytest.raises(UserError, match="test_x asks for 'student'; what draws cases can have rng and reference"):
        decorator(test_x)


SLOPE = fits_the_slope("f", output=lambda *a: 0.0, at=lambda *a: {})


@pytest.mark.parametrize("outer", [asks("g"), SLOPE, check("g")])
@pytest.mark.parametrize("inner", [asks("f"), SLOPE, check("f")])
def test_a_test_that_is_a_check_already_is_made_none_again(inner, outer):
    def test_both(rng):
        """Asked."""
        return [case(1)]

    with pytest.raises(UserError, match=r"test_both is a check already, .*; write a test of its own for each"):
        outer(inner(test_both))


def test_a_draw_may_have_parameters_of_its_own_with_defaults():
    def test_x(rng, size=3, *, by=2.0):
        """Asked."""
        return [case(rng.standard_normal(size), by)]

    assert statuses(RIGHT, test=asks("scaled")(test_x)) == [("passed", 1)]


@pytest.mark.parametrize("drawn", [[], [1], [case(1), None]], ids=str)
def test_a_draw_that_gives_no_cases_is_the_authors_error(drawn):
    @asks("f")
    def test_x(rng):
        """Asked."""
        return drawn

    (item,) = checks_in(test_x)
    with pytest.raises(UserError, match="test_x should give cases: case"):
        item.run(student_of("def f(x): return x"), reference_of("def f(x): return x"), PUBLIC_SEED)


# --- in a file, recorded -----------------------------------------------------------------------------------------

FILE = '''
from deltarule import asks, case

@asks("double", points=2, untouched=1)
def test_double(rng):
    """Every entry is doubled."""
    for n in (2, 3):
        yield case(rng.standard_normal(n))

@asks("quadruple", untouched=1)
def test_quadruple(rng):
    """Doubled twice."""
    yield case(rng.standard_normal(3))
'''


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    return write_unit(tmp_path_factory.mktemp("course"), checks=FILE)


def judged(unit, source, seed=PUBLIC_SEED):
    graded = check_all(load_checks(unit.checks), student_of(source), recording_of(unit, seed), seed)
    return {result.name: result.status for result in graded}


def test_cases_are_recorded_and_replayed(unit):
    assert list(judged(unit, SOLUTION)) == [
        "test_double",
        "test_double_leaves_its_arguments",
        "test_quadruple",
        "test_quadruple_leaves_its_arguments",
    ]
    assert set(judged(unit, SOLUTION, seed=7).values()) == {"passed"}
    assert record(unit, PUBLIC_SEED) == record(unit, PUBLIC_SEED)


def test_an_error_in_a_helper_costs_that_helpers_points_alone(unit):
    wrong = SOLUTION.replace("2 * x", "3 * x")
    assert judged(unit, wrong) == {
        "test_double": "failed",
        "test_double_leaves_its_arguments": "passed",
        "test_quadruple": "passed",
        "test_quadruple_leaves_its_arguments": "passed",
    }


def test_a_helper_that_changes_its_argument_costs_that_helpers_points_alone(unit):
    wrong = SOLUTION.replace("return 2 * x", "x *= 2\n    return x")
    assert judged(unit, wrong) == {
        "test_double": "passed",
        "test_double_leaves_its_arguments": "failed",
        "test_quadruple": "passed",
        "test_quadruple_leaves_its_arguments": "passed",
    }


# --- gradients ---------------------------------------------------------------------------------------------------

SQUARES = """
def cost(a, b):
    return float((a ** 2 * b).sum())

def slopes(a, b):
    return 2 * a * b, a ** 2
"""


def slope_check(**more):
    @fits_the_slope(
        "slopes",
        points=2,
        output=lambda reference, inputs, a, b: reference.cost(inputs["a"], inputs["b"]),
        at=lambda rng, a, b: {"a": a, "b": b},
        named=lambda returned: dict(zip(("da", "db"), returned, strict=True)),
        parts=("da", "db"),
        **more,
    )
    def test_slopes(rng):
        """Both gradients fit the slope of the cost."""
        for n in (1, 3):
            yield case(rng.standard_normal(n), rng.standard_normal(n))

    return test_slopes


def test_gradients_that_fit_the_slope_are_held_against_the_students():
    test = slope_check()
    assert statuses(SQUARES, test=test, reference=SQUARES) == [("passed", 2)]
    (wrong,) = results("def slopes(a, b):\n    return 2 * a * b, a", test=test, reference=SQUARES)
    assert (wrong.status, wrong.message.splitlines()[0].split(" at ")[0]) == ("failed", "slopes: db")


def test_one_gradient_may_be_asked_for_alone():
    source = "def slopes(a, b):\n    return 2 * a * b, None"
    assert statuses(source, test=slope_check(only="da"), reference=SQUARES) == [("passed", 2)]
    assert statuses(source, test=slope_check(only="db"), reference=SQUARES) == [("failed", 0)]


def test_a_reference_whose_gradients_do_not_fit_the_slope_is_refused_while_recording(tmp_path):
    checks = """
from deltarule import case, fits_the_slope

@fits_the_slope("slope", output=lambda reference, inputs, a: reference.cost(inputs["a"]),
                at=lambda rng, a: {"a": a}, named=lambda da: {"da": da})
def test_slope(rng):
    "The gradient of the cost."
    return [case(rng.standard_normal(2))]
"""
    solution = "def cost(a):\n    return float((a ** 2).sum())\n\ndef slope(a):\n    return 3 * a\n"
    unit = write_unit(tmp_path, solution, checks, mistakes="", alternatives="")
    with pytest.raises(UserError, match=r"the reference fails test_slope with .*da does not fit the slope of the cost"):
        record(unit, PUBLIC_SEED)


def test_gradients_are_replayed_without_the_solution(tmp_path):
    recorder = recorder_of(SQUARES)
    (item,) = checks_in(slope_check())
    item.run(student_of(SQUARES), recorder.begin(item.name), PUBLIC_SEED)
    replayed = Recording(recorder.save(), "").begin(item.name)
    assert item.run(student_of(SQUARES), replayed, PUBLIC_SEED).status == "passed"
