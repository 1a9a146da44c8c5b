import ast
import re
import subprocess
import tomllib

import pytest
import yaml
from support import deltarule

from deltarule.authoring.building import beginnings
from deltarule.authoring.building.beginnings import new_course, new_unit
from deltarule.authoring.building.kits import kit_files
from deltarule.core.course import Course
from deltarule.core.errors import UserError

COURSES_OWN = re.compile(rb"\b(neural|forward_prop|sigmoid|2_ann|ann|1_neuron|deep learning)\b", re.IGNORECASE)


def texts(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def course(tmp_path):
    new_course(tmp_path / "course")
    return Course(tmp_path / "course")


def test_the_command_names_what_it_wrote_and_what_to_do_next(tmp_path):
    result = deltarule("new", "course", "c", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    wrote = re.findall(r"^wrote (.*)$", result.stdout, re.MULTILINE)
    assert {tmp_path / "c" / path for path in wrote} == set(texts(tmp_path))
    assert result.stdout.splitlines()[-1] == "Next: cd c, then deltarule build and deltarule audit"
    unit = deltarule("new", "unit", "waves", cwd=tmp_path / "c" / "exercises")
    assert "wrote solutions/2_waves/waves.py" in unit.stdout, unit.stderr


def test_what_a_new_course_begins_with_can_be_read_by_those_who_read_it(course):
    root = course.root
    tomllib.loads(course.settings_file.read_text())
    jobs = yaml.safe_load((root / ".github/workflows/course.yml").read_text())["jobs"]
    run = [step["run"] for step in jobs["course"]["steps"] if "run" in step]
    assert run == ["pip install -r requirements.txt", "deltarule build --check", "deltarule audit"]
    for path in root.rglob("*.py"):
        ast.parse(path.read_text())
    assert not [path for path in texts(root) if "template" in path.name]


def test_git_never_takes_seeds_marks_or_students_work(course):
    subprocess.run(["git", "init", "-q"], cwd=course.root, check=True)
    secret = ["seeds.json", "gradebook.db", "gradebook.db-journal", "submitted/ada/1_vectors/vectors.py"]
    secret += ["autograded/x", "feedback/x", "roster.csv", "source/1_vectors/vectors.ipynb"]
    for name in secret:
        (course.instructor / name).parent.mkdir(parents=True, exist_ok=True)
        (course.instructor / name).touch()
    told = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=course.root, check=True, capture_output=True, text=True
    )
    listed = {line[3:] for line in told.stdout.splitlines()}
    assert "instructor/course.toml" in listed
    assert listed & {f"instructor/{name}" for name in secret} == set()


def test_a_courses_name_may_hold_anything(tmp_path):
    new_course(tmp_path / 'it\'s $mine \\ "so"')
    (config,) = tmp_path.glob("*/instructor/nbgrader_config.py")
    texts = [node.value for node in ast.walk(ast.parse(config.read_text())) if isinstance(node, ast.Constant)]
    assert 'it\'s $mine \\ "so"' in texts


def test_a_unit_gets_the_number_after_the_largest(course):
    (course.root / "solutions/7_old").mkdir()
    new_unit(course, "waves")
    assert (course.root / "solutions/8_waves/waves.py").is_file()
    assert (course.root / "exercises/8_waves/test_waves.py").read_text().startswith('"""The checks of 8_waves.')


def test_a_course_without_a_unit_is_one_and_its_next_is_the_first(course):
    for path in sorted(texts(course.root)):
        if "1_vectors" in str(path):
            path.unlink()
    assert Course.find(course.root).has_solutions
    assert new_unit(Course.find(course.root), "waves")


@pytest.mark.parametrize(
    "name", ["Waves", "3_waves", "my-unit", "", "_x", "random", "numpy", "class", "test_x", "vectors", "../x"]
)
def test_a_name_that_cant_be_a_units_is_refused_and_nothing_written(course, name):
    before = texts(course.root)
    with pytest.raises(UserError):
        new_unit(course, name)
    assert texts(course.root) == before


def test_a_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "file"):
        with pytest.raises(UserError, match="is there already and isn't empty"):
            new_course(folder)
    assert list(texts(tmp_path)) == [tmp_path / "file"]


def test_an_empty_folder_will_do(tmp_path):
    (tmp_path / "c").mkdir()
    assert new_course(tmp_path / "c")


def test_a_course_inside_a_course_is_refused(course):
    with pytest.raises(UserError, match="lies in the course"):
        new_course(course.root / "sub" / "course")


def test_where_a_file_cant_be_written_none_is(course, tmp_path, monkeypatch):
    before, written = texts(course.root), []

    def failing(path, content):
        if len(written) == 3:
            raise UserError("the disk is full")
        written.append(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    monkeypatch.setattr(beginnings, "write_atomically", failing)
    for begin in (lambda: new_unit(course, "waves"), lambda: new_course(tmp_path / "other")):
        written.clear()
        with pytest.raises(UserError, match="the disk is full"):
            begin()
        assert len(written) == 3
    assert texts(course.root) == before
    assert not (tmp_path / "other").exists()
    assert not list(course.root.glob("*/2_waves"))


def test_a_new_courses_kit_speaks_of_that_course_alone_and_needs_what_it_needs(course):
    course.settings_file.write_text('[kit]\nrequires = ["scipy>=1.11"]\nnote = "Bring headphones."\n')
    files = dict(kit_files(course.units()))
    readme = files["README.md"].decode()
    assert "`deltarule check vectors length`" in readme
    assert "With `numpy`, `pytest` and `scipy` at hand" in readme
    assert "Bring headphones." in readme
    assert "forbids" not in readme
    needed = tomllib.loads(files["pyproject.toml"].decode())["project"]["dependencies"]
    assert [re.match(r"\w+", item)[0] for item in needed] == ["numpy", "pytest", "scipy"]
    own = {**files, **{str(path): content for path, content in texts(course.root).items()}}
    assert [(name, found[0]) for name, content in own.items() if (found := COURSES_OWN.search(content))] == []


def test_no_commands_help_names_a_unit_of_this_course(tmp_path):
    said = deltarule("--help", cwd=tmp_path).stdout + deltarule("check", "--help", cwd=tmp_path).stdout
    assert not COURSES_OWN.search(said.encode())


def test_a_course_without_nbgraders_settings_is_told_that_it_has_no_gradebook(course):
    (course.instructor / "nbgrader_config.py").unlink()
    (course.root / "sample").rename(course.instructor / "submitted")
    result = deltarule("grade", "--isolation", "none", cwd=course.root)
    assert result.returncode == 0, result.stderr
    assert "gradebook: none is written, for there is no" in result.stderr
    assert len(re.findall("gradebook", result.stderr + result.stdout)) == 1
