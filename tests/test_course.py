import pytest

from autograder.course import Course, Limits, Unit
from autograder.errors import UserError


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
