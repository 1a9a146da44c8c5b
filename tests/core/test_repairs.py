import ast
import types

import pytest
from samples import loaded

from deltarule.core.code.calls import case
from deltarule.core.code.cells import Cell
from deltarule.core.code.loader import load
from deltarule.core.code.repairs import left_at_home


def where(code, name="f"):
    (found,) = code.observe(name, [case(1)])
    return found.where.splitlines()


def test_a_missing_name_is_traced_to_the_import_that_failed():
    code = loaded("import numpy as np\nfrom no_such_helper import squash\n\ndef f(x):\n    return squash(x)\n")
    assert where(code) == [
        "ann.py, line 5, in f: return squash(x)",
        "Before that, ann.py, line 2, in <module>: from no_such_helper import squash raised "
        "ModuleNotFoundError: No module named 'no_such_helper'",
    ]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("import no_such_thing as table", 1),
        ("from no_such_thing import *", 1),
        ("table = open('no_such_file').read()", 1),
        ("first = 1 / 0\ntable = first + 1", 1),
        ("x = 1\ntable, other = 1", 2),
        ("class table(no_such_base): pass", 1),
    ],
)
def test_a_missing_name_is_traced_to_the_statement_that_raised_first(lines, line):
    *_, last = where(loaded(f"{lines}\n\ndef f(x):\n    return table\n"))
    assert last.startswith(f"Before that, ann.py, line {line}, in <module>: ")


def test_a_missing_name_is_traced_to_a_definition_that_cannot_be_read():
    *_, last = where(loaded("def table(:\n    pass\n\ndef f(x):\n    return table()\n"))
    assert last.startswith("Before that, ann.py, line 1: def table(: raised SyntaxError")


def test_a_name_that_nothing_would_have_defined_has_no_cause():
    assert len(where(loaded("y = 1 / 0\n\ndef f(x):\n    return tabel\n"))) == 1


def test_what_cannot_be_read_is_told_in_a_beginners_words():
    (said,) = loaded("def f(x):\n    y = x\nreturn y\n").notes()
    assert "(SyntaxError: this return stands in no function: indent it as far as the lines above it)" in said


def test_a_zero_byte_is_told_with_its_file_and_line():
    (said,) = loaded("def f(x):\n    return x\n\n# %%\ny = 1\nz = 2\0\n").notes()
    assert said.startswith("Not read: ann.py, line 6: z = 2 (SyntaxError: there is an invisible character")


def test_each_thing_that_broke_is_told_once_as_what_to_do():
    code = loaded("import no_such_thing\nx = open('no.txt')\ny = x + 1\n\ndef g(:\n    pass\n\ndef f(x): return 1\n")
    imported, opened, read = code.notes()
    assert imported.startswith("Not imported: ann.py, line 1: import no_such_thing (ModuleNotFoundError: No module")
    assert "Only ann.py is graded" in imported
    assert opened.startswith("Not run: ann.py, line 2: x = open('no.txt') (FileNotFoundError: ")
    assert read.startswith("Not read: ann.py, line 5: def g(: (SyntaxError: ")


def test_what_follows_from_an_unwritten_function_is_not_told():
    code = loaded("def f(): raise NotImplementedError()\n\nx = f()\ny = x\n")
    assert code.notes() == []


def test_many_things_that_broke_are_capped():
    assert loaded("\n".join(f"x = {n} / 0" for n in range(50))).notes()[10:] == ["So it is in 40 more places."]


def test_magics_that_were_left_out_are_told_but_for_the_one_that_shows_plots():
    cells = [
        Cell(f"get_ipython().run_line_magic({magic!r}, '')", f"n.ipynb cell {number}")
        for number, magic in enumerate(["matplotlib", "cd"])
    ]
    module = types.ModuleType("n")
    module.get_ipython = lambda: types.SimpleNamespace(run_line_magic=lambda *args: None)
    assert load(cells, module, "n.ipynb").notes() == ["The magics (% and !) in n.ipynb cell 1 were left out."]


@pytest.mark.parametrize(
    "use", ["import helper", "from helper import squash", "import numpy, helper.inner", "def f():\n    import helper"]
)
def test_a_module_beside_the_file_is_told_not_to_travel(tmp_path, use):
    (tmp_path / "helper.py").touch()
    assert left_at_home([Cell(use, "ann.py")], tmp_path, "ann.py") == [
        "ann.py uses helper.py, which lies beside it here, but is not handed in with it: put what it needs into ann.py."
    ]


def test_a_data_file_beside_the_file_is_told_not_to_travel(tmp_path):
    (tmp_path / "my data.csv").touch()
    cell = Cell("x = open('my data.csv')\ny = open('no.csv')\nimport numpy", "ann.py")
    (note,) = left_at_home([cell], tmp_path, "ann.py")
    assert "uses my data.csv" in note


def test_cells_that_name_no_file_beside_them_are_not_read_for_it(tmp_path, monkeypatch):
    for name in ("ann.py", "test_ann.py", "given.csv"):
        (tmp_path / name).touch()
    parse, read = ast.parse, []
    monkeypatch.setattr(ast, "parse", lambda *given, **more: read.append(given) or parse(*given, **more))
    cells = [Cell("import numpy as np\nx = open('given.csv')\ny = 'ann'", "ann.py")]
    assert left_at_home(cells, tmp_path, "ann.py", ["given.csv"]) == []
    assert not read


def test_a_forbidden_import_is_told_as_a_rule_alone():
    cells = [Cell("import json", "ann.py")]
    (note,) = load(cells, types.ModuleType("ann"), "ann.py", ["json"]).notes()
    assert note.startswith("A rule of this unit: json may not be used.")
