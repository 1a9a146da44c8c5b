import json
import sys

import pytest
from samples import write_unit

from deltarule.core.code.calls import Returned, case
from deltarule.core.code.work import load_work
from deltarule.core.errors import UserError

FUNCTIONS = ("double", "quadruple")
STUB = "def {}(x):\n    '''Asked.'''\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
DOUBLE, QUADRUPLE = "def double(x):\n    return 2 * x\n", "def quadruple(x):\n    return 4 * x\n"
STUBS = [STUB.format(name) for name in FUNCTIONS]


@pytest.fixture
def work(tmp_path):
    """Give what is looked at where the file and the notebook hold these cells; None is no file."""

    def looked_at(file, notebook):
        unit = write_unit(tmp_path)
        if file is not None:
            unit.exercise.write_text("\n\n".join(file))
        if notebook is not None:
            cells = [
                source if isinstance(source, dict) else {"cell_type": "code", "metadata": {}, "source": source}
                for source in notebook
            ]
            unit.notebook.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
        return load_work(unit, FUNCTIONS)

    return looked_at


def test_a_file_without_a_word_is_looked_at_where_the_notebook_is_untouched_or_gone(work):
    for notebook in (None, STUBS, [DOUBLE, STUBS[1]]):
        code = work([DOUBLE, QUADRUPLE if notebook is None else STUBS[1]], notebook)
        assert (code.title, code.remarks) == ("tiny.py", [])


def test_work_in_the_notebook_alone_is_looked_at(work):
    code = work(STUBS, ["%matplotlib inline\n" + DOUBLE, STUBS[1]])
    assert code.observe("double", [case(3)]) == [Returned(6)]
    assert code.remarks == ["tiny.ipynb, as saved, was looked at: tiny.py is as it came."]


def test_the_notebook_is_looked_at_where_it_holds_all_that_the_file_does_and_more(work):
    code = work([DOUBLE, STUBS[1]], [DOUBLE, QUADRUPLE])
    assert code.remarks == ["tiny.ipynb, as saved, was looked at: tiny.py holds nothing else."]


def test_the_notebook_is_looked_at_where_the_file_is_gone(work):
    code = work(None, [DOUBLE])
    assert code.title == "tiny.ipynb"
    assert code.remarks == ["There is no tiny.py: tiny.ipynb was looked at, as saved."]


def test_work_in_both_is_told_with_the_functions_that_the_file_lacks(work):
    (remark,) = work([DOUBLE, STUBS[1]], [DOUBLE.replace("2", "3"), QUADRUPLE]).remarks
    assert remark.startswith("tiny.py was looked at. tiny.ipynb alone holds quadruple: copy it into tiny.py")


def test_two_versions_of_a_function_are_told(work):
    (remark,) = work([DOUBLE, QUADRUPLE], [DOUBLE.replace("2", "3"), STUBS[1]]).remarks
    assert remark == "tiny.py was looked at. double in tiny.ipynb differs: its check cells look at that."


def test_work_that_cannot_be_read_is_work(work):
    code = work(STUBS, ["def double(x:\n    return 2 * x\n", STUBS[1]])
    assert code.title == "tiny.ipynb"
    assert code.observe("double", [case(3)])[0].kind == "SyntaxError"


def test_check_cells_and_demonstrations_are_not_run(work):
    check = {"cell_type": "code", "source": "1 / 0", "metadata": {"nbgrader": {"grade_id": "check_double"}}}
    shown = {"cell_type": "code", "source": ["shown = print()\n"], "metadata": {"tags": ["demonstration"]}}
    code = work(STUBS, [check, DOUBLE, shown])
    assert code.broken == []
    assert not hasattr(code.module, "shown")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": [3]}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_notebook_that_cannot_be_read_takes_nothing_from_the_file_and_is_named(work, tmp_path, content):
    (tmp_path / "exercises/1_tiny").mkdir(parents=True)
    (tmp_path / "exercises/1_tiny/tiny.ipynb").write_text(content)
    code = work([DOUBLE], None)
    assert code.title == "tiny.py"
    (remark,) = code.remarks
    assert remark.startswith("tiny.py was looked at: tiny.ipynb is damaged, and none of it was read; save it again")
    for nothing_written in (STUBS, None):
        (tmp_path / "exercises/1_tiny/tiny.py").unlink()
        with pytest.raises(UserError, match=r"^tiny\.ipynb is damaged, and none of it was read; save it again"):
            work(nothing_written, None)


def test_no_file_at_all_is_said(work):
    with pytest.raises(UserError, match=r"tiny\.py cannot be read; put your file there"):
        work(None, None)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_work_gets_no_more_memory_than_in_grading(work):
    hungry = "import numpy as np\n\ndef double(x):\n    return np.empty(3 * 2**30, np.uint8).size\n"
    (outcome,) = work([hungry, QUADRUPLE], None).observe("double", [case(1)])
    assert outcome.kind == "MemoryError"


@pytest.mark.parametrize("notebook", [None, STUBS])
@pytest.mark.parametrize("stray", ["{0}/my_tiny.py", "{0}/exercise (1).py", "{0}/0_tiny/tiny.py", "tiny.py"])
def test_a_file_that_is_renamed_or_moved_is_told_where_it_holds_what_is_missing(work, tmp_path, stray, notebook):
    folder = write_unit(tmp_path).exercise.parent
    path = tmp_path / stray.format(folder.relative_to(tmp_path))
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n\n".join([DOUBLE, QUADRUPLE]))
    place = path.relative_to(tmp_path).as_posix()
    (said,) = work(STUBS, notebook).beside
    assert said.startswith(f"{place} isn't looked at, but holds double and quadruple: put it in the place of ")
    (said,) = work([DOUBLE, STUBS[1]], notebook).beside
    assert said.startswith(f"{place} isn't looked at, but holds quadruple: copy what counts into ")
    assert not work([DOUBLE, QUADRUPLE], notebook).beside


def test_a_file_that_is_gone_is_told_with_the_one_that_it_became(work, tmp_path):
    (write_unit(tmp_path).exercise.parent / "my_tiny.py").write_text(DOUBLE)
    with pytest.raises(UserError, match=r"There is no tiny\.py\. .*my_tiny\.py isn't looked at.*: call it exercises/"):
        work(None, None)


def test_a_copy_of_a_notebook_is_told(work, tmp_path):
    cells = [{"cell_type": "code", "metadata": {}, "source": DOUBLE}]
    (write_unit(tmp_path).exercise.parent / "tiny_copy.ipynb").write_text(json.dumps({"cells": cells}))
    (said,) = work(STUBS, STUBS).beside
    assert "tiny_copy.ipynb isn't looked at, but holds double: put it in the place of exercises/" in said


def test_what_is_no_ones_work_is_not_told(work, tmp_path):
    folder = write_unit(tmp_path).exercise.parent
    (folder / ".ipynb_checkpoints").mkdir()
    for name in (".ipynb_checkpoints/tiny-checkpoint.py", "test_other.py", ".tiny.py"):
        (folder / name).write_text(DOUBLE)
    (tmp_path / "titiny.py").write_text(DOUBLE)
    assert not work(STUBS, None).beside
