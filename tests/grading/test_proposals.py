"""What several students got wrong in one way that nobody listed, and the entry that is drafted of it."""

import builtins
from dataclasses import replace

import pytest
from support import TINY, copy_course, deltarule

from deltarule.authoring.building.slips import slips_of
from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.checking.checks import CheckResult
from deltarule.core.course import Course
from deltarule.core.findings.fingerprints import Digest
from deltarule.grading.clusters import clusters_of
from deltarule.grading.proposals import Proposals
from deltarule.grading.records import Records, SubmissionRecord, read_records, write_records

HEAD = "import numpy as np\n\n"
SHARED = {
    "ada": "def double(x):\n    y = x + x\n    y = y + 0.5 * np.sin(x) ** 2\n    return y\n",
    "bela": "def double(x):\n    return 2 * x + 0.5 * np.sin(x) ** 2\n",
    "cleo": "HALF = 0.5\n\ndef double(number):\n    return HALF * np.sin(number) ** 2 + 2 * number\n",
}
OTHERS = {
    "right": "def double(x):\n    return x * 2\n",
    "named": "def double(x):\n    return x * x\n",
    "alone": "def double(x):\n    return np.tanh(7 * x)\n",
    "needy": "def own(x):\n    return 3 * x - x ** 3\n\ndef double(x):\n    return own(x)\n",
    "needy_too": "def other(x):\n    return 3 * x - x ** 3\n\ndef double(x):\n    return other(x)\n",
    "typing": "import builtins\n\ndef double(x, y=setattr(builtins, 'caught', 1)):\n"
    "    builtins.caught = '\x1b[2J\u0430'\n    return 5 * np.cos(x)\n",
    "zeros": "def double(x):\n    return 0.0 * x\n",
    "zeros_too": "def double(x):\n    return np.zeros(x.shape)\n",
    "typing_too": "def double(x):\n    y = x\n    y = np.cos(y)\n    y = 5 * y\n    y = y + 0\n    return y\n",
}


def hand_in(folder, works):
    for student, work in works.items():
        (folder / student / "1_double").mkdir(parents=True)
        (folder / student / "1_double/double.py").write_text(HEAD + work)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    copy_course(folder, TINY, ["1_double"])
    hand_in(folder / "submitted", {**SHARED, **OTHERS})
    result = deltarule("grade", "submitted", "--results", "r.json", "--isolation", "none", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def clusters(graded):
    """The groups, by one of their students."""
    return {cluster.students[0]: cluster for cluster in clusters_of([read_records(graded / "r.json")])}


@pytest.fixture(scope="module")
def proposed(graded, clusters, zygote):
    """What is proposed for each group."""
    with Proposals(Course(graded), graded / "submitted", zygote) as proposals:
        return {student: proposals.of(cluster) for student, cluster in clusters.items()}


def test_students_with_one_answer_are_one_group_whatever_they_wrote(clusters):
    assert [item.students for item in clusters.values()] == [
        ["ada", "bela", "cleo"],
        ["needy", "needy_too"],
        ["typing", "typing_too"],
        ["zeros", "zeros_too"],
        ["alone"],
    ]


def test_a_student_who_was_graded_twice_counts_once(graded, clusters):
    twice = clusters_of([read_records(graded / "r.json")] * 2)
    assert [item.students for item in twice] == [item.students for item in clusters.values()]


def test_what_is_known_or_right_is_in_no_group(clusters):
    students = {name for cluster in clusters.values() for name in cluster.students}
    assert students.isdisjoint({"right", "named"})


def test_the_draft_is_of_the_function_that_is_nearest_to_the_solution_and_was_tried(proposed):
    proposal = proposed["ada"]
    assert proposal.student == "bela"
    assert proposal.draft.pieces == {"2 * x": "2 * x + 0.5 * np.sin(x) ** 2"}
    assert proposal.fits


def test_a_draft_without_what_the_student_had_besides_is_not_said_to_fit(proposed):
    assert "own(x)" in proposed["needy"].draft.entry("double")
    assert not proposed["needy"].fits


def test_an_answer_that_is_no_attempt_is_called_that(proposed):
    assert proposed["zeros"].blank == "zeros"
    assert {proposal.blank for student, proposal in proposed.items() if student != "zeros"} == {""}


def test_a_function_that_the_solution_no_longer_has_is_told_of(graded, clusters, zygote):
    cluster = replace(clusters["ada"], function="halve")
    with Proposals(Course(graded), graded / "submitted", zygote) as proposals:
        assert "has no function halve" in proposals.of(cluster).reason


def test_nothing_that_a_student_wrote_runs_on_this_side(graded, clusters, zygote):
    cluster = clusters["typing"]
    own = replace(cluster, members=[item for item in cluster.members if item.student == "typing"])
    with Proposals(Course(graded), graded / "submitted", zygote) as proposals:
        assert "builtins.caught" in proposals.of(own).draft.code
    assert not hasattr(builtins, "caught")


def test_a_file_that_is_gone_or_changed_leaves_the_others(graded, clusters, zygote, tmp_path):
    hand_in(tmp_path, {"bela": "double = 3\n", "cleo": SHARED["cleo"], "typing": OTHERS["right"]})
    with Proposals(Course(graded), tmp_path, zygote) as proposals:
        assert proposals.of(clusters["ada"]).student == "cleo"
        gone, mended = proposals.of(clusters["needy"]), proposals.of(clusters["typing"])
    assert (gone.draft, gone.fits) == (None, False)
    assert "none of their files" in gone.reason
    assert not mended.fits


def test_answers_to_other_cases_are_never_one_group():
    def record(student, *sums):
        check = {"name": "t", "function": "f", "points": 1, "earned": 0, "status": "failed", "message": ""}
        answers = tuple(Digest("shape", item) for item in sums)
        result = CheckResult(**check, mistake=None, answers=answers)
        return SubmissionRecord(student, "1_u", "graded", 0, 1, [result])

    near = [record("a", (3.0, 1.0, 2.0)), record("b", (3.0, 1.0 + 1e-9, 2.0)), record("c", (3.0, 1.01, 2.0))]
    longer = record("d", (3.0, 1.0, 2.0), (3.0, 1.0, 2.0))
    assert [item.students for item in clusters_of([Records([*near, longer])])] == [["a", "b"], ["c"], ["d"]]


def test_records_keep_what_was_answered(graded, tmp_path):
    records = read_records(graded / "r.json")
    write_records(records, tmp_path / "again.json")
    assert read_records(tmp_path / "again.json") == records


@pytest.fixture(scope="module")
def printed(graded):
    result = deltarule(
        *("mistakes", "new", "double", "--results", "r.json", "--submitted", "submitted", "--isolation", "none"),
        cwd=graded,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_command_prints_an_entry_for_each_group_the_largest_first(printed):
    assert printed.startswith("double in 1_double: 3 with one answer (ada, bela, cleo)\n")
    assert "-     return 2 * x\n        +     return 2 * x + 0.5 * np.sin(x) ** 2\n" in printed
    assert "for solutions/1_double/mistakes.py; it answers as this function does:" in printed
    assert 'name_me = of("2 * x", "2 * x + 0.5 * np.sin(x) ** 2", "TODO: say what is wrong.")' in printed
    assert "it DOES NOT answer as this function does" in printed
    assert "this is no attempt, and nothing to list: zeros" in printed
    assert "alone" not in printed
    assert printed.splitlines()[-1].startswith("5 wrong functions have no name; 2 students or more share 4 of them")


def test_the_command_shows_a_terminal_nothing_that_it_would_act_on(printed):
    assert "\\u001b[2J" in printed
    assert all(char.isprintable() or char == "\n" for char in printed)


def test_a_printed_entry_is_refused_by_build_until_it_says_what_is_wrong(graded, proposed, tmp_path):
    unit = Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")
    entry = proposed["ada"].draft.entry("double")
    with unit.mistakes.open("a") as file:
        file.write(f"{entry}\n")
    assert len(mistakes_of(unit, Solution.of(unit))) == 2
    assert list(slips_of(unit)) == [
        f"{unit.mistakes}, line 8: name_me still says TODO; write the sentence that helps whoever makes this mistake."
    ]
