"""What becomes of notebooks whose cells hang, end their worker or show too much, and of whole runs."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from sidebyside import (
    autograde,
    graded,
    graded_cell,
    marks,
    nbgrader_finds_alembic,  # noqa: F401
    notebook_of,
    ours,
    released,
    solution_cell,
    write,
)
from support import run

from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_FRESH_STARTS, Limits
from deltarule.door.forms import WireError
from deltarule.door.outputs import decode
from deltarule.door.outside.cell_runs import RemoteNotebook
from deltarule.door.walls import LEVELS
from deltarule.nbgrader.execute.pool import shared_zygote
from deltarule.nbgrader.execute.runs import Screen
from deltarule.nbgrader.execute.surroundings import files_in

LIMITS = Limits(output_characters=1000)
SWALLOWS = "import time\nend = time.time() + 60\nwhile time.time() < end:\n    try:\n        time.sleep(60)\n    except KeyboardInterrupt:\n        pass"  # noqa: E501


@pytest.fixture
def notebook():
    with RemoteNotebook(shared_zygote(LIMITS, None, notebooks=True), {}, {}) as notebook:
        yield notebook


@pytest.fixture
def unwalled():
    """One that may leave a mark for the worker after it."""
    with RemoteNotebook(shared_zygote(LIMITS, "none", notebooks=True), {}, {}) as notebook:
        yield notebook


def results(run):
    return [output.data["text/plain"] for output in run.outputs if hasattr(output, "data")]


def test_a_cell_that_runs_out_of_time_is_interrupted_and_what_it_did_stays(notebook):
    hung = notebook.run("x = 1\nprint('begun')\nwhile True: pass", 1, 2)
    assert (hung.timed_out, hung.died, hung.outputs[0].text) == (True, "", "begun\n")
    assert results(notebook.run("x", 2, 5)) == ["1"]


def test_an_async_cell_that_runs_out_of_time_is_interrupted(notebook):
    assert notebook.run("import asyncio\nx = 1\nawait asyncio.sleep(60)", 1, 2).timed_out
    assert results(notebook.run("x", 2, 5)) == ["1"]


@pytest.mark.parametrize("level", LEVELS)
def test_pools_of_threads_work_as_they_do_in_a_kernel(level):
    source = "from multiprocessing.pool import ThreadPool\nwith ThreadPool(2) as pool: print(pool.map(abs, [-1]))"
    try:
        zygote = shared_zygote(LIMITS, level, notebooks=True)
    except UserError:
        pytest.skip(f"this machine has no {level}")
    with RemoteNotebook(zygote, {}, {}) as notebook:
        assert [output.text for output in notebook.run(source, 1, 20).outputs] == ["[1]\n"]


def test_a_stream_that_was_closed_takes_no_text_as_in_a_kernel(notebook):
    assert notebook.run("import sys\nsys.stdout.close()", 1, 5).error is None
    assert notebook.run("print('x')", 2, 5).error[:2] == ("ValueError", "I/O operation on closed file")
    assert results(notebook.run("1", 3, 5)) == ["1"]


@pytest.mark.parametrize("ends", ["import os; os._exit(3)", "import ctypes; ctypes.string_at(0)", SWALLOWS])
def test_a_cell_that_ends_its_worker_costs_itself_alone(notebook, ends):
    notebook.run("x = [1]", 1, 5)
    notebook.run("x.append(2)\n1 / 0", 2, 5)
    assert notebook.run(ends, 3, 1).died
    after = notebook.run("x, In[2:]", 4, 5)
    assert results(after)[0].startswith("([1, 2],")
    assert notebook.run("x.append(3); x", 5, 5).outputs[0].execution_count == 5


def test_a_notebook_whose_worker_is_killed_is_as_it_was(unwalled, tmp_path):
    """While a cell runs, and while the cells before one that ends its worker are run again."""
    mark = str(tmp_path / "seen")
    kills = f"import os\nopen({mark!r}, 'a').write('.')\nif len(open({mark!r}).read()) in %s: os.kill(os.getpid(), 9)\n"
    assert not unwalled.run(f"{kills % [1, 3]}x = [1]", 1, 5).died
    assert unwalled.run("os._exit(1)", 2, 5).died
    assert results(unwalled.run("x", 3, 5)) == ["[1]"]
    assert len((tmp_path / "seen").read_text()) == 4


def test_a_cell_that_hangs_when_run_again_is_left_out(unwalled, tmp_path):
    unwalled.run("import os, time\nx = 1", 1, 5)
    mark = str(tmp_path / "seen")
    unwalled.run(f"if os.path.exists({mark!r}): os._exit(1)\nopen({mark!r}, 'w').close()", 2, 5)
    assert unwalled.run("os._exit(1)", 3, 5).died
    assert results(unwalled.run("x", 4, 5)) == ["1"]
    assert Path(mark).exists()


def test_cells_that_end_their_workers_get_a_new_one_a_few_times_and_the_rest_is_not_run(notebook):
    runs = [notebook.run("import os; os._exit(1)", number, 5) for number in range(MAX_FRESH_STARTS + 4)]
    assert [bool(run.died) for run in runs] == [True] * (MAX_FRESH_STARTS + 1) + [False] * 3
    assert [run.left_out for run in runs[-3:]] == [
        f"cells before it ended the process that they ran in {MAX_FRESH_STARTS + 1} times"
    ] * 3


def test_all_cells_together_have_the_time_of_one_submission_those_that_are_run_again_included():
    zygote = shared_zygote(Limits(submission_seconds=3.0, output_characters=1000), None, notebooks=True)
    with RemoteNotebook(zygote, {}, {}) as notebook:
        assert not notebook.run(
            "import time, os\nt = time.process_time() + 1\nwhile time.process_time() < t: pass", 1, 5
        ).died
        runs = [notebook.run("os._exit(1)", number, 5) for number in range(2, 5)]
        hung = notebook.run("while True: pass", 5, None)
        last = notebook.run("1", 6, 5)
    assert runs[0].died
    assert hung.left_out == last.left_out == "the notebook has used up its 3 seconds"


def test_a_notebook_that_shows_too_much_still_shows_what_a_mark_rests_upon(notebook):
    shows = "from IPython.display import HTML, display\nfor i in range(60): display(HTML('x' * 10 ** 5))\n0.5"
    runs = [notebook.run(shows, number, 20) for number in range(1, 5)]
    assert len(runs[0].outputs) == 61
    note, result = runs[-1].outputs
    assert note.text == "[outputs are left out: a notebook shows up to 16 MiB and 5,000 outputs]\n"
    assert result.data == {"text/plain": "0.5"}
    assert notebook.run("1 / 0", 5, 5).outputs[-1].ename == "ZeroDivisionError"


def test_an_update_of_many_outputs_at_once_takes_no_more_than_it_may():
    one = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}, "display_id": "a"}
    update = {**one, "output_type": "update_display_data", "data": {"text/html": "y" * 10**6}}
    shown = notebook_of("x")
    Screen(shown).show(0, decode(json.dumps([*[one] * 1000, update])))
    assert len(json.dumps(shown)) < 10**6
    assert shown.cells[0].outputs[-1].text == "[an output is left out: there is too much in it]\n"


def test_what_is_displayed_is_an_object_only_up_to_a_size():
    deep = {"output_type": "display_data", "data": {"application/json": [[]] * 100_000}, "metadata": {}}
    shown = notebook_of("x")
    Screen(shown).show(0, decode(json.dumps([deep] * 3)))
    assert [output.output_type for output in shown.cells[0].outputs] == ["display_data", "stream", "stream"]


def test_output_is_capped_and_shown_as_capped(notebook):
    (output,) = notebook.run("for i in range(10 ** 4): print('x' * 100)", 1, 20).outputs
    assert len(output.text) < 1100
    assert output.text.endswith("[... cut: a cell shows up to 1,000 printed characters]\n")
    (output,) = notebook.run("from IPython.display import HTML\nHTML('x' * 10 ** 7)", 2, 20).outputs
    assert "left out, of 10,0" in output.text
    (output,) = notebook.run("raise ValueError('x' * 10 ** 7)", 3, 20).outputs
    assert output.ename == "ValueError"
    assert len(output.evalue) == 100_000


@pytest.mark.parametrize(
    "source",
    [
        "display({'text/plain': '\\ud800'}, raw=True)",
        "print('\\ud800')",
        "display({'application/json': {'a': float('nan'), 'b': object()}}, raw=True)",
        "display({'text/plain': 1}, raw=True)",
        "raise ValueError('\\ud800')",
        "x = []; x.append(x); display({'application/json': x}, raw=True)",
        "class E(Exception):\n    def __str__(self): raise KeyError\nraise E",
    ],
)
def test_whatever_a_cell_shows_becomes_a_valid_notebook(notebook, source):
    run = notebook.run(source, 1, 5)
    assert not run.died
    shown = notebook_of(source)
    Screen(shown).show(0, run.outputs)
    nbformat.validate(shown)
    assert shown.cells[0].outputs
    assert results(notebook.run("1", 2, 5)) == ["1"]


def test_an_output_that_is_not_in_the_format_is_left_out():
    shown = notebook_of("x")
    Screen(shown).show(0, decode('[{"output_type": "display_data", "data": {"text/plain": 1}, "metadata": {}}]'))
    (output,) = shown.cells[0].outputs
    assert output.text == "[an output is left out: it is not in the format of notebooks]\n"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", '[{"output_type": "stream", "name": "stdin", "text": ""}]', "[" * 10**5, '[{"output_type": []}]'],
)
def test_outputs_that_are_not_in_the_format_are_refused(text):
    with pytest.raises(WireError):
        decode(text)


def test_files_are_read_without_following_links(tmp_path):
    (tmp_path / "secret").write_text("answers")
    folder = tmp_path / "folder"
    (folder / "data" / ".git").mkdir(parents=True)
    (folder / "data" / "a.csv").write_text("1")
    (folder / "data" / ".git" / "config").write_text("1")
    (folder / "n.ipynb").write_text("{}")
    (folder / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    files, notes = files_in(folder, [".git"])
    assert files == {"data/a.csv": b"1"}
    assert [note.split()[0] for note in notes] == ["link", "pipe"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose notebooks stock nbgrader would give up on, or give no points."""
    root = tmp_path_factory.mktemp("workers") / "course"
    cells = [
        solution_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "x"),
        graded_cell("assert x == 1", "first", 1),
        graded_cell("import numpy as np\nnp.log(np.zeros(1))\nassert x == 1", "warns", 1),
        graded_cell("assert open('data.csv').read() == 'right'\nopen('written', 'w').close()", "reads", 1),
    ]
    write(notebook_of(*cells), root / "source/ps/nb.ipynb")
    (root / "source/ps/data.csv").write_text("right")
    (root / "source/ps/instructors_own.txt").write_text("own")
    released(root, "ps")
    bodies = {
        "right": "x = 1",
        "hangs": "x = 1\nwhile True: pass",
        "dies": "import os\nos._exit(0)",
        "raises": "y",
        "climbs": "x = 1\nlinked = open('stolen').read()",
        "shell": "x = 1\n!echo hello",
        "skips": "x = 2",
    }
    for student, body in bodies.items():
        notebook = notebook_of(body, *cells)
        notebook.cells[1].source = body
        del notebook.cells[0]
        for cell in notebook.cells if student == "skips" else ():
            cell.metadata = {**cell.metadata, "tags": ["skip-execution"]}
        write(notebook, root / f"submitted/{student}/ps/nb.ipynb")
        (root / f"submitted/{student}/ps/data.csv").write_text("edited by the student")
    (root / "submitted/climbs/ps/stolen").symlink_to(root / "gradebook.db")
    config = ours(root, Execute__timeout=4)
    return root, autograde(config, "ps", bodies)


def of(course, student):
    return {cell: mark for (_, _, cell), mark in marks(course[0], "ps", [student]).items()}


def errors(course, student):
    cells = graded(course[0], "ps", student, "nb").cells
    return [output.ename for cell in cells for output in cell.outputs if output.output_type == "error"]


def test_every_submission_is_graded(course):
    assert {student: result["success"] for student, result in course[1].items()} == dict.fromkeys(course[1], True)


def test_a_right_answer_has_its_points_though_numpy_warns(course):
    assert of(course, "right") == {"first": 1, "warns": 1, "reads": 1}
    cell = graded(course[0], "ps", "right", "nb").cells[2]
    assert [(output.name, "divide by zero" in output.text) for output in cell.outputs] == [("stdout", True)]


def test_a_cell_that_hangs_or_ends_its_worker_loses_its_own_points_alone(course):
    assert of(course, "hangs") == {"first": 1, "warns": 1, "reads": 1}
    assert errors(course, "hangs") == ["KeyboardInterrupt", "CellTimeoutError"]
    assert of(course, "dies") == {"first": 0, "warns": 0, "reads": 1}
    assert errors(course, "dies") == ["DeadKernelError", "NameError", "NameError"]


def test_a_test_cell_is_run_whatever_its_tags(course):
    assert of(course, "skips") == {"first": 0, "warns": 0, "reads": 1}


def test_the_instructors_files_take_the_place_of_the_students_and_no_link_is_followed(course):
    assert of(course, "climbs")["reads"] == 1
    assert errors(course, "climbs") == ["FileNotFoundError"]


def test_what_a_notebook_writes_stays_in_its_worker(course):
    assert not list(course[0].rglob("written"))


def test_a_run_over_a_class_looks_ahead_and_gives_the_same_marks(course, monkeypatch):
    root, results = course
    before = marks(root, "ps", results)
    (root / "nbgrader_config.py").write_text(
        "from deltarule.nbgrader import PREPROCESSORS\n"
        f"c = get_config()\nc.CourseDirectory.root = {str(root)!r}\nc.Execute.timeout = 4\n"
        "c.CourseDirectory.course_id = 'course'\nc.Autograde.autograde_preprocessors = PREPROCESSORS\n"
    )
    result = run("nbgrader", "autograde", "ps", "--force", cwd=root, timeout=240)
    assert result.returncode == 0, result.stderr
    assert marks(root, "ps", results) == before


def test_a_notebook_in_another_language_is_refused_with_the_way_out(tmp_path):
    notebook = notebook_of(graded_cell("1", "a", 1))
    notebook.metadata = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    write(notebook, tmp_path / "c/source/ps/nb.ipynb")
    released(tmp_path / "c", "ps")
    write(notebook, tmp_path / "c/submitted/ann/ps/nb.ipynb")
    result = autograde(ours(tmp_path / "c"), "ps", ["ann"])["ann"]
    assert not result["success"]
    assert "This notebook is in R, and IsolatedExecute runs Python" in result["log"]


def test_the_tags_of_a_locked_cell_are_the_source_notebooks(tmp_path):
    root = tmp_path / "c"

    def locked(source, name, *tags):
        cell = graded_cell(source, name)
        del cell.metadata.nbgrader["points"]
        cell.metadata.nbgrader.grade, cell.metadata.tags = False, list(tags)
        return cell

    def assignment(own, *tags):
        helper = locked("def check(x): assert x == 1", "helper", *tags)
        return notebook_of(own, helper, locked("1 / 0", "long", "skip-execution"), graded_cell("check(2)", "test"))

    write(assignment("# Yours"), root / "source/ps/nb.ipynb")
    released(root, "ps")
    write(assignment("def check(x): pass", "skip-execution"), root / "submitted/ann/ps/nb.ipynb")
    assert autograde(ours(root), "ps", ["ann"])["ann"]["success"]
    assert marks(root, "ps", ["ann"]) == {("ann", "nb", "test"): 0}
    assert errors((root, None), "ann") == ["AssertionError"]


def test_a_submission_that_brings_a_course_of_its_own_is_an_ordinary_notebook(tmp_path):
    root, mark = tmp_path / "c", tmp_path / "was_here"
    notebook = notebook_of(graded_cell("0.5", "check_f", 1))
    write(notebook, root / "source/1_nb/nb.ipynb")
    released(root, "1_nb")
    submitted = root / "submitted/ann/1_nb"
    write(notebook, submitted / "nb.ipynb")
    for path in ("exercises/1_nb/nb.py", "exercises/1_nb/test_nb.py", "solutions/1_nb/nb.py"):
        (submitted / path).parent.mkdir(parents=True, exist_ok=True)
        (submitted / path).write_text(f"open({str(mark)!r}, 'w').close()\n")
    write(notebook, submitted / "exercises/1_nb/nb.ipynb")
    result = autograde(ours(root), "1_nb", ["ann"])["ann"]
    assert result["success"], result
    assert marks(root, "1_nb", ["ann"]) == {("ann", "nb", "check_f"): 0.5}
    assert not mark.exists()
