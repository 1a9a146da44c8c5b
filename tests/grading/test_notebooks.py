import contextlib
import json

import pytest
from effort import costs_at_most
from nbconvert import PythonExporter
from nbformat.v4 import new_code_cell, new_notebook

from deltarule.core.course import DEMONSTRATION
from deltarule.door.refusals import Refused
from deltarule.grading.contents import reading_of


def read_cells(path):
    return reading_of(path.read_bytes(), path.name).cells


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "ann.ipynb"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def read(write):
    def read(*cells, **more):
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}
        return read_cells(write(json.dumps(content)))

    return read


def code(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def marked(source, tags=(), **nbgrader):
    return code(source, metadata={"tags": list(tags), "nbgrader": nbgrader})


def sources(cells):
    return [cell.source for cell in cells]


def test_code_cells_are_read_and_named_by_their_place(read):
    text = {"cell_type": "markdown", "source": "# Title", "metadata": {}}
    cells = read(text, code("x = 1"), code(["def f():\n", "    pass"]))
    assert [(cell.source, cell.filename, cell.lines_before) for cell in cells] == [
        ("x = 1", "ann.ipynb cell 2", 0),
        ("def f():\n    pass", "ann.ipynb cell 3", 0),
    ]


def test_functions_in_cells_that_are_not_run_are_left_out_and_kept_to_be_found(read):
    text = {"cell_type": "markdown", "source": "def f():\n    pass", "metadata": {}}
    check = marked("def g():\n    pass", grade_id="check_g", grade=True, solution=False)
    cells = read(text, check, marked("check('f')", grade_id="check_f", grade=True), code("x = 1"))
    assert [(cell.filename, cell.left_out) for cell in cells] == [
        ("ann.ipynb cell 1", "a Markdown cell"),
        ("ann.ipynb cell 2", "a check cell"),
        ("ann.ipynb cell 4", ""),
    ]


def test_a_notebook_without_cells_is_read(read):
    assert read() == []


def test_a_byte_order_mark_and_a_missing_cell_id_are_no_trouble(write, read):
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [code("x = 1")]})
    assert sources(read_cells(write(b"\xef\xbb\xbf" + content.encode()))) == ["x = 1"]


def test_an_old_notebook_is_read(write):
    cell = {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "collapsed": False}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    assert sources(read_cells(write(json.dumps(old)))) == ["x = 1"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no json",
        "[]",
        "[1, 2]",
        "{}",
        "null",
        "3",
        '"text"',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"nbformat": 4, "metadata": {}, "cells": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"nbformat": ' + "4" * 5000 + "}",
        b"\xff\xfe",
        b"PK\x03\x04",
    ],
    ids=lambda content: repr(content)[:20],
)
def test_what_is_no_notebook_is_refused(write, content):
    with pytest.raises(Refused, match=r"ann\.ipynb is not a notebook that can be read; save it again in Jupyter"):
        read_cells(write(content))


@pytest.mark.parametrize(
    "more",
    [
        {"cells": None},
        {"cells": 3},
        {"cells": [3]},
        {"cells": ["text"]},
        {"cells": [[]]},
        {"cells": [None]},
        {"cells": {"a": 1}},
        {"nbformat": "4"},
        {"nbformat": 99},
        {"nbformat": None},
        {"metadata": None},
    ],
    ids=repr,
)
def test_a_notebook_of_another_shape_is_refused_or_has_no_code(read, more):
    with contextlib.suppress(Refused):
        assert read(**more) == []


def test_a_notebook_of_a_newer_format_says_how_to_hand_in_all_the_same(read):
    with pytest.raises(Refused, match=r"ann\.ipynb is in a newer format .*; export it as a Python file, ann\.py\."):
        read(code("x = 1"), nbformat=5)


def without(key):
    cell = code("x = 1")
    del cell[key]
    return cell


def test_a_cell_without_source_is_refused(read):
    with pytest.raises(Refused):
        read(without("source"))


def test_a_cell_of_no_type_is_refused(read):
    with pytest.raises(Refused):
        read(without("cell_type"))


@pytest.mark.parametrize("key", ["outputs", "execution_count", "metadata"])
def test_what_grading_does_not_need_may_be_missing(read, key):
    assert sources(read(without(key))) == ["x = 1"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"nbgrader": [1]},
        {"nbgrader": "grade"},
        {"nbgrader": None},
        {"nbgrader": {}},
        {"tags": "demonstration"},
        {"tags": None},
        {"tags": [{}]},
        {"tags": [DEMONSTRATION.upper()]},
        {"nbgrader": {"grade": True, "solution": True}},
        {"nbgrader": {"grade": False}},
    ],
    ids=repr,
)
def test_odd_marks_leave_a_cell_in(read, metadata):
    assert sources(read(code("x = 1", metadata=metadata))) == ["x = 1"]


def test_check_cells_are_left_out(read):
    cells = read(
        marked("def f(): pass", grade=False, solution=True),
        marked("check('f')", grade_id="check_f", grade=True, solution=False),
    )
    assert sources(cells) == ["def f(): pass"]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_functions_cell_of_another_type_is_code_again_as_for_nbgrader(read, kind):
    cell = {**marked("def f(): pass", grade_id="f", cell_type="code", solution=True), "cell_type": kind}
    assert sources(read(cell)) == ["def f(): pass"]
    earlier = {**cell, "source": "def f(): earlier"}
    assert sources(c for c in read(earlier, cell) if not c.left_out) == [
        "def f(): pass"
    ]  # of a cell's copies, nbgrader knows the last


def test_an_answers_cell_that_became_code_is_text_again(read):
    answer = marked("Because it is so.", grade_id="answer_why", cell_type="markdown", grade=True, solution=True)
    assert sources(read(answer, code("x = 1"))) == ["x = 1"]


def test_a_demonstration_keeps_what_it_defines(read):
    source = (
        "import numpy as np\nfrom math import pi\nX = train(1000)\ndef f(x):\n    return pi\n\nclass C: pass\n"
        "for i in range(9): print(i)\nplt.show()\n"
    )
    shown, _ = read(marked(source, tags=["other", DEMONSTRATION]), code("def g(x): return np.sum(x)"))
    assert shown.source == (
        "import numpy as np\nfrom math import pi\npass\ndef f(x):\n    return pi\n\nclass C: pass\npass\npass\n"
    )


def test_what_a_demonstration_alone_imports_is_left_out(read):
    source = "import sklearn.datasets, os\nfrom sklearn.datasets import load_digits as digits\nfrom math import *\n"
    shown, _ = read(marked(source, tags=[DEMONSTRATION]), code("y = load_digits"))
    assert shown.source == "pass\npass\nfrom math import *\n"
    shown, _ = read(marked(source, tags=[DEMONSTRATION]), code("y = os.sep, digits()"))
    assert shown.source == source


def test_a_demonstration_that_cannot_be_parsed_is_left_to_the_worker(read):
    assert sources(read(marked("def f(:", tags=[DEMONSTRATION]))) == ["def f(:"]


def test_a_demonstration_nested_too_deep_is_left_to_the_worker(read):
    source = "def f(): return " + "+".join("1" * 2000)
    assert sources(read(marked(source, tags=[DEMONSTRATION]))) == [source]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("%matplotlib inline\nx = 1", "get_ipython().run_line_magic('matplotlib', 'inline')"),
        ("!pip install numpy\nx = 1", "get_ipython().system('pip install numpy')"),
        ("files = !ls\nx = 1", "files = get_ipython().getoutput('ls')"),
        ("np.array?\nx = 1", "get_ipython().run_line_magic('pinfo', 'np.array')"),
    ],
)
def test_magics_become_python_on_their_own_lines(read, source, line):
    (cell,) = read(code(source))
    assert cell.source.splitlines() == [line, "x = 1"]


@pytest.mark.parametrize(
    "source",
    [
        "    def f(x):\n        return x",
        "\n\n\tdef f(x):\n\t    return x",
        ">>> def f(x):\n...     return x",
        "In [12]: def f(x):\n    ...:     return x",
        "\n  \n%matplotlib inline\ndef f(x):\n    return x",
    ],
    ids=["indented", "below empty lines", "prompts of Python", "prompts of IPython", "a magic below empty lines"],
)
def test_what_was_pasted_with_indentation_or_prompts_is_read_as_a_notebook_runs_it(read, source):
    (cell,) = read(code(source))
    assert cell.source.strip().endswith("def f(x):\n    return x")
    assert cell.source.rstrip().count("\n") == source.count("\n")


def test_a_cell_magic_takes_its_cell(read):
    (cell,) = read(code("%%bash\nx = 1\n"))
    assert cell.source == "get_ipython().run_cell_magic('bash', '', 'x = 1\\n')\n"


@pytest.mark.parametrize(
    "magic", ["%%time", "%%timeit -n 1", "%%capture out", "%%prun", "\n  \n%%time", "%%time\n%%capture"]
)
@pytest.mark.parametrize("other", ["!pip install numpy", "%matplotlib inline", "x = 1"])
def test_below_a_magic_that_times_or_captures_its_cell_is_ordinary_code(read, magic, other):
    source = f"{magic}\n{other}\ndef f(x):\n    return x\n"
    (cell,) = read(code(source))
    lines = cell.source.splitlines()
    assert lines[-2:] == ["def f(x):", "    return x"]
    assert len(lines) == len(source.splitlines())
    assert not [line for line in lines if line.startswith(("%", "!"))]
    assert "run_cell_magic" not in cell.source


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "%%time\n%%capture"])
def test_what_jupyter_exports_below_a_magic_is_code_of_the_file(magic):
    notebook = new_notebook(
        cells=[
            new_code_cell("import numpy as np"),
            new_code_cell(f"{magic}\ndef f(x):\n    return 'x'\n"),
            new_code_cell("y = 1"),
        ]
    )
    text, _ = PythonExporter().from_notebook_node(notebook)
    assert "def f(x)" not in text.splitlines()
    before, written_out, after = reading_of(text.encode(), "ann.py").cells
    assert written_out.source == "def f(x):\n    return 'x'\n"
    exported = next(number for number, line in enumerate(text.splitlines()) if "run_cell_magic" in line)
    assert (written_out.lines_before, after.lines_before) == (exported, exported)
    assert "y = 1" in after.source
    assert "numpy" in before.source


def test_what_colab_comments_out_below_a_magic_is_code_of_the_file():
    magic = "# Commented out IPython magic to ensure Python compatibility."
    text = f"x = 1\n\n{magic}\n# %%time\n# def f(x):\n#     y = x\n#\n#     return y\n\n# a comment\nz = 2\n"
    cells = reading_of(text.encode(), "ann.py").cells
    assert "\ndef f(x):\n    y = x\n\n    return y\n\n# a comment\nz = 2\n" in cells[-1].source
    assert "".join(cell.source for cell in cells).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "line",
    [
        "get_ipython().run_cell_magic('bash', '', 'x = 1')",
        "get_ipython().run_cell_magic('time', '', f'{x}')",
        "# %%time\n# x = 1",
    ],
)
def test_what_is_no_export_of_ordinary_code_is_left_as_it_is(line):
    assert reading_of(f"x = 1\n{line}\n".encode(), "ann.py").cells[-1].source.endswith(f"{line}\n")


@pytest.mark.parametrize(
    "source",
    ["x = 7 % 3", "x = (7\n   % 3)", '"""Why?\n"""', "# why?", "x = 1  # %time", "s = '''\n%d items\n!\n'''", "a != b"],
)
def test_python_that_looks_like_magic_is_left_as_it_is(read, source):
    assert sources(read(code(source)))[0].strip() == source


def test_a_magic_that_makes_no_sense_is_left_to_the_worker(read):
    for source in ("%", "!", "?", "x = %", "%matplotlib inline\ndef f(:", "'''\n%x"):
        assert len(read(code(source))) == 1


def test_half_of_a_sign_that_was_cut_through_costs_nothing(read):
    assert sources(read(code("x = 1  # \ud83d!"), code("def f(): pass"))) == ["x = 1  # ?!", "def f(): pass"]


def test_a_cell_of_many_blank_lines_is_read_in_no_time(read):
    assert costs_at_most(10, lambda: read(code("\n" * 6000)))


def test_a_long_cell_with_some_magics_is_read_in_little_time(read):
    assert costs_at_most(50, lambda: read(code("x = 1\n" * 1500 + "%matplotlib inline\n" * 30)))


@pytest.mark.parametrize(
    "source",
    [" " * 100_000 + "x", "%a\r" * 20_000, "%a\x0c" * 20_000, "a" * 30_000 + "?", "? " * 50_000 + "x"],
    ids=["spaces", "carriage returns", "form feeds", "a long word", "question marks"],
)
def test_no_cell_takes_long_to_search_for_magics(read, source):
    assert costs_at_most(10, lambda: read(code(source)))
