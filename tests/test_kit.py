import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile

import pytest
from support import ROOT, copy_course, deltarule, solution

from deltarule.authoring.building.illustrations import illustrations_of
from deltarule.core.checking.checks import load_checks
from deltarule.core.checking.marks import points_of
from deltarule.core.course import Course

CORE = ROOT / "autograder" / "deltarule" / "core"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "kit.zip"
    result = deltarule("kit", path, "ann", cwd=ROOT)
    assert result.returncode == 0, result.stderr
    return path


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An environment with numpy, matplotlib, pytest and what they need, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    wanted, found = ["numpy", "matplotlib", "pytest"], set()
    while wanted:
        name = re.match(r"[\w.-]+", wanted.pop())[0]
        distribution = importlib.metadata.distribution(name)
        if distribution.name in found:
            continue
        found.add(distribution.name)
        wanted += [item for item in distribution.requires or [] if ";" not in item]
        for top in {file.parts[0] for file in distribution.files if ".." not in file.parts}:
            if not (site / top).exists() and top != "__pycache__":
                os.symlink(distribution.locate_file(top), site / top)
    return folder / "bin" / "python"


@pytest.fixture
def kit(archive, tmp_path):
    with zipfile.ZipFile(archive) as package:
        package.extractall(tmp_path)
    return tmp_path / "kit"


def call(python, *arguments, cwd):
    return subprocess.run([python, *arguments], cwd=cwd, capture_output=True, text=True, timeout=100)


def points():
    return points_of(load_checks(ROOT / "exercises/2_ann/test_ann.py"))


def marks(output):
    return dict(re.findall(r"^(\w+) +([\d.]+ of [\d.]+)", output, re.MULTILINE))


def test_the_kit_holds_no_solution_and_no_mistake(archive):
    with zipfile.ZipFile(archive) as package:
        names = package.namelist()
        texts = {name: package.read(name) for name in names}
    assert not [name for name in names if "solution" in name or name.endswith("2_ann/mistakes.py")]
    assert not [name for name in names if name.startswith("kit/instructor")]
    secrets = [
        b"sigmoid_derivative(z2)\n    delta1",
        b'a1 @ params["Why"] + params',
        b"BEGIN SOLUTION\n",
        b"points downhill",
    ]
    exercises = {name: text for name, text in texts.items() if "/exercises/" in name}
    assert exercises
    assert not [(name, secret) for name, text in exercises.items() for secret in secrets if secret in text]


def test_the_same_kit_is_the_same_bytes(archive, tmp_path):
    deltarule("kit", tmp_path / "kit.zip", "ann", cwd=ROOT)
    assert (tmp_path / "kit.zip").read_bytes() == archive.read_bytes()


def test_an_untouched_kit_reads_as_not_started_and_never_as_a_traceback(kit, python):
    result = call(python, "-m", "pytest", cwd=kit)
    assert re.search(r"^=+ \d+ not started in", result.stdout, re.MULTILINE)
    assert "Traceback" not in result.stdout
    assert "NotImplementedError" not in result.stdout
    assert marks(result.stdout)["together"] == f"0 of {points():g}"
    assert result.returncode == 1


def test_pytest_the_command_and_the_notebook_give_the_same_marks(kit, python):
    text = solution().replace("delta2 = -(y", "delta2 = (y").replace(">= 0.5", "> 0.5").replace("z1 = X @", "z1 = X @@")
    (kit / "exercises/2_ann/ann.py").write_text(text)
    by_pytest = call(python, "-m", "pytest", cwd=kit)
    by_command = call(python, "-m", "deltarule", "check", "ann", cwd=kit)
    assert marks(by_pytest.stdout) == marks(by_command.stdout)
    earned = float(marks(by_pytest.stdout)["together"].split()[0])
    assert 20 < earned < points() - 8
    # The notebook's own cells, run as a notebook runs them: one namespace called __main__, in its folder.
    notebook = json.loads((kit / "exercises/2_ann/ann.ipynb").read_text())
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    checks = [cell for cell in cells if "deltarule.self_check(" in cell]
    parts = [part for part in re.split(r"^# %%.*$", text, flags=re.MULTILINE) if "__main__" not in part]
    runner = (
        "import json, sys, __main__\n"
        f"sys.path.insert(0, {str(kit)!r})\n"
        "for part in json.load(open('parts.json')):\n"
        "    try: exec(part, vars(__main__))\n"
        "    except SyntaxError: pass\n"
        "import deltarule\n"
        "total = 0\n"
        "for cell in json.load(open('checks.json')): total += eval(cell.split('\\n')[-1])\n"
        "print('TOTAL', total)\n"
    )
    folder = kit / "exercises/2_ann"
    (folder / "parts.json").write_text(json.dumps(parts))
    (folder / "checks.json").write_text(json.dumps(checks))
    result = call(python, "-c", runner, cwd=folder)
    assert f"TOTAL {earned}" in result.stdout, result.stdout + result.stderr


def test_a_failure_says_what_where_by_how_much_and_why_but_never_the_expected_array(kit, python):
    (kit / "exercises/2_ann/ann.py").write_text(solution().replace("delta2 = -(y", "delta2 = (y"))
    result = call(python, "-m", "pytest", "-k", "backward_prop_values", cwd=kit)
    assert re.search(r"backward_prop: dWxh at \[0, 0\] is \S+, too (large|small) by \S+", result.stdout)
    assert "Asked: The gradient of cost_function for Wxh, bh, Why and by" in result.stdout
    assert re.search(r"Input, case \d+ of \d+: X \(\d, \d\), y \(\d, 1\), params \{Wxh \(\d, \d\)", result.stdout)
    assert "Hint: The sign is wrong: this gradient points downhill." in result.stdout
    assert "array(" not in result.stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["-k", "predict"], r"1 failed, \d+ passed, \d+ deselected"),
        (["-x"], r"1 failed, \d+ passed"),
        (["exercises/2_ann/test_ann.py::test_predict_on_the_edge"], r"1 failed in"),
        (["-q", "--tb=short", "-p", "no:cacheprovider"], r"1 failed, \d+ passed"),
    ],
)
def test_pytests_own_options_keep_working(kit, python, options, expected):
    (kit / "exercises/2_ann/ann.py").write_text(solution().replace(">= 0.5", "> 0.5"))
    assert re.search(expected, call(python, "-m", "pytest", *options, cwd=kit).stdout)


def test_last_failed_repeats_what_failed_last_time(kit, python):
    (kit / "exercises/2_ann/ann.py").write_text(solution().replace(">= 0.5", "> 0.5"))
    call(python, "-m", "pytest", cwd=kit)
    assert "1 failed" in call(python, "-m", "pytest", "--lf", cwd=kit).stdout.splitlines()[-1]


def test_the_debugger_opens_where_the_students_code_raised(kit, python):
    (kit / "exercises/2_ann/ann.py").write_text(solution().replace("y_hat = sigmoid(z2)", "y_hat = sigmoid(zz)"))
    result = subprocess.run(
        [python, "-m", "pytest", "-x", "--pdb", "-k", "forward_prop_values"],
        cwd=kit,
        input="p sorted(locals())\nq\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "['X', 'a1', 'params', 'z1', 'z2']" in result.stdout


@pytest.mark.parametrize(
    ("words", "nothing"), [(["ann.py"], True), (["ann"], True), (["-k", "quux"], True), (["-k", "predict"], False)]
)
def test_where_pytest_ran_no_check_it_says_how_checks_are_run(kit, python, words, nothing):
    result = call(python, "-m", "pytest", *words, cwd=kit / "exercises" / "2_ann")
    assert ("No check was run: `pytest` in a unit's folder" in result.stdout) == nothing


def test_where_a_check_could_not_begin_pytest_does_not_say_that_none_was_asked_for(kit, python):
    exercise = kit / "exercises" / "2_ann" / "ann.py"
    before = exercise.read_bytes()
    exercise.write_bytes("x".encode("utf-16"))
    try:
        result = call(python, "-m", "pytest", cwd=exercise.parent)
    finally:
        exercise.write_bytes(before)
    assert "ann.py is not a text file in UTF-8; save it as one." in result.stdout
    assert "No check was run" not in result.stdout


def test_a_kits_help_lists_its_own_commands_alone(kit, python):
    result = call(python, "-m", "deltarule", "--help", cwd=kit)
    listed = re.findall(r"^    (\w+) ", result.stdout.split("COMMAND\n")[-1], re.MULTILINE)
    assert listed == sorted(path.stem for path in (CORE / "selfcheck" / "commands").glob("[a-z]*.py"))


@pytest.mark.parametrize("command", ["grade", "build", "chekc"])
def test_a_command_that_a_kit_lacks_is_said_to_be_the_instructors_in_one_sentence(kit, python, command):
    result = call(python, "-m", "deltarule", command, cwd=kit)
    assert result.returncode == 2
    assert result.stderr.startswith(f"deltarule: {command} is no command of a kit, which has check")
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("; did you mean check?\n") == (command == "chekc")


@pytest.mark.parametrize("word", ["2", "ann", "forward_prop", "predict()"])
def test_a_unit_or_a_function_without_a_command_is_taken_for_what_is_to_be_checked(kit, python, word):
    result = call(python, "-m", "deltarule", word, cwd=kit)
    assert result.returncode == 2
    assert result.stderr.endswith(f"; did you mean check {word}?\n")


def test_who_asks_a_kit_for_help_without_dashes_is_told_how(kit, python):
    assert call(python, "-m", "deltarule", "help", cwd=kit).stderr.endswith("; deltarule --help says what each does.\n")


def test_python_without_docstrings_is_told_as_what_stands_in_the_way(kit, python):
    result = call(python, "-OO", "-m", "deltarule", "check", "ann", cwd=kit)
    assert "Python leaves out docstrings here, which the checks need: run it without -OO" in result.stderr


@pytest.mark.parametrize("way", ["deltarule", "pytest"])
def test_a_folder_whose_name_the_locale_cannot_spell_is_no_trouble(kit, python, way, tmp_path):
    folder = shutil.copytree(kit, tmp_path / "Übung eins", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    words = ["check", "ann"] if way == "deltarule" else ["exercises/2_ann"]
    found = subprocess.run(
        [python, "-m", way, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert "Error" not in found.stdout + found.stderr
    assert marks(found.stdout)["together"].startswith("0 of")


def test_a_kit_holds_exercises_and_the_core_and_nothing_else(archive):
    with zipfile.ZipFile(archive) as package:
        names = {name.removeprefix("kit/") for name in package.namelist()}
    core = {path.relative_to(CORE.parent.parent).as_posix() for path in CORE.rglob("*.py")}
    unit = {f"exercises/2_ann/{name}" for name in ("ann.py", "ann.ipynb", "test_ann.py", "answers.npz", "hints.txt")}
    unit |= {f"exercises/2_ann/{path}" for path in illustrations_of(Course(ROOT).unit("ann"))}
    top = {"README.md", "conftest.py", "pyproject.toml", "course.toml"}
    assert names == core | unit | top | {"deltarule/__init__.py", "deltarule/__main__.py"}


IMPORTED = """
import json, sys
from pathlib import Path
before = set(sys.modules)
{run}
files = [name for name, module in sys.modules.items() if getattr(module, "__file__", None)]
print("IMPORTED", json.dumps(sorted(set(files) - before)))
"""
RUNS = {
    "pytest": "import pytest; pytest.main(['-q'])",
    "command": (
        "from deltarule.core.selfcheck.command import main\ntry: main(['check', 'ann'])\nexcept SystemExit: pass"
    ),
    "notebook": "import os; os.chdir('exercises/2_ann')\nimport deltarule; deltarule.self_check('forward_prop')",
}


@pytest.mark.parametrize("way", RUNS)
def test_a_self_check_imports_the_core_numpy_pytest_and_matplotlib_alone(kit, python, way):
    (kit / "exercises/2_ann/ann.py").write_text(solution())
    code = f"import sys; sys.path.insert(0, {str(kit)!r})" + IMPORTED.format(run=RUNS[way])
    result = call(python, "-c", code, cwd=kit)
    assert result.returncode == 0, result.stderr
    names = json.loads(result.stdout.split("IMPORTED ")[1])
    own = [name for name in names if name.split(".")[0] == "deltarule"]
    assert [name for name in own if name != "deltarule" and not re.match(r"deltarule\.core(\.|$)", name)] == []
    allowed = {"deltarule", "numpy", "pytest", "matplotlib", "ann", "test_ann", "conftest"}
    allowed |= {"_pytest", "py", "pluggy", "iniconfig", "packaging", "pygments"}  # pytest's own
    tops = {name.split(".")[0] for name in names if not name.startswith("deltarule_checks_")}
    assert sorted(tops - allowed - sys.stdlib_module_names) == []


def test_pip_would_install_the_core_and_the_command(archive):
    """What ``pip install .`` makes of the kit's pyproject.toml, without the index that it asks for setuptools."""
    with zipfile.ZipFile(archive) as package:
        project = tomllib.loads(package.read("kit/pyproject.toml").decode())
        names = {name.removeprefix("kit/") for name in package.namelist()}
    module, function = project["project"]["scripts"]["deltarule"].split(":")
    assert (f"{module.replace('.', '/')}.py" in names, function) == (True, "main")
    assert project["project"]["entry-points"]["pytest11"] == {
        "deltarule.core.selfcheck.plugin": "deltarule.core.selfcheck.plugin"
    }
    assert project["tool"]["setuptools"]["packages"]["find"]["include"] == ["deltarule*"]
    folders = {name.rpartition("/")[0] for name in names if name.startswith("deltarule/")}
    assert {f"{folder}/__init__.py" for folder in folders} <= names
    needed = {re.match(r"[\w-]+", item)[0] for item in project["project"]["dependencies"]}
    assert needed == {"numpy", "matplotlib", "pytest"}


def test_a_kit_makes_the_folder_it_goes_to_and_is_a_zip_file_by_name(tmp_path):
    course = copy_course(tmp_path / "course")
    result = deltarule("kit", tmp_path / "new" / "kit", cwd=course)
    assert (tmp_path / "new" / "kit.zip").is_file(), result.stderr


if sys.platform == "win32":  # the environment is put together from links
    pytest.skip("needs symbolic links", allow_module_level=True)


def test_a_kit_without_a_file_is_asked_for_the_file_alone():
    assert deltarule("kit", cwd=ROOT).stderr.endswith("error: the following arguments are required: OUT\n")
