"""A function of any name can be graded, in a file of any name: no name of the grader's own meets it."""

import random
import sys

import pytest
from samples import outcome, remote, write_unit

from deltarule.authoring.building.recorder import record
from deltarule.core.checking.checks import PUBLIC_SEED, check_all, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.calls import Returned
from deltarule.core.code.student import load_file, local_student
from deltarule.core.limits import Limits
from deltarule.door.outside.cell_runs import RemoteNotebook
from deltarule.door.outside.zygotes import Zygote

NAMES = [
    *(
        "notes",
        "check",
        "run",
        "ask",
        "functions",
        "name",
        "observe",
        "student",
        "reference",
        "case",
        "module",
        "title",
    ),
    *("get_ipython", "print", "open", "exit", "len", "type", "self_check", "call", "load", "numpy", "take_printed"),
    *("__call__", "__len__", "__iter__", "__enter__", "__next__", "_", "_worker", "self"),
]
"""What the grader, the door or Python calls something of its own."""

HELPED = "helped"
"""A function that calls all the others."""


def written(right):
    """Write a file whose functions are right, or all but the helped one wrong."""
    made = [f"def {name}(x):\n    return x + {i if right else -1}\n" for i, name in enumerate(NAMES, 1)]
    calls = " + ".join(f"{name}(x)" for name in NAMES)
    return "\n\n".join([*made, f"def {HELPED}(x):\n    return {calls}\n"])


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    checks = "from deltarule import asks, case\n"
    for number, name in enumerate([*NAMES, HELPED]):
        checks += (
            f"\n@asks({name!r})\ndef test_{number}(rng):\n    'It adds.'\n    return [case(rng.random()), case(2.5)]\n"
        )
    return write_unit(tmp_path_factory.mktemp("course"), written(right=True), checks, "", "")


@pytest.fixture(scope="module")
def answers(unit):
    return record(unit, PUBLIC_SEED)


def statuses(unit, answers, student):
    """Give what became of the check of each function."""
    results = check_all(load_checks(unit.checks), student, Recording(answers, "of a test"), PUBLIC_SEED)
    return {result.function: result.status for result in results}


def expected(status):
    return {**dict.fromkeys(NAMES, status), HELPED: "passed"}


@pytest.mark.parametrize(("right", "status"), [(True, "passed"), (False, "failed")])
def test_functions_of_any_name_are_graded_here_and_through_the_door(zygote, unit, answers, tmp_path, right, status):
    file = tmp_path / "tiny.py"
    file.write_text(written(right))
    assert statuses(unit, answers, local_student(load_file(file))) == expected(status)
    with remote(zygote, written(right)) as submission:
        assert statuses(unit, answers, submission.functions) == expected(status)


@pytest.mark.parametrize("name", NAMES)
def test_a_function_that_is_not_there_is_told_by_its_name(zygote, tmp_path, name):
    file = tmp_path / "tiny.py"
    file.write_text("")
    with remote(zygote, "") as submission:
        for student in (local_student(load_file(file)), submission.functions):
            assert f"has no function {name};" in outcome(getattr(student, name), 1).message


def test_functions_of_any_name_are_graded_in_check_cells(unit, answers):
    files = {unit.checks.name: unit.checks.read_bytes(), unit.answers.name: answers}
    with (
        Zygote(Limits(), "none", notebooks=True) as zygote,
        RemoteNotebook(zygote, files, {}) as notebook,
    ):
        for right, points in ((True, "1.0"), (False, "0.0")):
            assert notebook.run(written(right), 1, 60).error is None
            for name in NAMES:
                shown = notebook.run(f'import deltarule\n\ndeltarule.self_check("{name}")', 2, 60)
                assert shown.error is None
                assert shown.outputs[-1].data["text/plain"] == points, shown
            helped = notebook.run(f'deltarule.self_check("{HELPED}")', 3, 60)
            assert helped.outputs[-1].data["text/plain"] == "1.0", helped


KEPT = """
import dataclasses, pickle, random, sys

@dataclasses.dataclass
class Point:
    x: "float" = 1.0

def draws(): return random.Random(3).random()
def crosses(): return pickle.loads(pickle.dumps(Point(2.0))).x
def called(): return __name__
"""


@pytest.mark.parametrize("title", ["random.py", "ast.py", "dataclasses.py", "numpy.py", "deltarule.py", "sys.py"])
def test_a_file_called_like_a_module_takes_it_from_nobody(zygote, tmp_path, title):
    name = title.removesuffix(".py")
    before = sys.modules.get(name)
    file = tmp_path / title
    file.write_text(KEPT)
    try:
        with remote(zygote, KEPT, title) as submission:
            for student in (local_student(load_file(file)), submission.functions):
                assert outcome(student.draws) == Returned(random.Random(3).random())
                assert outcome(student.crosses) == Returned(2.0)
                assert outcome(student.called) == Returned(f"{name}_")
        assert sys.modules.get(name) is before
    finally:
        sys.modules.pop(f"{name}_", None)


@pytest.mark.parametrize("title", ["ann.py", ".py", "two words.py", "1.py", "a.b.py"])
def test_any_other_file_is_the_module_of_its_name(zygote, title):
    with remote(zygote, KEPT, title) as submission:
        assert outcome(submission.functions.called) == Returned(title.split(".")[0])
