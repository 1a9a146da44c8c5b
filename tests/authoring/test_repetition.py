"""What checks or functions keep from one run to the next, or leave behind, is told; what passes with a run isn't."""

import os
import random
import re
import warnings

import numpy as np
import pytest
from support import TINY, copy_course

from deltarule.authoring.building import traces
from deltarule.authoring.building.recorder import record
from deltarule.authoring.building.repetition import left_behind
from deltarule.core.checking.checks import PUBLIC_SEED
from deltarule.core.course import Course


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(traces, "_AT_START", [str(tmp_path), *traces._AT_START[1:]])
    before = traces._read()
    yield Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")
    traces._restore(before, traces._read())  # recording takes back nothing


def found(unit):
    return [*left_behind(unit, record(unit, PUBLIC_SEED))]


def within(unit, file, lines, top=""):
    """Put lines into the function, or into what draws the cases, and others at the top of the file."""
    path, above = (unit.solution, "    return 2 * x\n") if file == "solution" else (unit.checks, "    for shape in")
    text = path.read_text()
    assert text.count(above) == 1
    text = text.replace(above, "".join(f"    {line}\n" for line in lines.splitlines()) + above)
    first = "import numpy as np\n" if file == "solution" else "from deltarule import asks, case\n"
    path.write_text(text.replace(first, f"{first}{top}\n"))


LEFT = {
    "open('out.csv', 'w').close()": r"writes out\.csv, .*; write where tempfile says, or give what it would hold",
    "np.savetxt('out.csv', [1])": r"writes out\.csv",
    "__import__('pathlib').Path('there').mkdir(exist_ok=True)": "makes there",
    "open(os.path.join(os.path.dirname(__file__), 'x'), 'w').close()": r"writes (solutions|exercises)/1_double/x",
    "open('out', 'w').close(); os.remove('out')": "takes away out",
    "os.chdir('..')": "changes the working folder",
    "os.environ['MORE'] = '1'": "changes the environment",
    "np.seterr(all='ignore')": r"changes what NumPy does about overflow .*; write `with np\.errstate\(\.\.\.\):`",
    "np.set_printoptions(precision=3)": r"changes how NumPy prints .*; write `with np\.printoptions\(\.\.\.\):`",
    "np.random.seed(3)": "seeds NumPy's own random numbers, or draws from them",
    "__import__('random').random()": "seeds Python's own random numbers, or draws from them",
    "__import__('warnings').simplefilter('ignore')": r"changes which warnings are shown, .*catch_warnings\(\):`",
    "sys.path.insert(0, 'there')": r"changes sys\.path",
    "sys.setrecursionlimit(sys.getrecursionlimit() + 1)": "changes how deep calls may go",
    "plt.rcParams['lines.linewidth'] = 9": r"changes matplotlib's settings, .*; write `with plt\.rc_context",
    "plt.plot([1])": r"opens a figure, .*; close it, plt\.close\(figure\)",
}
TOP = "import os\nimport sys\n\nimport numpy as np\nimport matplotlib\nimport matplotlib.pyplot as plt\n"


def state():
    return os.getcwd(), dict(os.environ), np.geterr(), random.getstate(), list(warnings.filters)


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize(("file", "who"), [("solution", "double"), ("checks", "test_double_values")])
def test_what_a_run_leaves_for_others_is_told_with_its_place_and_taken_back(tiny, file, who, left):
    within(tiny, file, left, TOP)
    answers = record(tiny, PUBLIC_SEED)
    before = state()
    *_, said = left_behind(tiny, answers)
    place = rf"^{re.escape(str(getattr(tiny, file)))}, line \d+: {who} "
    assert re.search(rf"{place}{LEFT[left]}", said)
    assert re.search(r", which lasts for all that runs next; [^;]+\.$", said)
    assert state() == before


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("file", ["solution", "checks"])
def test_what_loading_a_file_leaves_is_told_with_its_line(tiny, file, left):
    within(tiny, file, "pass", f"{TOP}{left}\n")
    said = found(tiny)
    line = getattr(tiny, file).read_text().split("\n").index(left) + 1
    assert any(re.search(rf"{getattr(tiny, file).name}, line {line}: this {LEFT[left]}", one) for one in said), said
    assert len(said) == 1 + (";" in left)


MORE = '\n\n@asks("double")\ndef test_more(rng):\n    """Asked."""\n    yield case(rng.random(3))\n'
KEPT = {
    "a list that draws from": (
        "checks",
        "asked.append(1)\nrng = rng.spawn(len(asked))[-1]",
        "asked = []\n",
        r"test_double\.py, line \d+: test_double_values asks something else when it is run again, or after others; "
        r"what asked holds has changed meanwhile, and each run is to begin with the same\.$",
    ),
    "an iterator that is over": (
        "checks",
        "for n in numbers:\n    yield case(rng.random(n))",
        "numbers = iter([1, 2])\n",
        "test_double_values asks something else .*; what numbers holds has changed",
    ),
    "a generator of the file's": (
        "checks",
        "rng = next(dice)",
        "import numpy as np\ndice = (np.random.default_rng(n) for n in range(99))\n",
        "test_double_values asks something else .*; something is kept meanwhile",
    ),
    "a table": (
        "solution",
        "x = known.setdefault(x.shape, x)",
        "known = {}\n",
        r"test_double\.py, line \d+: test_more fails on the solution \(double.*\) when it is run again, or after "
        "others; what known holds has changed",
    ),
    "a default": (
        "solution",
        "x = first(x)",
        "def first(x, known={}):\n    return known.setdefault(x.shape, x)\n",
        "test_more fails on the solution .*; what first holds has changed",
    ),
    "a cache": (
        "solution",
        "first(x.shape).append(x)\nx = first(x.shape)[0]",
        "import functools\n\n\n@functools.cache\ndef first(shape):\n    return []\n",
        "test_more fails on the solution .*; what first holds has changed",
    ),
}


@pytest.mark.parametrize("kept", KEPT)
def test_what_is_kept_from_one_run_to_the_next_is_told_with_its_name(tiny, kept):
    file, lines, top, said = KEPT[kept]
    within(tiny, file, lines, top)
    tiny.checks.write_text(tiny.checks.read_text() + MORE)
    told = found(tiny)
    assert [one for one in told if re.search(said, one)], told


def test_what_is_kept_and_changes_nothing_is_nobodys_business(tiny):
    within(tiny, "solution", "known[x.shape] = 2\nnp.zeros(known[x.shape])", "known = {}\n")
    within(tiny, "checks", "asked.append(1)", "asked = []\n")
    assert found(tiny) == []


def test_what_passes_with_its_block_or_goes_where_such_things_go_is_nobodys_business(
    tiny, monkeypatch, tmp_path_factory
):
    monkeypatch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))
    monkeypatch.setattr("tempfile.tempdir", None)
    lines = """
with np.errstate(all="ignore"), np.printoptions(precision=2), warnings.catch_warnings():
    warnings.simplefilter("ignore")
    os.environ["MORE"] = "1"
    del os.environ["MORE"]
with tempfile.TemporaryDirectory() as there, contextlib.chdir(there):
    np.save("numbers.npy", np.random.default_rng(1).random(3))
    open(os.path.join(there, "more"), "w").close()
open(os.devnull, "w").close()
plt.close(plt.figure())
with plt.rc_context({"lines.linewidth": 9}):
    pass
"""
    for file in ("solution", "checks"):
        within(tiny, file, lines, f"{TOP}import contextlib\nimport tempfile\nimport warnings\n")
    assert found(tiny) == []
