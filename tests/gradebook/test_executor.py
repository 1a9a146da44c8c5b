"""Our executor against nbgrader's own, side by side, on the same submissions."""

import shutil

import nbformat
import pytest
from sidebyside import (
    USER_GUIDE,
    autograde,
    configured,
    graded,
    graded_cell,
    marks,
    nbgrader_finds_alembic,  # noqa: F401
    notebook_of,
    ours,
    released,
    shown,
    twin,
    write,
)
from support import run

SQUARES = {
    "right": "    if n < 1:\n        raise ValueError('n < 1')\n    return [i ** 2 for i in range(1, n + 1)]",
    "raising": "    return undefined_name",
}
KINDS = [
    "# Every kind of output",
    "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')\n7",
    "import warnings\nwarnings.warn('careful')",
    "x = 3\nx",
    "None",
    "x;",
    "# just a comment\n",
    "#only a comment in code",
    "   ",
    "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>'), Markdown('*text*'))\nHTML('<i>')",
    "handle = display('first', display_id='here')",
    "handle.update('second')\ndisplay('third', display_id='other')\ndisplay('fourth', display_id='other', update=True)",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
    "print('gone'); display(1)\nclear_output(wait=True)\nprint('kept')",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 4])\nplt.title('t')\nplt.show()",
    "fig, ax = plt.subplots()\nax.bar([0, 1], [2, 3])",
    "plt.figure(figsize=(2, 1)); plt.plot([1]); print('before the figure')",
    "import numpy as np\nnp.arange(4).reshape(2, 2)",
    "1 / 0",
    "print('before')\nraise KeyError('k')",
    "print('not reached'\n",
    "    indented = 1",
    "input('name? ')",
    "import getpass\ngetpass.getpass()",
    "%%capture caught\nprint('caught')",
    "caught.stdout",
    "%%time\ny = sum(range(10))\nprint(y)",
    "%time 1 + 1",
    "%no_such_magic",
    "len?",
    "%run helper.py",
    "import helper\nhelper.name, helper.__name__, __name__",
    "open('data.csv').read()",
    "import os\nos.environ['NBGRADER_EXECUTION'], os.path.exists('helper.py')",
    "import asyncio\nawait asyncio.sleep(0.001)\n'awaited'",
    "async def f():\n    return 5\nawait f()",
    "async def g():\n    raise ValueError('in a coroutine')\nawait g()",
    "later = f()\ntry:\n    asyncio.run(later)\nfinally:\n    later.close()",
    "raise SystemExit(3)",
    "get_ipython().execution_count, type(In).__name__, Out[3]",
    "class Rich:\n    def _repr_html_(self): return '<p>'\n    def _repr_png_(self): return b'\\x89PNG'\nRich()",
    "print('é ü 中文 \\x1b[31mred\\x1b[0m')\n'\\ud800'.encode('utf-8', 'replace')",
    "%%capture\n%autosave 60\n%clear\nwent = 'on'",
    "%cd -q .\nwent",
    "get_ipython().__class__.__name__, 'IPKernelApp' in get_ipython().config, hasattr(get_ipython(), 'kernel')",
    "del x\nx",
    "get_ipython().showtraceback = lambda *a, **k: None\nraise RuntimeError('hidden')",
]
"""Cells of a notebook; each shows something in its own way."""

ODD = "class Odd:\n    def __repr__(self): raise TypeError('no repr')\nOdd()"

GRADED = {
    "full": "pass",
    "partial": "0.5",
    "none": "0.0",
    "whole": "1",
    "text": "'fine'",
    "fails": "assert False, 'no'",
    "printed": "print('well done')",
    "after_text": "print('half')\n0.5",
    "ended": "raise SystemExit",
}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """nbgrader's quickstart course and a notebook of every kind of output, graded by nbgrader and by us."""
    root = tmp_path_factory.mktemp("executor") / "course"
    assert run("nbgrader", "quickstart", "course", cwd=root.parent, timeout=300).returncode == 0
    (root / "gradebook.db").unlink(missing_ok=True)
    kinds = [graded_cell(source, name, 1) for name, source in GRADED.items()]
    write(notebook_of(*KINDS[:-1], ODD, *kinds, KINDS[-1]), root / "source/kinds/kinds.ipynb")
    (root / "source/kinds/helper.py").write_text("name = 'helper'\nprint('hello from', __name__)\n")
    (root / "source/kinds/data.csv").write_text("a,b\n1,2\n")
    release = released(root, "ps1")
    shutil.copytree(USER_GUIDE / "submitted", root / "submitted", dirs_exist_ok=True)
    for student, body in {"untouched": None, **SQUARES}.items():
        folder = shutil.copytree(release, root / "submitted" / student / "ps1")
        (folder / "problem2.ipynb").unlink()
        notebook = nbformat.read(folder / "problem1.ipynb", as_version=4)
        for cell in notebook.cells:
            if body and cell.source.startswith("def squares"):
                cell.source = cell.source.split("# YOUR CODE")[0] + "\n" + body
        nbformat.write(notebook, folder / "problem1.ipynb")
    shutil.copytree(released(root, "kinds"), root / "submitted" / "kim" / "kinds")
    other = twin(root)
    for config in (configured(root), ours(other)):
        results = {**autograde(config, "ps1", PS1), **autograde(config, "kinds", ["kim"])}
        assert all(result["success"] for result in results.values()), results
    return root, other


PS1 = ["bitdiddle", "hacker", "untouched", *SQUARES]


def test_the_quickstart_course_is_the_user_guides():
    """So that what is graded below is both."""
    assert sorted(path.name for path in (USER_GUIDE / "submitted").iterdir()) == ["bitdiddle", "hacker"]


def test_marks_of_the_quickstart_course_are_the_same(both):
    stock, own = (marks(root, "ps1", PS1) for root in both)
    assert stock == own
    assert {own["right", "problem1", "correct_squares"], own["raising", "problem1", "correct_squares"]} == {1.0, 0.0}
    assert own["bitdiddle", "problem1", "sum_of_squares_uses_squares"] == 0.5


@pytest.mark.parametrize("student", PS1)
def test_outputs_of_the_quickstart_course_are_the_same(both, student):
    for notebook in ["problem1", "problem2"] if student in ("bitdiddle", "hacker") else ["problem1"]:
        stock, own = (shown(graded(root, "ps1", student, notebook)) for root in both)
        assert stock == own


def test_marks_by_outputs_are_the_same(both):
    stock, own = (marks(root, "kinds", ["kim"]) for root in both)
    assert stock == own
    assert own["kim", "kinds", "partial"] == own["kim", "kinds", "after_text"] == 0.5
    assert own["kim", "kinds", "fails"] == own["kim", "kinds", "ended"] == 0


@pytest.mark.parametrize("source", [source for source in KINDS if not source.startswith("# ")])
def test_a_cell_shows_what_it_shows_in_a_kernel(both, source):
    stock, own = ([cell for cell in shown(graded(root, "kinds", "kim", "kinds")) if cell[0] == source] for root in both)
    assert stock == own
    assert own


def test_a_value_that_cannot_be_shown_reads_as_one_error_and_not_as_two(both):
    (stock,), (own,) = (
        [cell for cell in shown(graded(root, "kinds", "kim", "kinds")) if cell[0] == ODD] for root in both
    )
    assert own[2] == [("error", "TypeError", "no repr")]
    assert stock[2][:1] == own[2]


def test_the_notebook_says_which_language_it_is_in_as_it_does_in_stock(both):
    stock, own = (graded(root, "kinds", "kim", "kinds").metadata for root in both)
    assert stock == own
