import pytest

from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import Limits


@pytest.fixture
def course(tmp_path):
    for name in (
        "exercises/2_ann",
        "exercises/10_gan",
        "solutions/3_cnn",
        "exercises/notes",
        "exercises/4_",
        "instructor",
    ):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "exercises" / "5_file").touch()
    return Course(tmp_path)


def test_a_unit_knows_its_files(tmp_path):
    unit = Unit(tmp_path, "2_deep_net")
    assert unit.name == "deep_net"
    assert {
        name: str(getattr(unit, name).relative_to(tmp_path))
        for name in ("exercise", "notebook", "checks", "answers", "solution", "mistakes", "alternatives", "source")
    } == {
        "exercise": "exercises/2_deep_net/deep_net.py",
        "notebook": "exercises/2_deep_net/deep_net.ipynb",
        "checks": "exercises/2_deep_net/test_deep_net.py",
        "answers": "exercises/2_deep_net/answers.npz",
        "solution": "solutions/2_deep_net/deep_net.py",
        "mistakes": "solutions/2_deep_net/mistakes.py",
        "alternatives": "solutions/2_deep_net/alternatives.py",
        "source": "instructor/source/2_deep_net",
    }


@pytest.mark.parametrize("folder", ["tests", "2_", "_ann", "ann_2"])
def test_a_folder_that_is_no_units_has_no_unit_name(tmp_path, folder):
    with pytest.raises(UserError, match=f"{folder} is no unit's folder; it should be called like 2_waves"):
        Unit.at(tmp_path / folder).name  # noqa: B018


def test_a_unit_is_known_by_the_folder_of_its_exercise(course):
    unit = course.unit("ann")
    assert Unit.at(unit.exercise.parent) == unit
    assert unit.course == course


@pytest.mark.parametrize(
    ("assignment", "notebook", "own"),
    [("2_ann", "ann", True), ("ann", "ann", False), ("2_ann", "gan", False), ("9_x", "x", False)],
)
def test_an_nbgrader_notebook_is_a_units_where_both_names_are(course, assignment, notebook, own):
    assert Course.own_unit(course.instructor, assignment, notebook) == (Unit(course.root, "2_ann") if own else None)


def test_no_notebook_is_a_units_in_a_kit_or_elsewhere(tmp_path):
    assert Course.own_unit(tmp_path, "2_ann", "ann") is None
    (tmp_path / "exercises/2_ann").mkdir(parents=True)
    assert Course.own_unit(tmp_path, "2_ann", "ann") is None


def test_units_come_in_their_order_and_nothing_else_does(course):
    assert [unit.assignment for unit in course.units()] == ["2_ann", "3_cnn", "10_gan"]


@pytest.mark.parametrize("name", ["gan", "10_gan"])
def test_a_unit_is_found_with_and_without_its_number(course, name):
    assert course.unit(name) == Unit(course.root, "10_gan")


@pytest.mark.parametrize("name", ["GAN", "10", "", "../2_ann"])
def test_a_unit_that_is_not_there_is_answered_with_those_that_are(course, name):
    with pytest.raises(UserError, match=r"There is no unit .*; the units are ann, cnn, gan\."):
        course.unit(name)


def test_a_course_is_found_from_any_folder_in_it(course, monkeypatch):
    assert Course.find(course.root) == Course.find(course.root / "exercises" / "2_ann") == course
    monkeypatch.chdir(course.root / "instructor")
    assert Course.find() == course


def test_outside_of_a_course_one_is_told_where_to_go(tmp_path):
    (tmp_path / "exercises").mkdir()
    with pytest.raises(UserError, match="is in no course: go to the folder that holds exercises/"):
        Course.find(tmp_path)


def test_a_course_has_solutions_and_a_kit_has_none(course, tmp_path):
    assert course.has_solutions
    assert not Course(tmp_path / "exercises").has_solutions


# --- limits ------------------------------------------------------------------------------------------------------


@pytest.fixture
def limits(course):
    def read(text):
        path = course.instructor / "course.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return course.limits()

    return read


def test_limits_have_defaults(course, limits):
    assert course.limits() == limits("") == limits("[limits]") == Limits()
    assert limits("[other]\nx = 1") == Limits()


def test_limits_are_read_and_what_is_left_out_has_its_default(limits):
    assert limits("[limits]\ncheck_seconds = 0.5\nmemory_mb = 512") == Limits(check_seconds=0.5, memory_mb=512)


def test_a_limit_that_is_none_is_answered_with_those_that_are(limits):
    with pytest.raises(UserError, match="sets the limit 'seconds'; the limits are check_seconds, load_seconds"):
        limits("[limits]\nseconds = 3")


@pytest.mark.parametrize("value", ["0", "-1", "true", '"10"', "[10]", "{}", "1979-05-27"])
def test_a_limit_that_is_no_number_above_zero_is_refused(limits, value):
    with pytest.raises(UserError, match=r"sets check_seconds to .*; it must be a number above zero"):
        limits(f"[limits]\ncheck_seconds = {value}")


@pytest.mark.parametrize("line", ["check_seconds = nan", "check_seconds = inf", "memory_mb = 0.5", "memory_mb = 512.0"])
def test_a_number_that_no_limit_can_be_is_refused(limits, line):
    with pytest.raises(UserError, match=r"course\.toml sets"):
        limits(f"[limits]\n{line}")


@pytest.mark.parametrize("text", ["limits = 3", "limits = [1]", "[[limits]]\ncheck_seconds = 1"])
def test_limits_that_are_no_table_are_refused(limits, text):
    with pytest.raises(UserError, match=r"course\.toml"):
        limits(text)


@pytest.mark.parametrize("text", ["[limits", "check_seconds = ", "a = 1\na = 2", b"\xff", b"\x00"])
def test_bad_toml_is_refused_with_its_line(limits, text):
    with pytest.raises(UserError, match=r"course\.toml cannot be read: .*Mend that line"):
        limits(text)


def test_this_courses_own_file_can_be_read(this_course):
    assert isinstance(this_course.limits(), Limits)
    assert "2_ann" in [unit.assignment for unit in this_course.units()]


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["9_my-unit", "9_Lab", "9", "9_", "9lab", "9_2d", "unit_9"])
def test_a_folder_that_would_be_a_unit_but_for_its_name_is_told_with_the_rule(course, folder):
    (course.root / "solutions" / folder).mkdir()
    (course.root / "solutions" / folder / "lab.py").touch()
    (course.root / "exercises" / "4_").rmdir()
    assert course.misnamed() == [
        f"{folder} is no unit's folder: call it by a number, an underscore and a name of small letters, digits and "
        "underscores, such as 2_waves."
    ]


@pytest.mark.parametrize("name", ["random", "numpy", "ast", "class", "mistakes", "test_x", "conftest"])
def test_a_unit_whose_file_would_stand_for_another_is_told(tmp_path, name):
    (tmp_path / "solutions" / f"9_{name}").mkdir(parents=True)
    (said,) = Course(tmp_path).misnamed()
    assert said.startswith(f"9_{name}: a unit can't be called {name}")


def test_two_units_of_one_number_or_one_name_are_told(tmp_path):
    for name in ("2_ann", "2_rnn", "03_gan", "4_gan"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
    assert Course(tmp_path).misnamed() == [
        "2_ann and 2_rnn have one number; give each its own.",
        "03_gan and 4_gan have one name; give each its own.",
    ]


def test_other_folders_are_nobodys_units(course):
    (course.root / "exercises" / "4_").rmdir()
    for name in ("notes", ".git", "__pycache__", ".2_ann"):
        (course.root / "exercises" / name).mkdir(exist_ok=True)
    assert course.misnamed() == []


def test_a_course_whose_only_unit_is_misnamed_is_told_so(tmp_path):
    (tmp_path / "exercises" / "9_Lab").mkdir(parents=True)
    with pytest.raises(UserError, match="9_Lab is no unit's folder"):
        Course.find(tmp_path)
