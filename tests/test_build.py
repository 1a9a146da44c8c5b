import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from support import BIN, ROOT, TINY, copy_course, deltarule

from deltarule.authoring.building import products
from deltarule.authoring.building.products import build, renew_source, stale, write
from deltarule.core.checking.checks import load_checks
from deltarule.core.course import DEMONSTRATION, Course
from deltarule.core.errors import UserError

COURSE = Course(ROOT)


@pytest.fixture(scope="module")
def ann_products():
    return build(COURSE.unit("ann"))


@pytest.fixture(scope="module")
def quiz_products():
    return build(COURSE.unit("quiz"))


@pytest.fixture
def tiny(tmp_path):
    return Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")


def notebook(products, path):
    return nbformat.reads(products[path].decode(), as_version=4)


def test_each_graded_function_is_followed_by_a_locked_cell_worth_its_checks_points(ann_products):
    unit = COURSE.unit("ann")
    cells = notebook(ann_products, unit.notebook).cells
    for check in load_checks(unit.checks):
        (place,) = [i for i, cell in enumerate(cells) if cell.id == check.function]
        function, checking = cells[place].metadata.nbgrader, cells[place + 1].metadata.nbgrader
        assert (function.solution, function.grade, function.locked) == (True, False, False)
        assert (checking.solution, checking.grade, checking.locked) == (False, True, True)
        worth = sum(item.points for item in load_checks(unit.checks) if item.function == check.function)
        assert checking.points == worth
        assert cells[place + 1].source.endswith(f'deltarule.self_check("{check.function}")')


def test_a_stub_has_docstrings_and_demonstrations_but_no_bodies(ann_products):
    stub = ann_products[COURSE.unit("ann").exercise].decode()
    assert "SOLUTION" not in stub
    assert 'if __name__ == "__main__":' in stub
    functions = {node.name: node for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef)}
    for check in load_checks(COURSE.unit("ann").checks):
        docstring, body = functions[check.function].body
        assert "Returns:" in docstring.value.value
        assert ast.unparse(body) == "raise NotImplementedError()"


def test_a_demonstration_is_tagged_and_has_lost_its_guard(ann_products):
    cells = notebook(ann_products, COURSE.unit("ann").notebook).cells
    shown = [cell for cell in cells if DEMONSTRATION in cell.metadata.get("tags", [])]
    text = COURSE.unit("ann").solution.read_text()
    assert len(shown) == text.count('\nif __name__ == "__main__":') - text.count("\n# %% proves=") > 0
    assert not [cell for cell in shown if "__main__" in cell.source]


def test_a_free_answer_is_a_cell_that_a_person_grades(quiz_products):
    cells = notebook(quiz_products, COURSE.unit("quiz").notebook).cells
    answers = [cell for cell in cells if cell.id.startswith("answer_")]
    assert len(answers) == 7
    for cell in answers:
        marks = cell.metadata.nbgrader
        assert (cell.cell_type, marks.solution, marks.grade, marks.locked) == ("markdown", True, True, False)
        assert marks.points > 0
        assert cell.source.endswith("YOUR ANSWER HERE")


def test_model_answers_and_rubrics_are_the_instructors_alone(quiz_products):
    unit = COURSE.unit("quiz")
    assert quiz_products[unit.rubric].decode().count("**Rubric.**") == 7
    for path in (unit.exercise, unit.notebook):
        assert "Rubric" not in quiz_products[path].decode()
    assert quiz_products[unit.exercise].decode().count('[markdown] question="') == 7


def test_the_rubric_goes_with_the_last_question(tiny):
    text = tiny.solution.read_text()
    question = '# %% [markdown] question="why" points=2\n# Why?\n#\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n'
    tiny.solution.write_text(f"{text}\n{question}")
    assert tiny.rubric in write(build(tiny))
    assert tiny.rubric.exists()
    tiny.solution.write_text(text)
    assert tiny.rubric in stale(build(tiny))
    assert tiny.rubric in write(build(tiny))
    assert not tiny.rubric.exists()
    assert write(build(tiny)) == []


def test_the_notebooks_of_another_machine_are_the_same_bytes(ann_products):
    assert build(COURSE.unit("ann")) == ann_products


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("return 2 * x", "return 2 *", "cannot be read"),
        ("    ### END SOLUTION\n", "", "a region begins that does not end in its cell"),
        ("def double(x):", "def twice(x):", "double"),
        ("return 2 * x", "return missing(2 * x)", "missing"),
    ],
)
def test_a_broken_solution_is_said_in_a_sentence(tiny, old, new, sentence):
    tiny.solution.write_text(tiny.solution.read_text().replace(old, new))
    with pytest.raises(UserError, match=sentence):
        build(tiny)


def test_a_unit_without_checks_is_said_in_a_sentence(tiny):
    shutil.rmtree(tiny.checks.parent)
    with pytest.raises(UserError, match="no checks"):
        build(tiny)


def source_of(unit):
    return {path.name: path.read_bytes() for path in unit.source.iterdir()}


def test_nbgraders_source_alone_is_derived_where_it_is_missing(tiny):
    renew_source(tiny)
    assert sorted(source_of(tiny)) == ["answers.npz", "double.ipynb", "test_double.py"]
    assert not tiny.exercise.exists()
    assert source_of(tiny) == {
        path.name: text for path, text in build(tiny).items() if text and path.parent == tiny.source
    }


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("name", ["answers.npz", "double.ipynb", "test_double.py"])
def test_a_source_that_was_written_in_part_becomes_whole(tiny, name, answers):
    renew_source(tiny)
    whole = source_of(tiny)
    (tiny.source / name).unlink()
    renew_source(tiny, answers=answers)
    assert source_of(tiny) == whole


@pytest.mark.parametrize("edited", ["solution", "checks", "drawing", "settings"])
def test_a_source_follows_all_that_it_is_derived_from(tiny, edited):
    drawing = tiny.solution.parent / "drawings" / "box.svg"
    drawing.parent.mkdir()
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    tiny.solution.write_text(tiny.solution.read_text() + "\n# %% [markdown]\n# ![a box](drawings/box.svg)\n")
    renew_source(tiny)
    if edited == "settings":
        tiny.course.settings_file.write_text(f"[points.{tiny.assignment}]\ntest_double_values = 7\n")
    else:
        path = drawing if edited == "drawing" else getattr(tiny, edited)
        path.write_text(path.read_text().replace("<svg ", '<svg width="7" ') + "\n# more\n" * (edited != "drawing"))
    before = source_of(tiny)
    renew_source(tiny)
    assert source_of(tiny) != before
    assert stale({path: text for path, text in build(tiny).items() if path.parent == tiny.source}) == []


def test_a_source_that_was_seen_to_be_right_is_not_derived_again_to_be_compared(tiny, monkeypatch):
    renew_source(tiny)
    monkeypatch.setattr(products, "cells_of", None)  # whatever is derived begins with it
    renew_source(tiny)
    (tiny.source / "double.ipynb").write_text("{}")
    with pytest.raises(TypeError):
        renew_source(tiny)


def test_recorded_answers_are_looked_at_where_students_get_them(tiny):
    renew_source(tiny)
    whole = source_of(tiny)
    (tiny.source / "answers.npz").write_bytes(b"old")
    renew_source(tiny)
    assert source_of(tiny) != whole
    renew_source(tiny, answers=True)
    assert source_of(tiny) == whole


def test_the_notebook_is_the_last_file_of_a_source_to_be_written(tiny):
    """Whoever is stopped on the way leaves what the next one sees is stale."""
    assert list(build(tiny))[-1] == tiny.source / tiny.notebook.name


def test_an_instructors_own_files_beside_the_source_stay(tiny):
    renew_source(tiny)
    (tiny.source / "data.csv").write_text("1,2\n")
    tiny.checks.write_text(tiny.checks.read_text() + "\n")
    renew_source(tiny)
    assert (tiny.source / "data.csv").read_text() == "1,2\n"


def test_a_source_whose_unit_got_another_number_is_told_and_an_instructors_own_is_not(tiny):
    renew_source(tiny)
    own = tiny.source.with_name("essay")
    own.mkdir()
    (own / "essay.ipynb").write_text("{}")
    for folder in (tiny.solution.parent, tiny.exercise.parent):
        folder.rename(folder.with_name("3_double"))
    done = deltarule("build", cwd=tiny.root)
    assert done.returncode == 0
    notes = [line for line in done.stdout.splitlines() if line.startswith("note:")]
    assert len(notes) == 1
    assert notes[0].startswith("note: instructor/source/1_double is of no unit that the course has now")


def test_what_checked_functions_print_is_no_line_of_a_commands(tiny):
    for path, old in ((tiny.solution, "    return 2 * x"), (tiny.alternatives, "    return x + x")):
        path.write_text(path.read_text().replace(old, f'    print("STRAY")\n{old}'))
    tiny.checks.write_text(tiny.checks.read_text().replace("yield case(", 'print("STRAY")\n        yield case('))
    for command in (["build"], ["audit", "--names"]):
        done = deltarule(*command, cwd=tiny.root)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout
        assert "STRAY" not in done.stdout


def test_a_build_tells_which_check_it_records_and_how_many_wrong_versions_have_answered(tiny, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing kept"))
    told = list[str]()
    build(tiny, told.append)
    assert told[0] == "test_double_values"
    assert re.fullmatch(r"test_double_values: 1 of (\d+) wrong versions", told[1])
    *_, done, of = re.findall(r"\d+", told[-1])
    assert done == of


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="a terminal is needed, and this system has none to give")
def test_at_a_terminal_a_build_says_what_it_is_doing(tiny):
    ours, theirs = os.openpty()
    command, env = [str(BIN / "deltarule"), "build"], {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, cwd=tiny.root, env=env, stdout=subprocess.PIPE, stderr=theirs) as building:
        os.close(theirs)
        said = b""
        while b"1_double" not in said:
            said += os.read(ours, 4096)  # which raises when the command has ended
        building.kill()
    os.close(ours)


@pytest.fixture
def two_units(tiny):
    """A course of two units that say in whose process they are imported, and take a minute for it."""
    root = tiny.root
    copy_course(root / "more", TINY, ["1_double"])
    for part in ("exercises", "solutions"):
        folder = (root / "more" / part / "1_double").rename(root / part / "2_twice")
        for path in folder.glob("*double.py"):
            path.rename(path.with_name(path.name.replace("double", "twice")))
    (root / "pids").mkdir()
    for path in root.glob("solutions/*_*/[dt]*.py"):
        slow = (
            f"import os\nimport time\nopen({str(root / 'pids')!r} + f'/{{os.getpid()}}', 'w').close()\ntime.sleep(60)\n"
        )
        path.write_text(path.read_text().replace("import numpy", f"{slow}import numpy", 1))
    return root


def ended(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="processes are told by /proc")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 128 + signal.SIGINT), (signal.SIGKILL, -signal.SIGKILL)],
    ids=["SIGINT", "SIGKILL"],
)
def test_units_are_built_side_by_side_and_none_goes_on_once_the_build_has_ended(two_units, number, code):
    command = [str(BIN / "deltarule"), "build"]
    building = subprocess.Popen(command, cwd=two_units, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while len(pids := [path.name for path in two_units.glob("pids/*")]) < 2:
        assert building.poll() is None
        time.sleep(0.02)
    building.send_signal(number)
    assert (building.communicate(timeout=30)[1].count("\n"), building.returncode) == (number == signal.SIGINT, code)
    for _ in range(1500):
        if all(map(ended, pids)):
            break
        time.sleep(0.02)
    assert [pid for pid in pids if not ended(pid)] == []


def test_where_one_that_builds_is_killed_its_unit_is_built_all_the_same(two_units):
    for path in two_units.glob("solutions/*_*/[dt]*.py"):
        killed = f"os.getppid() == {os.getpid()} or os.kill(os.getpid(), 9)"
        path.write_text(re.sub(r"open\(.*\ntime\.sleep\(60\)", killed, path.read_text()))
    command = [str(BIN / "deltarule"), "build"]
    done = subprocess.run(command, cwd=two_units, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert "wrote exercises/1_double/double.py\n" in done.stdout
    assert "wrote exercises/2_twice/twice.py\n" in done.stdout


def test_what_is_looked_through_for_stale_files_is_not_tried_out_again(tiny):
    assert deltarule("build", cwd=tiny.root).returncode == 0
    tiny.checks.write_text(f"{tiny.checks.read_text()}\n\nimport numpy as np\n\nnp.seterr(all='ignore')\n")
    assert "np.seterr" in deltarule("build", cwd=tiny.root).stderr
    looked = deltarule("build", "--check", cwd=tiny.root)
    assert (looked.returncode, "np.seterr" in looked.stderr) == (2, False)
    assert "stale instructor/source/1_double/test_double.py" in looked.stdout


def test_notes_on_several_units_come_in_the_units_order(two_units):
    for path in two_units.glob("solutions/*_*/[dt]*.py"):
        seconds = 0.5 if path.stem == "double" else 0
        path.write_text(re.sub(r"open\(.*\ntime\.sleep\(60\)", f"time.sleep({seconds})", path.read_text()))
    for path in two_units.glob("exercises/*_*/test_*.py"):
        path.write_text(path.read_text().rstrip() + "\n        yield case(3.0)\n")
    command = [str(BIN / "deltarule"), "build"]
    done = subprocess.run(command, cwd=two_units, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0
    assert re.findall(r"^note: .*/(\w+)\.py, line", done.stderr, re.MULTILINE) == ["test_double", "test_twice"]
