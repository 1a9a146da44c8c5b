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
    assert limits("[kit]\nrequires = []") == Limits()


def test_limits_are_read_and_what_is_left_out_has_its_default(limits):
    assert limits("[limits]\ncheck_seconds = 0.5\nmemory_mb = 512") == Limits(check_seconds=0.5, memory_mb=512)


def test_a_limit_that_is_none_is_answered_with_those_that_are(limits):
    with pytest.raises(UserError, match=r"has 'seconds' in \[limits\].*; it may hold check_seconds, load_seconds"):
        limits("[limits]\nseconds = 3")


@pytest.mark.parametrize("value", ["0", "-1", "true", '"10"', "[10]", "{}", "1979-05-27"])
def test_a_limit_that_is_no_number_above_zero_is_refused(limits, value):
    with pytest.raises(UserError, match=r"sets check_seconds to .*; it must be a number above zero"):
        limits(f"[limits]\ncheck_seconds = {value}")


@pytest.mark.parametrize("line", ["check_seconds = nan", "check_seconds = inf", "memory_mb = 0.5", "memory_mb = 512.0"])
def test_a_number_that_no_limit_can_be_is_refused(limits, line):
    with pytest.raises(UserError, match=r"course\.toml sets"):
        limits(f"[limits]\n{line}")


@pytest.mark.parametrize("line", ["memory_mb = 20", "check_seconds = 0.001", "load_seconds = 0.05"])
def test_a_limit_that_no_work_could_keep_to_is_refused_with_the_least_that_can_be_set(limits, line):
    with pytest.raises(UserError, match=rf"course\.toml sets {line.split()[0]} to .*; set (256|0.1) or more"):
        limits(f"[limits]\n{line}")


@pytest.mark.parametrize(
    "line", ["memory_mb = 10_000_000_000_000", "scratch_mb = 1_000_000_001", "load_seconds = 1e300"]
)
def test_a_limit_that_no_machine_could_be_told_is_refused_with_the_most_that_can_be_set(limits, line):
    with pytest.raises(UserError, match=rf"course\.toml sets {line.split()[0]} to .*; set 1,000,000,000 or less"):
        limits(f"[limits]\n{line}")


@pytest.mark.parametrize("text", ["limits = 3", "limits = [1]", "[[limits]]\ncheck_seconds = 1"])
def test_limits_that_are_no_table_are_refused(limits, text):
    with pytest.raises(UserError, match=r"course\.toml"):
        limits(text)


@pytest.mark.parametrize("text", ["[limits", "check_seconds = ", "a = 1\na = 2", b"\x01", "a = 1" + 5000 * "0"])
def test_bad_toml_is_refused_with_its_line(limits, text):
    with pytest.raises(UserError, match=r"course\.toml cannot be read: .*Mend that line"):
        limits(text)


UNKNOWN = {
    "[forbiden]": r"has a table \[forbiden\], which means nothing; the tables are \[limits\], .*; is forbidden meant\?",
    "[limts]\ncheck_seconds = 3": r"has a table \[limts\].*; is limits meant\?",
    "[kitt]": r"has a table \[kitt\].*; is kit meant\?",
    "[point]": r"has a table \[point\].*; is points meant\?",
    "[leaveout]": r"has a table \[leaveout\].*; is leave_out meant\?",
    "[unknown]": r"has a table \[unknown\].*\[leave_out\]\.$",
    "check_seconds = 3": r"has 'check_seconds' in no table, which means nothing; the tables are",
    "[grading]\nfresh = true": r"has 'fresh' in \[grading\], which means nothing there; it may hold fresh_seed",
    "[grading]\nfresh_seeds = true": r"has 'fresh_seeds' in \[grading\].*; is fresh_seed meant\?",
    "[kit]\nrequire = []": r"has 'require' in \[kit\].* requires, note; is requires meant\?",
    "[forbidden]\nevery_units = []": r"has 'every_units' in \[forbidden\].*; is every_unit meant\?",
    "[leave_out]\nunit = []": r"has 'unit' in \[leave_out\].* units and lines for units.*; is units meant\?",
    "[data]\nann = []": r"has 'ann' in \[data\].* it may hold lines for units, each called as its folder is",
    "[kit]\nrequires = ['scipy=1']": r"lets the kit require 'scipy=1'; write a package as pip takes it",
    "[kit]\nrequires = 'scipy'": r"lets the kit require 'scipy'; write a list of names in quotes",
    "[kit]\nnote = 3": r"sets the kit's note to 3; write a text in quotes",
    "kit = 3": r"sets kit to 3; write \[kit\] and a line for each",
    "data = []": r"sets data to \[\]; write \[data\]",
}


@pytest.mark.parametrize("text", UNKNOWN)
@pytest.mark.parametrize("read", ["units", "limits", "fresh_seed", "kit_note"])
def test_what_a_courses_settings_have_no_place_for_is_refused_whatever_is_read_of_them(course, text, read):
    (course.instructor / "course.toml").write_text(text)
    with pytest.raises(UserError, match=UNKNOWN[text]):
        getattr(course, read)()


@pytest.mark.parametrize("names", ["'scipy'", "[3]", "['']", "['scikit-learn']", "['nump y']", "['scipy.']"])
def test_what_no_import_could_name_is_not_forbidden_in_vain(course, names):
    course.settings_file.parent.mkdir(exist_ok=True)
    course.settings_file.write_text(f"[forbidden]\nevery_unit = {names}\n")
    with pytest.raises(UserError, match=r"in every_unit; write a list of modules' names, as `import` takes them\."):
        course.forbidden("2_ann")


def test_a_notebook_of_a_course_whose_settings_are_broken_is_nobody_elses(course):
    (course.root / "solutions/2_ann").mkdir(parents=True)
    assert Course.own_unit(course.root, "2_ann", "ann") == course.unit("ann")
    (course.instructor / "course.toml").write_text("[kitt]")
    with pytest.raises(UserError, match=r"has a table \[kitt\]"):
        Course.own_unit(course.root, "2_ann", "ann")


@pytest.mark.parametrize("table", ["forbidden", "data", "points", "leave_out"])
def test_settings_of_a_unit_that_isnt_there_are_refused_with_the_one_that_is_meant(tmp_path, table):
    course = Course(tmp_path)
    for folder in ("instructor", "solutions/2_ann", "solutions/3_rnn"):
        (tmp_path / folder).mkdir(parents=True)
    (course.instructor / "course.toml").write_text(f'[{table}]\n"2_an" = []\n')
    with pytest.raises(UserError, match=r"speaks of the unit '2_an', .* are 2_ann, 3_rnn; is 2_ann meant\?"):
        course.units()


def test_who_takes_a_unit_out_of_a_kit_neednt_change_its_rules(tmp_path):
    (tmp_path / "exercises/2_ann").mkdir(parents=True)
    (tmp_path / "course.toml").write_text('[forbidden]\n"2_ann" = []\n"3_rnn" = ["jax"]\n')
    assert [unit.name for unit in Course(tmp_path).units()] == ["ann"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"[limits]\n# caf\xe9\n", "course.toml, line 2: this is no UTF-8; save the file in that encoding"),
        (b"[limits]\n\n\x00\n", "course.toml, line 3: a NUL character stands here"),
    ],
)
def test_settings_that_are_no_text_are_refused_with_their_line(limits, text, said):
    with pytest.raises(UserError, match=said):
        limits(text)


def test_settings_may_begin_with_a_byte_order_mark(limits):
    assert limits(b"\xef\xbb\xbf[limits]\ncheck_seconds = 3\n").check_seconds == 3


def test_a_folder_in_the_place_of_settings_is_refused(course):
    (course.root / "solutions").mkdir(exist_ok=True)
    (course.instructor / "course.toml").mkdir(parents=True)
    with pytest.raises(UserError, match=r"course\.toml is a folder, where a file belongs: move it away"):
        course.limits()


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
