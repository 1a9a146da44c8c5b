import json
import re
import shutil
import types

import pytest
from support import ROOT, TINY, copy_course, deltarule, solution

from deltarule.core.checking.checks import PUBLIC_SEED, check_all, load_checks
from deltarule.core.checking.marks import points_of
from deltarule.core.checking.recording import Recording
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.student import local_student
from deltarule.core.course import Course
from deltarule.core.selfcheck import command
from deltarule.grading.seeds import SEEDS
from deltarule.grading.store import STORE
from deltarule.lms.roster import ROSTER


@pytest.fixture
def course(tmp_path):
    return copy_course(tmp_path)


@pytest.fixture
def tiny(tmp_path):
    return copy_course(tmp_path, TINY, ["1_double"])


def submit(folder, student, text, name="ann.py"):
    place = folder / student / "2_ann"
    place.mkdir(parents=True)
    (place / name).write_text(text)


@pytest.mark.parametrize("unit", [unit.assignment for unit in Course(ROOT).units()])
def test_the_committed_files_are_what_build_derives(tmp_path, unit):
    """And all is tried out: of a fresh clone, nbgrader's source alone isn't there, and is written."""
    course = copy_course(tmp_path, units=[unit])
    if (ROOT / "instructor/rubrics").is_dir():
        shutil.copytree(ROOT / "instructor/rubrics", course / "instructor/rubrics")
    result = deltarule("build", cwd=course)
    assert result.returncode == 0, result.stdout + result.stderr
    assert not [line for line in result.stdout.splitlines() if not line.startswith("wrote instructor/source/")]
    assert deltarule("build", "--check", cwd=course).returncode == 0


def test_building_twice_changes_nothing(tiny):
    deltarule("build", cwd=tiny)
    (tiny / "exercises/1_double/double.py").unlink()
    first, second = deltarule("build", cwd=tiny), deltarule("build", cwd=tiny)
    assert first.stdout == "wrote exercises/1_double/double.py\n"
    assert second.stdout == ""


@pytest.mark.parametrize(
    "edited",
    ["exercises/1_double/double.py", "exercises/1_double/double.ipynb", "instructor/source/1_double/double.ipynb"],
)
def test_a_derived_file_edited_by_hand_is_named(tiny, edited):
    deltarule("build", cwd=tiny)
    path = tiny / edited
    path.write_text(path.read_text().replace("double", "treble", 1))
    result = deltarule("build", "--check", cwd=tiny)
    assert result.returncode == 2
    assert f"stale {edited}" in result.stdout
    assert "run `deltarule build`" in result.stderr


def test_a_source_of_nbgraders_that_is_there_in_part_is_stale(tiny):
    deltarule("build", cwd=tiny)
    (tiny / "instructor/source/1_double/answers.npz").unlink()
    result = deltarule("build", "--check", cwd=tiny)
    assert (result.returncode, result.stdout) == (2, "stale instructor/source/1_double/answers.npz\n")


def change_the_cost(course, becomes):
    path = course / "solutions/2_ann/ann.py"
    was = "return 0.5 * np.sum((y - y_hat) ** 2)"
    assert was in path.read_text()
    path.write_text(path.read_text().replace(was, becomes))


def test_a_solution_that_no_longer_fits_itself_is_refused(course):
    # right for its example, whose predictions are larger
    change_the_cost(course, "return 0.5 * np.sum((y - y_hat) ** 2) + np.sum((y_hat < 0.4) * y_hat**2)")
    result = deltarule("build", "--check", cwd=course)
    # the slope check notices that backward_prop no longer fits: author's errors have a name, too
    assert result.returncode == 2
    assert "test_backward_prop_fits_the_slope" in result.stderr


def test_a_mistake_that_no_longer_fits_its_solution_is_refused_with_its_place(course):
    change_the_cost(course, "return 0.5 * np.square(y - y_hat).sum()")
    result = deltarule("build", "--check", cwd=course)
    assert result.returncode == 2
    assert re.search(r"mistakes\.py, line \d+: cost_function in ", result.stderr)


@pytest.fixture
def arrays(tmp_path):
    return copy_course(tmp_path, units=["0_arrays"])


def test_the_audit_says_of_each_mistake_what_caught_it_and_whether_it_was_named(arrays):
    result = deltarule("audit", "arrays", cwd=arrays)
    assert result.returncode == 0, result.stdout
    assert "in_rows / one_row: caught by test_in_rows_values, named" in result.stdout
    assert re.search(r"^shuffled / \w+: accepted$", result.stdout, re.MULTILINE)


HARMLESS = """

harmless = changes("differences")("a[:, np.newaxis] - b", "(b - a[:, np.newaxis]) * -1", "Nothing is wrong.")
"""

MEANS_OF_ROWS = """

@alternative("column_means")
def means_of_rows(x):
    return x.mean(axis=1)
"""


def test_the_audit_fails_for_a_mistake_that_nothing_catches_and_an_alternative_that_is_none(arrays):
    with (arrays / "solutions/0_arrays/mistakes.py").open("a") as file:
        file.write(HARMLESS)
    with (arrays / "solutions/0_arrays/alternatives.py").open("a") as file:
        file.write(MEANS_OF_ROWS)
    result = deltarule("audit", "arrays", "--failures", cwd=arrays)
    assert result.returncode == 1
    assert "differences / harmless: MISSED" in result.stdout
    assert "column_means / means_of_rows: REFUSED" in result.stdout


def test_grading_gives_a_table_and_records(course, tmp_path):
    cohort = tmp_path / "cohort"
    submit(cohort, "right", solution())
    submit(cohort, "wrong", solution().replace("delta2 = -(y", "delta2 = (y"))
    submit(cohort, "stub", (ROOT / "exercises/2_ann/ann.py").read_text())
    result = deltarule("grade", cohort, "--results", tmp_path / "records.json", cwd=course)
    assert result.returncode == 0, result.stderr
    records = json.loads((tmp_path / "records.json").read_text())["submissions"]
    lost = [check for check in records[2]["checks"] if check["status"] == "failed"]
    points = points_of(load_checks(course / "exercises/2_ann/test_ann.py"))
    assert [(r["student"], r["status"], r["score"], r["max_score"]) for r in records] == [
        ("right", "graded", points, points),
        ("stub", "graded", 0, points),
        ("wrong", "graded", points - sum(check["points"] for check in lost), points),
    ]
    assert {check["status"] for check in records[1]["checks"]} == {"not_started"}
    assert {check["function"] for check in lost} == {"backward_prop"}
    assert {check["mistake"] for check in lost} == {"sign_flipped"}
    assert "points downhill" in lost[0]["message"]


def test_a_regrade_gives_the_same_marks_and_another_course_another_seed(course, tmp_path):
    cohort = tmp_path / "cohort"
    submit(cohort, "wrong", solution().replace("delta2 = -(y", "delta2 = (y"))
    first, again = tmp_path / "1.json", tmp_path / "2.json"
    deltarule("grade", cohort, "--results", first, cwd=course)
    for more in ([], ["--regrade"]):
        said = deltarule("grade", cohort, "--results", again, *more, cwd=course).stdout
        assert ("1 of 1 graded before" in said) == (not more)
        assert first.read_bytes() == again.read_bytes()
    (course / "instructor/seeds.json").unlink()
    deltarule("grade", cohort, "--results", again, cwd=course)
    assert first.read_bytes() != again.read_bytes()


LEARNT = """
def cost_function(y, y_hat):
    return LEARNT_BY_HEART[round(float((y - 2 * y_hat).sum()), 9)]
"""


def test_answers_learnt_by_heart_pass_the_self_check_and_earn_nothing(course, tmp_path):
    unit, table = Course(course).unit("ann"), {}

    def spy(y, y_hat):
        table[round(float((y - 2 * y_hat).sum()), 9)] = float(0.5 * ((y - y_hat) ** 2).sum())
        return table[round(float((y - 2 * y_hat).sum()), 9)]

    checks = [item for item in load_checks(unit.checks) if item.function == "cost_function"]

    def self_check(function):
        module = types.ModuleType("submission")
        module.cost_function = function
        student = local_student(LoadedCode(module, ""))
        results = check_all(checks, student, Recording.read(unit.answers), PUBLIC_SEED)
        return {result.status for result in results}

    assert self_check(spy) == {"passed"}
    text = f"LEARNT_BY_HEART = {table!r}\n{LEARNT}"
    namespace = {}
    exec(text, namespace)
    assert self_check(namespace["cost_function"]) == {"passed"}
    submit(tmp_path / "cohort", "hard_coded", text)
    deltarule("grade", tmp_path / "cohort", "--results", tmp_path / "r.json", cwd=course)
    (record,) = json.loads((tmp_path / "r.json").read_text())["submissions"]
    assert record["score"] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["grade", "nowhere"], "nowhere cannot be read"),
        (["grade", "exercises"], "holds no submission"),
        (["grade", "--assignment", "9_none"], "There is no unit '9_none'"),
        (["audit", "none"], "There is no unit 'none'"),
        (["check", "ann", "nothing"], "has no function 'nothing'"),
        (["kit", "taken.zip"], "taken.zip is a folder"),
        (["kit", "2_ann"], "2_ann is a unit; name the file to write first"),
        (["kit", "ann", "ann"], "ann is a unit; name the file to write first"),
        (["export", "csv", "ann"], "ann is a unit; name the file to write first: deltarule export csv OUT"),
        (["grade", "--results", "ann"], "ann is a unit; name the file to write first: deltarule grade --results FILE"),
        (["report", "ann"], "ann cannot be read"),
        (["report", "r.json", "--out", "ann"], "ann is a unit; name the file to write first: deltarule report"),
        (["similar", "--csv", "ann"], "ann is a unit; name the file to write first: deltarule similar --csv FILE"),
    ],
)
def test_bad_input_gets_one_sentence(course, arguments, sentence):
    (course / "taken.zip").mkdir()
    result = deltarule(*arguments, cwd=course)
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode == 2


@pytest.mark.parametrize(
    "command",
    [
        ["export", "csv"],
        ["grade", "--no-gradebook", "--results"],
        ["report", "r.json", "--out"],
        ["similar", "--csv"],
        ["kit"],
    ],
    ids=lambda command: command[0],
)
def test_no_command_writes_over_what_the_course_has_only_once(course, command):
    own = [
        *(course / "instructor" / name for name in (STORE, SEEDS, ROSTER, "gradebook.db", "course.toml")),
        course / "instructor/submitted/kim/2_ann/ann.py",
        course / "solutions/2_ann/ann.py",
    ]
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        before = path.read_bytes()
        result = deltarule(*command, path, cwd=course)
        assert (result.returncode, path.read_bytes() == before) == (2, True), path
        assert "is the course's own, and would be lost; name another file to write: deltarule" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["export", "csv", "made.from", "--records", "made.from"],
        ["export", "moodle", "made.from", "--records", "r.json", "--roster", "made.from"],
        ["report", "made.from", "--out", "made.from"],
    ],
    ids=lambda command: " ".join(command),
)
def test_no_command_writes_over_what_it_makes_that_from(tmp_path, command):
    (tmp_path / "made.from").write_text('{"submissions": []}')
    result = deltarule(*command, cwd=tmp_path)
    assert (result.returncode, (tmp_path / "made.from").read_text()) == (2, '{"submissions": []}')
    assert "made.from is what this is made from, and would be lost; name another file to write." in result.stderr


def test_records_and_pages_are_not_written_to_one_file(course):
    result = deltarule("grade", "--no-gradebook", "--results", "pages/index.html", "--pages", "pages", cwd=course)
    assert result.returncode == 2
    assert "--pages would write pages/index.html, too; name another file for the records." in result.stderr


def test_the_help_of_grade_is_about_its_use_alone(tmp_path):
    about = deltarule("grade", "--help", cwd=tmp_path).stdout.split("positional arguments:")[0]
    assert about.split("\n\n")[1:] == ["Grade every submission, each in a process of its own.", ""]


def test_outside_a_course_the_command_says_where_to_go(tmp_path):
    result = deltarule("check", cwd=tmp_path)
    assert result.returncode == 2
    assert "is in no course" in result.stderr


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ([], "1 submission graded, and kept; run the same command again, and it goes on from there."),
        (["--regrade"], "begins anew, and without --regrade it grades only what isn't graded yet"),
        (["--student", "kim"], "begins anew, and without --student it grades only what isn't graded yet"),
        (["--regrade", "--student", "kim"], "and without --regrade and --student it grades only"),
    ],
)
def test_a_run_that_was_stopped_says_how_it_goes_on(tmp_path, monkeypatch, capsys, flags, sentence):
    def stopped(grading):
        raise KeyboardInterrupt

    course = copy_course(tmp_path, TINY, ["1_double"])
    folder = course / "instructor/submitted/kim/1_double"
    folder.mkdir(parents=True)
    (folder / "double.py").write_text("def double(x):\n    return x * x\n")
    monkeypatch.chdir(course)
    monkeypatch.setattr("deltarule.commands.grade.Grading.records", stopped)
    with pytest.raises(SystemExit) as ended:
        command.main(["grade", "--no-gradebook", *flags])
    said = capsys.readouterr().err
    assert (ended.value.code, sentence in said, "same command" in said) == (2, True, True)


def test_records_that_a_part_of_the_class_takes_the_place_of_are_told(tmp_path):
    course = copy_course(tmp_path, TINY, ["1_double"])
    for student in ("ada", "kim"):
        folder = course / "instructor/submitted" / student / "1_double"
        folder.mkdir(parents=True)
        (folder / "double.py").write_text("def double(x):\n    return 2 * x\n")
    command = ("grade", "--no-gradebook", "--isolation", "none", "--results", "records.json")
    assert "records.json" not in deltarule(*command, cwd=course).stderr
    told = deltarule(*command, "--student", "kim", cwd=course).stderr
    assert "records.json: it had 1 more submission, and has this run's alone; without --student it has all" in told
    assert "records.json" not in deltarule(*command, "--assignment", "double", cwd=course).stderr


def test_another_course_is_built_audited_and_graded(tmp_path):
    course = copy_course(tmp_path, TINY, ["1_double"])
    assert deltarule("build", cwd=course).returncode == 0
    audited = deltarule("audit", cwd=course)
    assert "1_double: 1 of 1 mistake caught, 1 named; 1 of 1 alternative accepted" in audited.stdout
    folder = course / "instructor/submitted/kim/1_double"
    folder.mkdir(parents=True)
    (folder / "double.py").write_text("def double(x):\n    return x * x\n")
    result = deltarule("grade", "--results", "records.json", cwd=course)
    assert result.returncode == 0, result.stderr
    (record,) = json.loads((course / "records.json").read_text())["submissions"]
    assert (record["score"], record["max_score"], record["checks"][0]["mistake"]) == (0, 2, "squared")
