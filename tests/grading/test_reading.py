"""Reading costs the grader nothing: what takes time or memory dies in a process of its own."""

import json
import os
import signal
import tracemalloc

import pytest
from effort import costs_at_most

from deltarule.core.checking.checks import CheckResult
from deltarule.core.code.calls import Raised
from deltarule.core.code.cells import Cell
from deltarule.core.code.repairs import repairs
from deltarule.core.code.whereabouts import written_twice
from deltarule.core.limits import MAX_CODE
from deltarule.door.inside.reading import at_hand
from deltarule.door.outside.readers import Overtaxed, Readers, Refused
from deltarule.grading import contents
from deltarule.grading.handin import Unreadable, read_content
from deltarule.grading.station import nothing_asked_for

HONEST = b"def f(x):\n    return x\n"


def notebook(*cells, **more):
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, **cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **more}).encode()


def demonstration(source):
    return {"source": source, "metadata": {"tags": ["demonstration"]}}


def old_notebook(cells):
    cell = {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "collapsed": False}
    sheet = {"cells": [cell] * cells, "metadata": {}}
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [sheet]}).encode()


@pytest.fixture(scope="module")
def hurried():
    """Give readers that have less than half a second and 384 MB."""
    with Readers("none", (contents.__name__,), on_demand=contents.ON_DEMAND, seconds=0.4, memory_mb=384) as readers:
        yield readers


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ann.ipynb", notebook(demonstration("x" + "\u0301\u0316" * 80_000 + " = 1"))),
        ("ann.ipynb", notebook(demonstration("f'" + "{x}" * 166_000 + "'"))),
        ("ann.ipynb", b'{"cells": [' + b"[]," * 8_000_000 + b"[]]}"),
        ("ann.ipynb", old_notebook(20_000)),
        ("ann.py", b"# coding: punycode\n" + b"a-" + b"9a" * 100_000),
    ],
    ids=["combining marks", "fields of an f-string", "brackets", "old cells", "a slow codec"],
)
def test_what_takes_too_much_is_unreadable_and_the_next_file_is_read(hurried, name, content):
    with pytest.raises(Unreadable, match=rf"{name} could not be read in .* put your code alone into a new file\."):
        read_content(content, name, hurried)
    assert read_content(HONEST, "ann.py", hurried).cells == [Cell(HONEST.decode(), "ann.py")]


def test_what_a_rule_forbids_is_remarked_upon_by_who_reads(readers):
    source = b"import sys\nimport json.decoder\ndef f():\n    from json import dumps\n"
    said = read_content(source, "ann.py", readers, forbidden=("json",)).remarks
    assert said == [
        f"A rule of this unit: json may not be used. The import in ann.py, line {n} is not run." for n in (2, 4)
    ]
    assert read_content(source, "ann.py", readers).remarks == []


def test_a_cell_that_had_become_another_kind_is_told(readers):
    mine = {"nbgrader": {"grade_id": "f", "cell_type": "code", "solution": True}}
    empty = {"nbgrader": {"grade_id": "g", "cell_type": "code", "solution": True}}
    content = notebook(
        {"source": "x = 1"},
        {"source": HONEST.decode(), "cell_type": "markdown", "metadata": mine},
        {"source": "", "cell_type": "raw", "metadata": empty},
    )
    reading = read_content(content, "ann.ipynb", readers)
    assert [cell.source for cell in reading.cells if not cell.left_out] == ["x = 1", HONEST.decode(), ""]
    assert reading.remarks == ["ann.ipynb cell 2 had become a Markdown cell; it was graded as code."]


def test_what_few_files_need_is_loaded_when_it_is_needed(readers):
    content = notebook({"source": "%matplotlib inline"})
    for _ in range(2):
        (cell,) = read_content(content, "ann.ipynb", readers).cells
        assert cell.source == "get_ipython().run_line_magic('matplotlib', 'inline')\n"
    assert at_hand("json") is json


def test_what_a_function_says_and_what_it_stumbles_over_are_told_apart(readers):
    with pytest.raises(Refused, match="save it again in Jupyter"):
        readers.apply(contents.read, b"", "ann.ipynb")
    with pytest.raises(Overtaxed, match="TypeError"):
        readers.apply(contents.read, b"")


def test_a_large_file_is_not_copied_on_its_way(readers):
    content = b"#" * 2**24
    readers.apply(contents.read, HONEST, "ann.py")
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="is larger than"):
            readers.apply(contents.read, content, "ann.py")
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


BAD = [
    "\n",
    " ",
    "\t",
    "#",
    "a",
    "\\",
    "def ",
    "def f\n",
    "  def f",
    "async ",
    "class\t",
    "get_ipython().",
    "f = ",
    "\r",
]


@pytest.mark.parametrize("text", BAD, ids=repr)
def test_what_the_grader_does_with_a_text_itself_takes_no_longer_than_the_text_is_long(text):
    source = text * (MAX_CODE // len(text))
    cells = [Cell(source, "ann.py"), Cell(f"def g{source}", "ann.py")]
    broken = [Raised("error", "SyntaxError", source[:500], "ann.py, line 1\n" + source[:6000])] * 100
    results = [CheckResult("test_f", "f", 2.0, 0.0, "failed", "", None)]

    def looked_at():
        written_twice({"f": None}, cells)
        repairs(cells, broken, "ann.py")
        nothing_asked_for((cell.source for cell in cells), results, "ann.py")

    assert costs_at_most(300, looked_at)  # what grows with the square takes hours


def test_what_was_handed_out_is_known_to_those_that_read(monkeypatch):
    """And reads as it would; also once what forks them was killed."""
    handed_out = notebook({"source": "%time x = 1"}, demonstration("import numpy as np\n\nx = np.ones(3)\nprint(x)"))
    forked = []
    with Readers("none", (contents.__name__,), on_demand=contents.ON_DEMAND) as readers:
        fork = readers._zygote.fork
        monkeypatch.setattr(readers._zygote, "fork", lambda: forked.append(1) or fork())
        readers.learn(contents.read, handed_out, "ann.ipynb")
        readers.learn(contents.read, b"no notebook", "ann.ipynb")
        known = read_content(handed_out, "ann.ipynb", readers)
        assert len(forked) == 1  # what magics need is there, and none has to ask for it
        os.kill(readers._zygote._process.pid, signal.SIGKILL)
        assert read_content(handed_out, "ann.ipynb", readers) == known
        assert len(forked) == 2
    assert known == contents.reading_of(handed_out, "ann.ipynb")


def test_those_that_read_have_one_folder_after_another_and_none_that_something_lies_in(readers):
    def folders():
        return {path.name for path in readers._zygote._folder.iterdir()}

    read_content(HONEST, "ann.py", readers)
    before = folders()
    for _ in range(3):
        read_content(HONEST, "ann.py", readers)
    assert folders() == before
    spare = readers._zygote._spare[-1]
    worker = readers._zygote.fork()
    (spare / "left").write_text("behind")
    worker.close()
    assert not spare.exists()
    assert read_content(HONEST, "ann.py", readers).cells == [Cell(HONEST.decode(), "ann.py")]
