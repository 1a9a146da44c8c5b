import importlib.metadata
import json
import os
import re
import subprocess
import sys
import venv
import zipfile

import pytest
from support import ROOT, copy_course, deltarule, solution


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
    assert "22 not started" in result.stdout
    assert "Traceback" not in result.stdout
    assert "NotImplementedError" not in result.stdout
    assert marks(result.stdout)["together"] == "0 of 38"
    assert result.returncode == 1


def test_pytest_the_command_and_the_notebook_give_the_same_marks(kit, python):
    text = solution().replace("delta2 = -(y", "delta2 = (y").replace(">= 0.5", "> 0.5").replace("z1 = X @", "z1 = X @@")
    (kit / "exercises/2_ann/ann.py").write_text(text)
    by_pytest = call(python, "-m", "pytest", cwd=kit)
    by_command = call(python, "-m", "autograder", "check", "ann", cwd=kit)
    assert marks(by_pytest.stdout) == marks(by_command.stdout)
    assert marks(by_pytest.stdout)["together"] == "26 of 38"
    # The notebook's own cells, run as a notebook runs them: one namespace called __main__, in its folder.
    notebook = json.loads((kit / "exercises/2_ann/ann.ipynb").read_text())
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    checks = [cell for cell in cells if "autograder.notebook" in cell]
    parts = [part for part in re.split(r"^# %%.*$", text, flags=re.MULTILINE) if "__main__" not in part]
    runner = (
        "import json, sys, __main__\n"
        f"sys.path.insert(0, {str(kit)!r})\n"
        "for part in json.load(open('parts.json')):\n"
        "    try: exec(part, vars(__main__))\n"
        "    except SyntaxError: pass\n"
        "from autograder.notebook import check\n"
        "total = 0\n"
        "for cell in json.load(open('checks.json')): total += eval(cell.split('\\n')[-1], {'check': check})\n"
        "print('TOTAL', total)\n"
    )
    folder = kit / "exercises/2_ann"
    (folder / "parts.json").write_text(json.dumps(parts))
    (folder / "checks.json").write_text(json.dumps(checks))
    result = call(python, "-c", runner, cwd=folder)
    assert "TOTAL 26.0" in result.stdout, result.stdout + result.stderr


def test_a_failure_says_what_where_by_how_much_and_why_but_never_the_expected_array(kit, python):
    (kit / "exercises/2_ann/ann.py").write_text(solution().replace("delta2 = -(y", "delta2 = (y"))
    result = call(python, "-m", "pytest", "-k", "backward_prop_values", cwd=kit)
    assert re.search(
        r"backward_prop: dWxh at \[0, 0\] is \S+, too (large|small) by \S+ \(10 of 10 entries", result.stdout
    )
    assert "Asked: The gradient of cost_function for Wxh, bh, Why and by" in result.stdout
    assert "Input, case 1 of 5: X (4, 2), y (4, 1), params {Wxh (2, 5)" in result.stdout
    assert "Hint: The sign is wrong: this gradient points downhill." in result.stdout
    assert "array(" not in result.stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["-k", "predict"], r"1 failed, 1 passed, 20 deselected"),
        (["-x"], r"1 failed, \d+ passed"),
        (["exercises/2_ann/test_ann.py::test_predict_on_the_edge"], r"1 failed in"),
        (["-q", "--tb=short", "-p", "no:cacheprovider"], r"1 failed, 21 passed"),
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


def test_instructors_commands_say_what_a_kit_lacks(kit, python):
    result = call(python, "-m", "autograder", "grade", cwd=kit)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_a_kit_makes_the_folder_it_goes_to_and_is_a_zip_file_by_name(tmp_path):
    course = copy_course(tmp_path / "course")
    result = deltarule("kit", tmp_path / "new" / "kit", cwd=course)
    assert (tmp_path / "new" / "kit.zip").is_file(), result.stderr


if sys.platform == "win32":  # the environment is put together from links
    pytest.skip("needs symbolic links", allow_module_level=True)
