import re

import pytest
from samples import student_of

from deltarule import CallFailed, CheckFailed, check
from deltarule.core.checking.checks import PUBLIC_SEED, Check, checks_in, load_checks
from deltarule.core.code.calls import Raised, case
from deltarule.core.distributions import CheckGenerator
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_MESSAGE


def made(body, function="f", points=2):
    body.__doc__ = body.__doc__ or "What is asked."
    return check(function, points)(body).check


def run(body, student=None):
    return made(body).run(student or student_of("def f(): pass"), None, PUBLIC_SEED)


def test_a_check_without_a_docstring_is_refused():
    def test_values(student):
        pass

    with pytest.raises(UserError, match="test_values has no docstring"):
        check("f")(test_values)


def test_a_check_that_asks_for_what_grading_does_not_have_is_refused():
    def test_values(student, tmp_path):
        """Asked."""

    with pytest.raises(UserError, match="test_values asks for 'tmp_path'; a check can have student, reference, rng"):
        check("f")(test_values)


def test_a_check_is_still_the_test_that_it_was():
    def test_values(student):
        """Asked on
        two lines.
        """
        return "returned"

    marked = check("f", points=3)(test_values)
    assert marked is test_values
    assert marked(None) == "returned"
    assert (marked.check.name, marked.check.function, marked.check.points) == ("test_values", "f", 3)
    assert marked.check.asked == "Asked on two lines."


def test_a_check_that_passes_earns_its_points():
    result = run(lambda student: student.f())
    assert (result.status, result.earned, result.points, result.message) == ("passed", 2, 2, "")


def test_a_check_is_given_what_its_parameters_name():
    seen = []
    run(lambda: seen.append(0))
    run(lambda rng, student: seen.append((type(rng), student.f.name)))
    run(lambda student, name="g": seen.append((student.f.name, name)))
    assert seen == [0, (CheckGenerator, "f"), ("f", "g")]


def test_a_failed_check_says_what_is_wrong_and_what_was_asked():
    def body(student):
        raise CheckFailed("W is wrong", details=["Input: x 1"])

    result = run(body)
    assert (result.status, result.earned) == ("failed", 0)
    assert result.message.splitlines() == ["f: W is wrong", "Asked: What is asked.", "Input: x 1"]


@pytest.mark.parametrize("error", [TypeError("x"), AssertionError("x"), RecursionError("x"), KeyError("x")], ids=repr)
def test_an_exception_in_a_checks_body_is_a_failure_and_no_crash(error):
    def body(student):
        raise error

    result = run(body)
    assert (result.status, result.earned) == ("failed", 0)
    assert result.message.startswith(f"f gave something that the check could not use ({type(error).__name__})")


def test_an_authors_error_is_not_taken_for_the_students():
    def body(student):
        raise UserError("the recording is damaged")

    with pytest.raises(UserError, match="damaged"):
        run(body)


@pytest.mark.parametrize(
    ("source", "status", "first_line"),
    [
        ("def f(): raise NotImplementedError()", "not_started", "f is not started"),
        ("def f(): return 1 / 0", "error", "f raised ZeroDivisionError: division by zero"),
        ("def f(): raise ValueError", "error", "f raised ValueError"),
        ("def g(): pass", "error", "ann.py has no function f; put it back under that name"),
    ],
)
def test_a_call_without_a_value_gives_the_check_its_status(source, status, first_line):
    result = run(lambda student: student.f(), student_of(source))
    assert (result.status, result.earned) == (status, 0)
    assert result.message.splitlines()[0] == first_line


@pytest.mark.parametrize("source", ["def g(): pass", "def f(:\n    pass\n\ndef g(): pass"], ids=["gone", "unreadable"])
def test_what_a_function_that_is_not_there_would_have_been_given_is_not_told(source):
    (outcome,) = student_of(source).f.observe([case(1)])
    assert "Input" not in "".join(CheckFailed.from_call("f", outcome, details=["Input: x 1"]).details)


def test_a_function_that_is_not_started_is_told_no_more_than_that():
    result = run(lambda student: student.f(), student_of("def f(): raise NotImplementedError()"))
    assert result.message == "f is not started"


@pytest.mark.parametrize(
    ("trouble", "message", "said"),
    [
        ("timeout", "3 seconds", "f ran into the time limit: 3 seconds"),
        ("crashed", "signal SIGSEGV", "f ended the process it ran in: signal SIGSEGV"),
    ],
)
def test_a_lost_worker_is_told_with_its_reason(trouble, message, said):
    failure = CheckFailed.from_call("f", Raised(trouble, "", message))
    assert (failure.problem, failure.status) == (said, trouble)


def test_the_place_in_the_students_code_is_among_the_details():
    result = run(lambda student: student.f(), student_of("def f():\n    return 1 / 0"))
    assert result.message.splitlines()[-1] == "ann.py, line 2, in f: return 1 / 0"


def test_the_students_exception_is_the_cause_so_that_a_debugger_finds_it():
    error = ValueError("x")
    failure = CheckFailed.from_call("f", Raised("error", "ValueError", "x", exception=error))
    assert failure.__cause__ is error


def test_a_call_that_failed_is_judged_as_a_check_that_failed():
    result = made(lambda student: None).result(CallFailed("g", Raised("timeout", "", "1 second")))
    assert (result.status, result.message.splitlines()[0]) == ("timeout", "g ran into the time limit: 1 second")


def test_every_check_has_a_stream_of_its_own_the_same_every_time():
    def test_one(rng):
        """Asked."""

    def test_two(rng):
        """Asked."""

    one, two = made(test_one), made(test_two)
    assert one.rng(1).random() == one.rng(1).random()
    assert len({one.rng(1).random(), two.rng(1).random(), one.rng(2).random()}) == 3


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "test_unit.py"
        path.write_text("from deltarule import check\n" + text)
        return path

    return write


def test_checks_are_read_in_the_order_in_which_they_stand(write):
    text = "".join(
        f"@check('f', points={i + 1})\ndef test_{name}(student):\n    'Asked.'\n\n" for i, name in enumerate("zam")
    )
    checks = load_checks(write(text + "def test_no_check(): pass\n"))
    assert [(item.name, item.points) for item in checks] == [("test_z", 1), ("test_a", 2), ("test_m", 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def test_x(): pass\n", "holds no check; mark its tests with @asks"),
        ("def test_x(:\n", "could not be loaded: SyntaxError"),
        ("1 / 0\n", "could not be loaded: ZeroDivisionError: division by zero; mend that, or in a kit, unpack"),
        ("raise SystemExit(3)\n", "could not be loaded: SystemExit: 3"),
        (
            "@check(len)\ndef test_x(student):\n    'Asked.'\n",
            "test_x is about len itself; write the function's name in quotes",
        ),
        ("@check('f')\ndef test_x(student): pass\n", "test_x has no docstring"),
    ],
)
def test_a_file_that_gives_no_checks_says_why(write, text, said):
    with pytest.raises(UserError, match=said):
        load_checks(write(text))


def test_two_checks_of_one_name_are_refused(write):
    text = "@asks('f', untouched=1)\ndef test_{name}(rng):\n    'Asked.'\n    yield case(1)\n\n"
    path = write("from deltarule import asks, case\n" + text.format(name="a") + text.format(name="b"))
    with pytest.raises(UserError, match=r"test_unit\.py holds two checks called test_f_leaves_its_arguments"):
        load_checks(path)


@pytest.mark.parametrize("value", [None, print, object(), type("T", (), {"checks": ["x"]})()])
def test_what_is_no_test_holds_no_checks(value):
    assert list(checks_in(value)) == []


def test_checks_that_are_not_there_are_said_to_be_missing(tmp_path):
    with pytest.raises(UserError, match=r"There are no checks at .*test_unit\.py; in a kit, unpack that file again\."):
        load_checks(tmp_path / "test_unit.py")


def test_two_units_may_have_files_of_one_name(write, tmp_path):
    first = load_checks(write("@check('f')\ndef test_x(student):\n    'One.'\n"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "test_unit.py").write_text(write("@check('f')\ndef test_x(student):\n    'Two.'\n").read_text())
    assert [first[0].asked, load_checks(other / "test_unit.py")[0].asked] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("W is wrong", "f: W is wrong"),
        ("half of W is wrong", "f: half of W is wrong"),
        ("f: W is wrong", "f: W is wrong"),
        ("the W of f is wrong", "the W of f is wrong"),
    ],
)
def test_every_failed_check_says_of_which_function(problem, said):
    assert Check("c", "f", 1, "Asked.", lambda: None).result(CheckFailed(problem)).message == f"{said}\nAsked: Asked."


def test_a_message_is_capped_and_says_so():
    result = Check("c", "f", 1, "Asked.", lambda: None).result(CheckFailed("long " * 100_000))
    assert len(result.message) < MAX_MESSAGE + 100
    assert result.message.endswith("capped: the message has 500,017 characters")


def test_where_a_check_trips_is_the_instructors_to_read():
    result = run(lambda student: student.f() + 1)
    assert (result.status, result.earned) == ("failed", 0)
    assert re.fullmatch(r"test_checks\.py, line \d+: TypeError: unsupported operand .*", result.tripped)
    assert "test_checks.py" not in result.message
    assert run(lambda student: None).tripped == ""


def test_a_name_that_a_check_does_not_have_is_not_blamed_on_the_student():
    result = run(lambda student: nowhere)  # noqa: F821
    assert result.message.startswith("The check itself is wrong, not f: tell its author (test_checks.py, line")
    assert result.earned == 0
