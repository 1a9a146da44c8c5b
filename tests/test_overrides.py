"""What course.toml says otherwise than a unit's files: points, and what is left out."""

import json
import re
import shutil
import zipfile

import pytest
from support import deltarule

from deltarule.authoring.building.beginnings import new_course, new_unit
from deltarule.authoring.building.kits import kit_files, write_kit
from deltarule.authoring.building.products import build, write
from deltarule.authoring.proofs.trials import audit
from deltarule.core.checking.checks import load_checks
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.grading.cohort import find_submissions, grade_cohort

LEFT_OUT = "[leave_out]\n"


@pytest.fixture
def course(tmp_path):
    new_course(tmp_path / "course")
    return tmp_path / "course"


def set_(course, text):
    (course / "instructor/course.toml").write_text(text)


def worth(course):
    return {check.name: check.points for check in load_checks(Course(course).unit("vectors").checks)}


def built(course):
    unit = Course(course).unit("vectors")
    write(build(unit))
    cells = json.loads(unit.notebook.read_text())["cells"]
    return {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in cells if "nbgrader" in cell["metadata"]}


def graded(course):
    handed_in = find_submissions(Course(course), course / "sample").submissions
    records = grade_cohort(Course(course), handed_in, "none").submissions
    return {record.student: (record.score, record.max_score) for record in records}


def test_points_of_the_course_count_in_the_notebook_the_kit_and_grading(course, tmp_path):
    set_(course, '[points]\n"1_vectors".test_length_values = 7.5\n')
    assert worth(course)["test_length_values"] == 7.5
    assert built(course)["check_length"]["metadata"]["nbgrader"]["points"] == 8.5
    assert graded(course) == {"ada": (10.5, 10.5), "ben": (3.0, 10.5)}
    write_kit(Course(course).units(), tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        archive.extractall(tmp_path)
    shutil.copy(course / "sample/ada/1_vectors/vectors.py", tmp_path / "kit/exercises/1_vectors/vectors.py")
    assert re.search(r"length +8\.5 of 8\.5", deltarule("check", "vectors", "length", cwd=tmp_path / "kit").stdout)


def test_a_unit_that_nbgrader_hands_out_alone_has_the_courses_settings_beside_it(course, tmp_path):
    built(course)
    source = Course(course).unit("vectors").source
    assert not (source / "course.toml").exists()
    set_(course, '[points]\n"1_vectors".test_length_values = 7.5\n')
    built(course)
    shutil.copytree(source, tmp_path / "1_vectors")
    assert [check.points for check in load_checks(tmp_path / "1_vectors/test_vectors.py")] == [7.5, 1, 2]


def test_a_check_that_is_left_out_is_asked_nowhere(course):
    set_(course, f'{LEFT_OUT}"1_vectors" = ["test_length_leaves_its_arguments"]\n')
    assert list(worth(course)) == ["test_length_values", "test_direction_values"]
    assert built(course)["check_length"]["metadata"]["nbgrader"]["points"] == 2
    assert graded(course) == {"ada": (4.0, 4.0), "ben": (2.0, 4.0)}
    checked = deltarule("check", "vectors", cwd=course).stdout
    assert ("leaves_its_arguments" in checked, "0 of 4" in checked) == (False, True)


@pytest.mark.parametrize("names", [["length"], ["test_length_values", "test_length_leaves_its_arguments"]])
def test_a_function_that_is_left_out_is_given_and_not_graded(course, names):
    set_(course, f'{LEFT_OUT}"1_vectors" = {json.dumps(names)}\n')
    assert set(built(course)) == {"direction", "check_direction"}
    stub = (course / "exercises/1_vectors/vectors.py").read_text()
    assert "return np.sqrt(np.sum(v**2))" in stub
    assert "return v / length(v)" not in stub
    assert "SOLUTION" not in stub
    assert graded(course) == {"ada": (2.0, 2.0), "ben": (2.0, 2.0)}  # his wrong length isn't graded
    audited = audit(Course(course).unit("vectors"))
    assert (audited.holds, list(audited.lost)) == (True, ["direction / multiplied", "direction / entry_by_entry"])


@pytest.mark.parametrize("reference", ["v / length(v)", "v / np.sqrt(np.sum(v**2))"])
def test_what_calls_a_function_that_is_left_out_and_spoilt_loses_nothing_by_it(course, reference):
    solution = course / "solutions/1_vectors/vectors.py"
    solution.write_text(solution.read_text().replace("v / length(v)", reference))
    (course / "solutions/1_vectors/mistakes.py").unlink()
    set_(course, f'{LEFT_OUT}"1_vectors" = ["length"]\n')
    by_ben = course / "sample/ben/1_vectors/vectors.py"
    by_ben.write_text(f"{by_ben.read_text()}\n\ndef length(v):\n    raise ValueError(v)\n")
    assert "length(v)" in by_ben.read_text().split("def direction")[1]
    assert graded(course) == {"ada": (2.0, 2.0), "ben": (2.0, 2.0)}
    by_ben.write_text(by_ben.read_text().replace("v / length(v)", "v * length(v)"))
    assert graded(course)["ben"] == (0.0, 2.0)


def test_a_mistake_that_is_left_out_is_not_audited(course):
    set_(course, f'{LEFT_OUT}"1_vectors" = ["root_missing", "by_numpy"]\n')
    audited = audit(Course(course).unit("vectors"))
    assert [item.mistake.name for item in audited.mistakes] == ["entries_added", "multiplied"]
    assert [item.alternative.name for item in audited.alternatives] == ["entry_by_entry"]


@pytest.mark.parametrize("command", [["kit", "kit.zip"], ["kit", "kit.zip", "vectors"], ["build"], ["grade", "sample"]])
def test_a_course_that_leaves_out_every_unit_is_told_where(course, command):
    set_(course, f'{LEFT_OUT}units = ["1_vectors"]\n')
    result = deltarule(*command, cwd=course)
    assert result.returncode == 2
    assert "instructor/course.toml leaves out every unit under [leave_out]; keep one or more" in result.stderr


def test_a_course_without_a_unit_has_none_to_name(tmp_path):
    with pytest.raises(UserError, match=r"^There is no unit 'x'; this course has none yet\.$"):
        Course(tmp_path).unit("x")


def test_a_unit_that_is_left_out_is_none_of_the_course(course):
    new_unit(Course(course), "waves")
    set_(course, f'{LEFT_OUT}units = ["1_vectors"]\n')
    assert [unit.name for unit in Course(course).units()] == ["waves"]
    with pytest.raises(UserError, match="no unit 'vectors'; the units are waves"):
        Course(course).unit("vectors")
    with pytest.raises(UserError, match=r"course\.toml has 1_vectors under \[leave_out\]"):
        Course(course).unit("vectors")
    with pytest.raises(UserError, match="a unit 1_vectors already"):  # its name stays taken
        new_unit(Course(course), "vectors")


def test_work_on_a_unit_that_is_left_out_is_ignored_with_the_reason(course):
    new_unit(Course(course), "waves")
    set_(course, f'{LEFT_OUT}units = ["1_vectors"]\n')
    for unit in ("1_vectors", "2_waves", "3_none"):
        (course / "handed_in/ada" / unit).mkdir(parents=True)
    assert find_submissions(Course(course), course / "handed_in").ignored == [
        "ada/1_vectors is left out: course.toml has it under [leave_out]",
        "ada/3_none is no assignment of this course",
    ]
    for unit in ("1_vectors", "3_none"):
        (course / "handed_in/bea" / unit).mkdir(parents=True)
    assert find_submissions(Course(course), course / "handed_in").ignored == [
        "1_vectors of 2 students is left out: course.toml has it under [leave_out]",
        "3_none of 2 students is no assignment of this course",
    ]


def test_work_on_a_unit_whose_number_has_changed_is_told_with_what_it_is_called_now(course):
    for name in ("1_vectors", "7_vectors"):
        (course / "handed_in/ada" / name).mkdir(parents=True)
    assert find_submissions(Course(course), course / "handed_in").ignored == [
        "ada/7_vectors is no assignment of this course; call the folder 1_vectors if that is meant",
    ]


def test_where_all_work_is_ignored_the_reason_is_told(course):
    for unit in ("3_none", "4_none"):
        (course / "handed_in/ada" / unit).mkdir(parents=True)
    with pytest.raises(UserError, match=r"Ignored: ada/3_none is no assignment of this course, and 1 more\."):
        find_submissions(Course(course), course / "handed_in")


QUESTION = '\n\n# %% [markdown] question="why" points=2\n# Why?\n#\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n'


def test_a_questions_points_and_its_leaving_out_are_the_courses_too(course):
    path = course / "solutions/1_vectors/vectors.py"
    path.write_text(path.read_text() + QUESTION)
    set_(course, '[points]\n"1_vectors".why = 5\n')
    assert [cell["metadata"]["nbgrader"].get("points") for cell in built(course).values()][-1] == 5
    set_(course, f'{LEFT_OUT}"1_vectors" = ["why"]\n')
    assert "Why?" not in str(built(course))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[points]\n"1_vectors".test_lenght = 2', "sets the points of test_lenght, which 1_vectors hasn't got; it has"),
        (f'{LEFT_OUT}"1_vectors" = ["nothing"]', "leaves out nothing, which 1_vectors hasn't got; it has"),
        (
            f'{LEFT_OUT}"1_vectors" = ["root_is_missing"]',
            "length, direction, and what its mistakes and alternatives are called; is root_missing meant?",
        ),
        (f'{LEFT_OUT}units = ["2_waves"]', "speaks of the unit '2_waves', which isn't there"),
        (f'{LEFT_OUT}"vectors" = ["length"]', "each called as its folder is; is 1_vectors meant?"),
        (
            "[points]\nvectors.x = 2",
            "has 'vectors' in [points], which means nothing there; it may hold lines for units",
        ),
        (f"{LEFT_OUT}units = 3", "leaves out the units 3; write a list of names"),
        (f'{LEFT_OUT}"1_vectors" = "length"', "leaves out 'length' of 1_vectors; write a list"),
        ('[points]\n"1_vectors".test_length_values = 0', "makes test_length_values of 1_vectors worth 0; points are"),
        ('[points]\n"1_vectors".test_length_values = "3"', "worth '3'; points are"),
        ('[points]\n"1_vectors".test_length_values = nan', "worth nan; points are"),
        ('[points]\n"1_vectors".test_length_values = 1e308', "worth 1e+308; points are a number above zero, 1,000,000"),
        ('[points]\n"1_vectors".test_length_values = true', "worth True; points are"),
        ('[points]\n"1_vectors" = 3', "sets the points of 1_vectors to 3"),
        (f'{LEFT_OUT}"1_vectors" = ["length", "direction"]', "leaves out every check"),
        ("[kit]\nrequires = 3", "lets the kit require 3; write a list"),
        ('[kit]\nrequires = ["scipy >< 1"]', "lets the kit require 'scipy >< 1'; write a package as pip takes it"),
        ("[kit]\nnote = 3", "sets the kit's note to 3"),
    ],
)
def test_what_a_course_cant_set_is_refused_in_a_sentence(course, text, said):
    set_(course, text + "\n")
    with pytest.raises(UserError, match=re.escape(said)):
        list(kit_files(Course(course).units()))
