import contextlib
import linecache
import os
import subprocess
import sys
import types

import pytest
from support import ROOT

from deltarule.core.checking.checks import CheckResult
from deltarule.core.code.calls import case
from deltarule.core.code.cells import Cell
from deltarule.core.errors import UserError
from deltarule.core.selfcheck.notebook import findings, open_notebook, self_check

SAVED = [Cell("def sigmoid(z):\n    return z", "ann.ipynb cell 3")]


def told(*ran, saved=SAVED, name="sigmoid"):
    """Say what became of a call in a notebook where these cells were run, as far as they went."""
    main = types.ModuleType("__main__")
    vars(main)["In"] = ["", *ran]
    for source in ran:
        with contextlib.suppress(Exception):
            exec(source, vars(main))
    (found,) = open_notebook(main, saved).observe(name, [case(1)])
    return found


@pytest.mark.parametrize("saved", [SAVED, []], ids=["saved", "not saved"])
def test_a_cell_that_was_not_run_is_told_to_be_run(saved):
    assert told("x = 1", saved=saved).message == "sigmoid isn't defined yet: run the cell with `def sigmoid`"


def test_a_cell_with_a_syntax_error_comes_first_and_says_where():
    found = told("x = 1", "def sigmoid(z:\n    return z")
    assert found.kind == "SyntaxError"
    assert found.where.startswith("In [2], ")
    assert "line 1: def sigmoid(z:" in found.where


def test_of_a_cell_that_was_run_again_the_latest_counts():
    assert told("def sigmoid(z:\n    return z", "def sigmoid(z):\n    return z").value == 1
    assert "In [2]" in told("def sigmoid(z:", "def sigmoid(z)").where


def test_a_cell_that_can_not_be_read_is_told_until_all_of_it_is_written_anew():
    def notebook(*ran):
        main = types.ModuleType("__main__")
        vars(main)["In"] = ["", *ran]
        for source in ran:
            with contextlib.suppress(SyntaxError):
                exec(source, vars(main))
        return open_notebook(main, SAVED)

    good, bad = "def sigmoid(z):\n    return z", "def sigmoid(z):\n    return (z"
    said = "Checked is sigmoid as it was before In [2], line 2, which can't be read: mend that, and run it again"
    assert [*notebook(good, bad).not_read("sigmoid")] == [said]
    assert not [*notebook(good, bad).not_read("tanh")]
    assert not [*notebook(bad, good).not_read("sigmoid")]
    assert not [*notebook(bad).not_read("sigmoid")]  # its checks tell that themselves
    (found,) = notebook(bad, good, "sigmoid = 3").observe("sigmoid", [case(1)])
    assert found.message == "sigmoid is not a function but a value of type int"


def test_a_line_that_raises_is_told_with_the_cell_that_it_stands_in(monkeypatch):
    main, file = types.ModuleType("__main__"), "/tmp/ipykernel_1/2.py"
    text = "def sigmoid(z):\n    return 1 / 0\n"
    vars(main)["In"] = ["", "x = 1", text.strip()]
    monkeypatch.setitem(linecache.cache, file, (len(text), None, text.splitlines(keepends=True), file))
    exec(compile(text, file, "exec"), vars(main))
    (found,) = open_notebook(main, SAVED).observe("sigmoid", [case(1)])
    assert found.where == "In [2], line 2, in sigmoid: return 1 / 0"


def test_a_cell_that_stopped_above_its_function_is_told_so():
    assert told("import numpy as np\n\n1 / 0\n\ndef sigmoid(z):\n    return z").message == (
        "sigmoid isn't defined, or not any more, though its cell was run (In [1], line 5): "
        "run it again, and mend what it raises above the def"
    )


def test_a_function_that_was_taken_away_is_not_said_to_have_raised():
    assert "not any more" in told("def sigmoid(z):\n    return z", "del sigmoid").message


def test_a_function_in_a_markdown_cell_of_the_saved_notebook_is_found():
    cell = Cell(SAVED[0].source, "ann.ipynb cell 3", left_out="a Markdown cell")
    assert told(saved=[cell]).message.startswith("sigmoid is written in a Markdown cell (ann.ipynb cell 3, line 1)")


def test_a_name_that_is_nearly_the_right_one_is_found_in_what_was_run():
    assert told("def sigmiod(z):\n    return z", saved=[]).message == (
        "this notebook has no function sigmoid, but a sigmiod (In [1], line 1); call it sigmoid"
    )


def failing(*messages):
    return [CheckResult(f"test_{n}", "f", 1, 0, "error", message, None) for n, message in enumerate(messages)]


def test_what_every_check_meets_is_said_once():
    said = findings("f", failing("f is gone\nAsked: This.", "f is gone\nAsked: That."))
    assert said == "f is gone\n\nf: 0 of 2 points"


def test_what_is_missing_is_said_once_whatever_each_check_would_have_put_in():
    inputs = [f"f isn't defined yet\nAsked: This.\nInput, case 1 of {count}: x ({count},)" for count in (2, 17)]
    assert findings("f", failing(*inputs)) == "f isn't defined yet\n\nf: 0 of 2 points"


def test_what_most_checks_meet_is_said_once_beside_what_another_does():
    said = findings("f", failing("f is gone\nAsked: This.", "It waits", "f is gone\nAsked: That."))
    assert said == "f is gone\n\nIt waits\n\nf: 0 of 3 points"


def test_what_only_one_check_meets_is_said_with_what_was_asked():
    said = findings("f", failing("f is 1\nAsked: This.", "f is 2\nAsked: That."))
    assert [said.count(part) for part in ("f is 1", "f is 2", "This", "That")] == [1, 1, 1, 1]


def cost_function(y, y_hat):
    """Stand for a student's."""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("cost_functon", "ann has no function cost_functon; cost_function is taken for it.\n"),
        (cost_function, "cost_function is"),
        ("sigmoid", "sigmoid of ann is given, or your own, and not checked"),
        ("zzz", "ann has no function 'zzz'; it has initialize_parameters, "),
        ("", 'Name a function in quotes: self_check("initialize_parameters"); checked are '),
        (3, 'Name a function in quotes: self_check("initialize_parameters"); checked are '),
    ],
    ids=["nearly a name", "the function", "a given one", "no name", "nothing", "a number"],
)
def test_whatever_is_handed_to_a_check_cell_a_sentence_says_what_is_checked(asked, said, monkeypatch, capsys):
    monkeypatch.chdir(ROOT / "exercises/2_ann")
    assert self_check(asked) == 0.0
    assert capsys.readouterr().out.startswith(said)


BEGUN_ELSEWHERE = """
import os
from IPython.core.interactiveshell import InteractiveShell
from deltarule import self_check
InteractiveShell.instance().run_cell("%cd -q {0}")
print(os.getcwd(), self_check("zzz"))
"""


def test_the_checks_are_found_where_the_kernel_began_once_a_cell_has_gone_to_another_folder(monkeypatch, tmp_path):
    command = [sys.executable, "-c", BEGUN_ELSEWHERE.format(tmp_path)]
    done = subprocess.run(command, cwd=ROOT / "exercises/2_ann", capture_output=True, text=True)
    assert done.stdout.splitlines()[-1:] == [f"{tmp_path} 0.0"], done.stderr
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=f"should lie beside this notebook; {tmp_path} has none"):
        self_check("predict")


def test_a_lambda_is_known_by_the_name_that_it_was_given(monkeypatch, capsys):
    monkeypatch.chdir(ROOT / "exercises/2_ann")
    monkeypatch.setattr(sys.modules["__main__"], "cost_function", written := lambda y, y_hat: 0.0, raising=False)
    self_check(written)
    assert capsys.readouterr().out.startswith("cost_function")


def test_a_check_cell_without_a_name_says_how_one_is_named(monkeypatch, capsys):
    monkeypatch.chdir(ROOT / "exercises/2_ann")
    assert self_check() == 0.0
    assert capsys.readouterr().out.startswith("Name a function in quotes: ")


CALM = """
from IPython.core.interactiveshell import InteractiveShell
from deltarule.core.code.stubs import show_unwritten_functions_calmly

shell = InteractiveShell.instance(colors="NoColor")
show_unwritten_functions_calmly()
shell.run_cell("def f(x):\\n    raise NotImplementedError()")
shell.run_cell("y = [f(x) for x in range(3)]")
shell.run_cell("z = {}")
"""


@pytest.mark.parametrize("cell", ["y + 1", "[y + x for x in range(3)]", "list(y + x for x in range(3))"])
def test_what_misses_an_unwritten_functions_value_is_told_calmly_in_a_comprehension_too(cell, tmp_path):
    code, env = CALM.replace("{}", cell), {**os.environ, "IPYTHONDIR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert said.stdout.splitlines() == [
        "Not yet: f is not started.",
        "Not yet: name 'y' is not defined, because f is not started.",
    ]
