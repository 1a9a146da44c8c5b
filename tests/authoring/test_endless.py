"""What an author wrote that never ends: told, with its loop, by whatever command meets it."""

import time

import numpy as np
import pytest
from support import TINY, copy_course, deltarule

from deltarule.authoring.building.recorder import record
from deltarule.authoring.mistakes.listed import Mistake
from deltarule.authoring.mistakes.lookup import ListedMistakes
from deltarule.authoring.mistakes.search import search_in
from deltarule.core.checking.checks import PUBLIC_SEED
from deltarule.core.checking.recording import Recording
from deltarule.core.checking.reference import Question
from deltarule.core.code.calls import Returned, case
from deltarule.core.course import Course
from deltarule.core.findings.diagnosis import Evidence

LIMITS = "[limits]\ncheck_seconds = 0.1\n"
RIGHT = "    return 2 * x\n"
LOOP = "    while True:\n        x = x + 0\n"
BEFORE = LOOP + RIGHT
WHOLE = f'\n\n@mistake("double", "It never ends.")\ndef endless(x):\n{LOOP}'
MISTAKE = 'endless = of("return 2 * x", "while True:\\n    x = x + 0", "It never ends.")\n'
HANGING = """from deltarule import mistake


@mistake("double", "It ends for small ones.")
def hanging(x):
    while x.sum() > 100:
        x = x + 0
    return 3 * x
"""
OTHER = f'\n\n@alternative("double")\ndef endless(x):\n{LOOP}'


@pytest.fixture
def tiny(tmp_path):
    course = Course(copy_course(tmp_path, TINY, ["1_double"]))
    (course.instructor / "course.toml").write_text(LIMITS)
    return course.unit("double")


def write(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("command", ["build", "audit", "mutants"])
def test_a_solution_that_never_ends_is_told_with_its_loop(tiny, command):
    write(tiny.solution, RIGHT, BEFORE)
    done = deltarule(command, cwd=tiny.root, timeout=60)
    assert done.returncode == 2
    said = (
        "double.py, line 21: double has not come back after 0.3 seconds; it is in double's `while True:`. End that, or"
    )
    assert said in done.stderr


@pytest.mark.parametrize(
    ("command", "listed", "line"),
    [("build", WHOLE, 11), *((name, MISTAKE, 7) for name in ("build", "audit", "mutants"))],
)
def test_a_mistake_that_never_ends_is_told_with_its_line_and_its_loop(tiny, command, listed, line):
    write(tiny.mistakes, "import changes", "import changes, mistake")
    tiny.mistakes.write_text(tiny.mistakes.read_text() + listed)
    done = deltarule(command, cwd=tiny.root, timeout=60)
    assert done.returncode == 2
    assert f"mistakes.py, line {line}: double has not come back after 0.3 seconds; it is in " in done.stderr
    assert "test_double.py" not in done.stderr  # one place is enough
    assert "`while True:`" in done.stderr


def test_a_derived_mistake_that_never_ends_is_left_out_for_nobody_could_mend_it(tiny, monkeypatch):
    asked = list[str]()

    def endless(x):
        asked.append("endless")
        while True:
            x = x + 0

    def derived(solution, function, most):
        return [Mistake(f"derived_{function}_endless", function, "It never ends.", endless)]

    monkeypatch.setattr("deltarule.authoring.mistakes.derivations.derived_mistakes", derived)
    recording = Recording(record(tiny, PUBLIC_SEED), "of double")
    assert asked == ["endless"]
    assert recording.prints_of("squared", "double") != [{}]
    assert recording.prints_of("derived_double_endless", "double") == [{}]


def test_grading_goes_on_where_a_derived_mistake_that_is_searched_for_never_ends(tiny, monkeypatch):
    asked = list[str]()

    def endless(x):
        asked.append("endless")
        while True:
            x = x + 0

    def derived(solution, function, most):
        return [
            Mistake("derived_endless", function, "It never ends.", endless),
            Mistake("derived_tripled", function, "It is tripled.", lambda x: 3 * x),
        ]

    monkeypatch.setattr("deltarule.authoring.mistakes.derivations.derived_mistakes", derived)
    search = search_in(tiny)
    tripled = Evidence(("x",), [case(2)], [Returned(4)], [Returned(6)], list)
    assert [search("double", [tripled]) for _ in range(2)] == 2 * [{"derived_tripled": "It is tripled."}]
    assert asked == ["endless"]


def test_a_search_that_has_used_up_an_authors_patience_is_over(tiny, monkeypatch):
    asked = list[int]()

    def endless(number):
        def version(x):
            asked.append(number)
            while True:
                x = x + 0

        return Mistake(f"derived_{number}", "double", "It never ends.", version)

    monkeypatch.setattr(
        "deltarule.authoring.mistakes.derivations.derived_mistakes", lambda *_: [endless(n) for n in range(9)]
    )
    search = search_in(tiny)
    tripled = Evidence(("x",), [case(2)], [Returned(4)], [Returned(6)], list)
    assert [search("double", [tripled]) for _ in range(2)] == [{}, {}]
    assert asked == [*range(len(asked))]
    assert 0 < len(asked) < 9


HALVED = '''# %%
def total(width, least, depth):
    """The width of all pieces, halved until they are no wider than `least`, or as deep as 40.

    Returns:
        One number.
    """
    ### BEGIN SOLUTION
    if width <= least or depth == 40:
        return width
    return total(width / 2, least, depth + 1) + total(width / 2, least, depth + 1)
    ### END SOLUTION
'''
"""A solution of which changes that are derived halve on and on."""

CHECKS_OF_HALVED = '''from deltarule import asks, case


@asks("total")
def test_total_values(rng):
    """The width."""
    for _ in range(3):
        yield case(float(rng.uniform(1, 2)), 0.4, 0)
'''
MISTAKES_OF_HALVED = """from deltarule import changes

of = changes("total")
counted = of("return width", "return 1", "These are the pieces: add their widths.")
"""


@pytest.fixture
def halved(tiny):
    tiny.solution.write_text(HALVED)
    tiny.checks.write_text(CHECKS_OF_HALVED)
    tiny.mistakes.write_text(MISTAKES_OF_HALVED)
    tiny.alternatives.unlink()
    return tiny


def test_names_are_measured_without_the_derived_changes_that_never_end(halved):
    done = deltarule("audit", "--names", cwd=halved.root, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1_double: of " in done.stdout


def test_a_class_is_graded_though_changes_that_are_tried_for_a_name_never_end(halved):
    work = halved.root / "submitted/ada/1_double/double.py"
    work.parent.mkdir(parents=True)
    work.write_text(HALVED.replace("return width", "return 1.01 * width - 0.003"))
    done = deltarule("grade", "submitted", "--results", "r.json", "--isolation", "none", cwd=halved.root, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].split() == ["ada", "1_double", "0", "1", "total"]


def test_a_listed_mistake_that_never_ends_on_a_seed_of_grading_is_not_what_a_student_made(tiny):
    tiny.mistakes.write_text(HANGING)
    known = ListedMistakes(tiny).known
    for x, is_made in ((1.0, True), (1000.0, False)):
        question = Question("double", [case(np.array([x]))])
        assert bool(known(question, [Returned(np.array([2 * x]))], ("test_double", int(x)))[0].prints) == is_made


def test_an_alternative_that_never_ends_is_refused_with_its_loop(tiny):
    tiny.alternatives.write_text(tiny.alternatives.read_text() + OTHER)
    done = deltarule("audit", cwd=tiny.root, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
    assert "double / endless: REFUSED" in done.stdout
    assert "double ran into the time limit: 0.3 seconds; it is in endless's `while True:` of " in done.stdout
    assert "alternatives.py, line 13" in done.stdout


def test_an_example_that_never_ends_is_told(tiny):
    write(tiny.solution, "        An array like `x`.\n", "        An array like `x`.\n\n    >>> double(1)\n    2\n")
    write(tiny.solution, RIGHT, BEFORE)
    done = deltarule("build", cwd=tiny.root, timeout=60)
    assert "double.py, line 24: double(1) has not come back after 0.3 seconds; it is in double's" in done.stderr


DRAWN = "        yield case(rng.standard_normal(shape))\n"
ENDLESS_CHECK = """

@check("double")
def test_more(student, reference{}):
    \"\"\"More.\"\"\"
    while True:
        {}
"""


@pytest.mark.parametrize(
    ("drawn", "line", "said"),
    [
        (
            DRAWN + "    while True:\n        pass\n",
            11,
            "test_double_values has not come back after 1.3 seconds; it is in",
        ),
        (DRAWN + "    while True:\n        yield case(rng.random(3))\n", 7, "test_double_values has drawn 2,000 cases"),
    ],
)
def test_a_draw_that_never_ends_is_told_with_its_line(tiny, drawn, line, said):
    write(tiny.checks, DRAWN, drawn)
    done = deltarule("build", cwd=tiny.root, timeout=60)
    assert done.returncode == 2
    assert f"test_double.py, line {line}: {said}" in done.stderr


@pytest.mark.parametrize(
    ("fixture", "loop", "line", "said"),
    [
        ("", "pass", 16, "it is in test_more's `while True:`. End that, or give [limits] in course.toml more"),
        ("", "student.double(3)", 16, "it is in test_more's `while True:`"),
        (", rng", "reference.double(rng.random())", 14, "test_more has asked 2,000 questions, and goes on; let it"),
    ],
)
def test_a_check_that_never_ends_is_told_with_its_loop(tiny, fixture, loop, line, said):
    (tiny.course.instructor / "course.toml").write_text("[limits]\ncheck_seconds = 1\n" if fixture else LIMITS)
    write(tiny.checks, "asks, case", "asks, case, check")
    tiny.checks.write_text(tiny.checks.read_text() + ENDLESS_CHECK.format(fixture, loop))
    done = deltarule("build", cwd=tiny.root, timeout=60)
    assert done.returncode == 2
    assert f"test_double.py, line {line}: test_more has" in done.stderr
    assert said in done.stderr


def test_a_check_that_never_ends_on_the_stub_is_told(tiny):
    write(tiny.checks, "asks, case", "CallFailed, asks, case, check")
    write(
        tiny.checks,
        "from deltarule import CallFailed, ",
        "from deltarule.core.code.calls import CallFailed\nfrom deltarule import ",
    )
    loop = "try:\n            student.double(rng.random())\n            break\n"
    loop += "        except CallFailed:\n            pass"
    tiny.checks.write_text(tiny.checks.read_text() + ENDLESS_CHECK.format(", rng", loop))
    done = deltarule("build", cwd=tiny.root, timeout=60)
    assert done.returncode == 2
    assert "test_double.py, line 17: test_more has not come back after 1.3 seconds; it is in test_more's" in done.stderr


def test_what_wrong_versions_answer_is_no_time_of_a_checks(tiny, monkeypatch):
    def slow(x):
        time.sleep(0.04)
        return 3 * x

    def derived(solution, function, most):
        return [Mistake(f"slow_{number}", function, "It is slow.", slow) for number in range(40)]

    monkeypatch.setattr("deltarule.authoring.mistakes.derivations.derived_mistakes", derived)
    assert Recording(record(tiny, PUBLIC_SEED), "of double")


@pytest.mark.parametrize("file", ["solution", "mistakes", "alternatives", "checks"])
def test_a_file_whose_import_never_ends_is_told(tiny, file, monkeypatch):
    monkeypatch.setattr("deltarule.authoring.solution.AUTHORS_LOADING_SECONDS", 0.2)
    monkeypatch.setattr("deltarule.core.checking.checks.AUTHORS_LOADING_SECONDS", 0.2)
    from deltarule.authoring.building.slips import slips_of

    path = getattr(tiny, file)
    path.write_text(path.read_text() + "\n\nwhile True:\n    pass\n")
    (said,) = slips_of(tiny)
    assert f"{path}, line {len(path.read_text().splitlines()) - 1}: importing it has not come back after 0.2" in said
    assert f"it is in `while True:`. End that, or let a {'check' if file == 'checks' else 'function'} do that" in said
