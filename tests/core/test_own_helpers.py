"""What a student sees of a right function that calls a wrong one where the reference doesn't: it waits, unaccused."""

import ast
import json
import re

import pytest
from support import copy_course, deltarule, run, solution

UNIT = "1_neuron"
RIGHT_SIGMOID = """def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small)[()] / (1 + small)
"""
WRONG_SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"
OF_THE_SIGMOID = "def tanh(z):\n    return 2 * sigmoid(2 * z) - 1\n"
IN_A_NOTEBOOK = """
import contextlib
import json
import sys

In = json.loads(sys.argv[1])
for cell in In:
    with contextlib.suppress(SyntaxError):
        exec(cell)

from deltarule import self_check

self_check("tanh")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copy_course(tmp_path_factory.mktemp("kit"), units=[UNIT])


def in_the_terminal(folder, texts):
    return deltarule("check", UNIT, cwd=written(folder, texts)).stdout


def of_one_function(folder, texts):
    """Is told of `tanh` alone, where what is graded before isn't looked at otherwise."""
    return deltarule("check", UNIT, "tanh", cwd=written(folder, texts)).stdout


def in_pytest(folder, texts):
    options = ("-p", "deltarule.core.selfcheck.plugin", "-rA")
    where = written(folder, texts)
    return run("pytest", f"exercises/{UNIT}", *options, cwd=where, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1").stdout


def in_a_notebook(folder, texts):
    cells = json.dumps(["import numpy as np", *texts])
    return run("python", "-c", IN_A_NOTEBOOK, cells, cwd=folder / "exercises" / UNIT).stdout


def in_an_example(folder, texts):
    return deltarule("show", "tanh", cwd=written(folder, texts)).stdout


ROOMS = {
    in_the_terminal: "waits for sigmoid",
    of_one_function: "waits for sigmoid Next: mend sigmoid (neuron.py, line",
    in_an_example: "It calls sigmoid, which isn't right yet: mend that first",
    in_pytest: "waits for sigmoid",
    in_a_notebook: "Mend sigmoid first",
}


def written(folder, texts):
    """Write the solution with other texts for the functions that stand at the beginning of some."""
    lines = solution(UNIT).splitlines(keepends=True)
    given = {text[4:].split("(")[0] for text in texts if text.startswith("def ")}
    for node in reversed(ast.parse("".join(lines)).body):
        if isinstance(node, ast.FunctionDef) and node.name in given:
            del lines[node.lineno - 1 : node.end_lineno]
    (folder / "exercises" / UNIT / "neuron.py").write_text("\n\n".join(["".join(lines), *texts]))
    return folder


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
@pytest.mark.parametrize(
    "tanh",
    [
        [OF_THE_SIGMOID],
        [OF_THE_SIGMOID.replace("sigmoid", "squashed"), "squashed = lambda z: sigmoid(z)\n"],
        ["squashed = sigmoid\n", OF_THE_SIGMOID.replace("sigmoid", "squashed")],
        [OF_THE_SIGMOID, "def unfinished(:\n"],
    ],
    ids=["itself", "through a lambda", "by another name", "beside a syntax error"],
)
def test_it_waits_for_the_wrong_one_in_every_room(folder, room, tanh):
    said = room(folder, [WRONG_SIGMOID, *tanh])
    assert ROOMS[room] in " ".join(said.split())
    assert not re.search(r"tanh\W.*the result", said)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_a_wrong_one_is_accused_where_what_it_calls_is_right(folder, room):
    said = room(folder, [RIGHT_SIGMOID, OF_THE_SIGMOID.replace("- 1", "+ 1")])
    assert not re.search("waits|isn't right yet", said)
    assert re.search("too large by 2|Right is", said)


def test_all_that_waits_for_the_same_is_told_once_in_full(folder):
    said = deltarule("check", UNIT, "tanh", "--all", cwd=written(folder, [WRONG_SIGMOID, OF_THE_SIGMOID])).stdout
    assert said.count("Mend sigmoid first") == 1
    assert "\n\n\n" not in said


def test_of_what_waits_for_a_function_that_is_not_written_that_is_the_next_step(folder):
    unwritten = "def sigmoid(z):\n    raise NotImplementedError()\n"
    assert "Next: write sigmoid" in of_one_function(folder, [unwritten, OF_THE_SIGMOID])
