import time

import msgspec
import numpy as np
import pytest
from samples import loaded, outcome, remote

from deltarule.core.code.calls import CallFailed, Raised, Returned, case
from deltarule.core.code.cells import Cell
from deltarule.core.errors import UserError
from deltarule.core.limits import Limits
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.scratch import overflows
from deltarule.door.outside.zygotes import Zygote

TROUBLESOME = '''
import ctypes, os, socket, sys
import numpy as np

def fine(x): return x + 1

def exits(): os._exit(7)
def exits_well(): os._exit(0)
def raises_exit(): sys.exit(0)
def interrupts(): raise KeyboardInterrupt
def aborts(): os.abort()
def segfaults(): ctypes.string_at(0)
def prints(): print("x" * 10**7)
def prints_a_little(): [print("x" * 1000) for _ in range(10)]; return 1
def recurses(): return recurses()
def wants_memory(): return bytearray(1 << 40)
def wants_array(): return np.ones(1 << 40)
def returns_text(): return "x" * (17 << 20)
def returns_odd(): return [object(), np.array([None]), 2**100, "\\ud800", {1: 2}]
def returns_nests():
    a = []
    for _ in range(40): a = [a] * 10
    return a
def raises_surrogate(): raise type("\\ud800", (Exception,), {})("\\ud800")
def writes(text): os.write(3, text.encode("latin-1")); return 1
def closes(): os.close(3); return 1
def drips():
    os.write(3, b"\\0\\x1f\\xff\\xff\\0\\0\\0\\0")
    while True: os.write(3, b"x")
def shuts(): socket.socket(fileno=3).shutdown(socket.SHUT_RDWR); return 1
'''  # fmt: skip
TOLD = b"\x83\xa4type\xa4Told\xa2id\x01\xa8outcomes\x91\x93\xa8returned*\x90"  # as if the first call had returned 42


def forged(header):
    return len(header).to_bytes(4, "big") + bytes(4) + header


@pytest.fixture(scope="module")
def student(zygote):
    with remote(zygote, TROUBLESOME) as submission:
        yield submission.functions


@pytest.mark.parametrize(
    ("name", "args", "trouble", "kind", "message"),
    [
        ("returns_nests", (), "timeout", "", "1 second"),
        ("exits", (), "crashed", "", "exit code 7"),
        ("exits_well", (), "crashed", "", "exit code 0"),
        ("interrupts", (), "error", "KeyboardInterrupt", ""),
        ("aborts", (), "crashed", "", "signal SIGABRT"),
        ("segfaults", (), "crashed", "", "signal SIGSEGV"),
        ("writes", (b"junk" * 100,), "crashed", "", "what came back could not be read"),
        ("writes", (forged(b"\xc1"),), "crashed", "", "what came back could not be read"),
        ("writes", (forged(b"\x81\xa4type\xa6Loaded"),), "crashed", "", "what came back could not be read"),
        ("writes", (b"\x00\x00\x00\x01",), "crashed", "", "what came back could not be read"),
        ("closes", (), "crashed", "", "exit code 1"),
        ("shuts", (), "crashed", "", ""),
        ("drips", (), "timeout", "", "1 second"),
        ("raises_exit", (), "error", "SystemExit", "0"),
        ("recurses", (), "error", "RecursionError", "maximum recursion depth exceeded"),
        ("wants_memory", (), "error", "MemoryError", ""),
        ("wants_array", (), "error", "MemoryError", "Unable to allocate"),
        ("returns_text", (), "error", "ValueError", "it returned more than 16 MiB"),
        ("raises_surrogate", (), "error", "", ""),
        ("missing", (), "error", "", "ann.py has no function missing"),
    ],
)
def test_a_bad_function_costs_its_own_call_alone(student, name, args, trouble, kind, message):
    found = outcome(getattr(student, name), *(content.decode("latin-1") for content in args))
    assert found.trouble == trouble
    assert kind in found.kind
    assert message in found.message
    assert outcome(student.fine, 1) == Returned(2)


@pytest.mark.parametrize("outcomes", [0, 2])
def test_the_wrong_number_of_answers_is_no_answer(zygote, outcomes):
    told = forged(msgspec.msgpack.encode({"type": "Told", "id": 1, "outcomes": [["returned", 42, []]] * outcomes}))
    with remote(zygote, TROUBLESOME) as submission:
        assert outcome(submission.functions.writes, told.decode("latin-1")).trouble == "crashed"
        assert outcome(submission.functions.fine, 1) == Returned(2)


@pytest.mark.parametrize("line", ["import os; os._exit(3)", "while True: pass", "import ctypes; ctypes.string_at(0)"])
def test_a_file_that_ends_or_holds_its_worker_keeps_what_it_defines(zygote, line):
    source = f"import math\nSCALE = 2\n{line}\ndef f(x):\n    return SCALE * math.floor(x)\n\nx = 1 / 0\n"
    with remote(zygote, source) as submission:
        assert outcome(submission.functions.f, 1.5) == Returned(2)
        note, *_ = submission.notes()
        assert "only their imports, constants, functions and classes were run" in note


@pytest.mark.parametrize(
    ("line", "trouble", "message"),
    [
        ("import os; os._exit(3)", "crashed", "exit code 3, while the cells of ann.py were run"),
        ("while True: pass", "timeout", "1 second, while the cells of ann.py were run"),
    ],
)
def test_a_file_whose_definitions_end_or_hold_their_worker_is_told_for_every_function(zygote, line, trouble, message):
    with remote(zygote, f"def f(): return 1\n\nclass C:\n    {line}\n") as submission:
        for function in (submission.functions.f, submission.functions.g, submission.functions.f):
            assert function.observe([case(), case()]) == [Raised(trouble, "", message)] * 2


@pytest.mark.parametrize(
    "line", ["import deltarule\ndeltarule.self_check('f')", "from deltarule import self_check\nself_check()"]
)
def test_a_self_check_in_a_students_own_cell_is_left_to_the_grader(zygote, line):
    with remote(zygote, f"def f(): return 1\n\n{line}\n") as submission:
        assert outcome(submission.functions.f) == Returned(1)
        assert submission.notes() == []


def test_what_cannot_be_read_is_told_as_in_a_self_check(zygote):
    text = "%matplotlib inline\n\ndef f(x):\n    return x\n\nprint f(1)\n"
    with remote(zygote, text) as submission:
        submission.load()
        assert submission.notes() == loaded(text).notes()
        assert "print takes parentheses" in submission.notes()[1]


def test_printing_costs_nothing_and_is_kept_up_to_its_cap(zygote):
    with remote(
        zygote, "import sys\ndef f(n):\n    print('é' * n)\n    print('!', file=sys.stderr)\n    return n"
    ) as submission:
        assert outcome(submission.functions.f, 5) == Returned(5)
        assert submission.take_printed() == "ééééé\n!\n"
        assert outcome(submission.functions.f, 10**7) == Returned(10**7)
        printed = submission.take_printed()
        assert printed.startswith("é" * 2000 + "\n... capped: 10,000,003 characters were printed")
        for _ in range(100):
            outcome(submission.functions.f, 5000)
        assert len(submission.take_printed()) < 5000
        assert submission.take_printed() == ""


def test_a_submission_has_a_deadline_of_its_own():
    limits = Limits(check_seconds=1, load_seconds=1, submission_seconds=1.5)
    source = "def f():\n    while True: pass\ndef g():\n    while True: pass\ndef h(): return 1"
    with Zygote(limits, "none") as zygote, remote(zygote, source) as submission:
        assert outcome(submission.functions.h) == Returned(1)
        over = outcome(submission.functions.f)
        assert (over.trouble, over.message) == ("timeout", "1 second")
        left = outcome(submission.functions.g)
        assert left.trouble == "timeout"
        assert float(left.message.split()[0]) <= 0.5
        assert outcome(submission.functions.h) == Raised("timeout", "", "the 1.5 seconds of the whole submission")


def test_where_a_call_was_whose_time_was_over_is_told(zygote):
    source = "def g():\n    while True:\n        pass\n\ndef f():\n    g()\n\ndef h():\n    return f() and 1 @ 2\n"
    with remote(zygote, source) as submission:
        over = outcome(submission.functions.f)
    assert (over.trouble, over.explanation) == ("timeout", "it is in g's `while`, line 2")
    assert over.where.splitlines()[0] == "ann.py, line 6, in f: g()"


def test_what_calls_a_function_that_does_not_come_back_does_not_wait_again():
    source = "def f():\n    while True: pass\ndef g():\n    try: return f()\n    except Exception: return 1\n"
    source += "def h(): return g()\ndef k(): return 2\n"
    limits = Limits(check_seconds=1, submission_seconds=2)
    with Zygote(limits, "none") as zygote, remote(zygote, source) as submission:
        places = [outcome(getattr(submission.functions, name)).explanation for name in "fghg"]
        assert places == ["it is in its `while`, line 2", *["it is in f's `while`, line 2"] * 3]
        assert outcome(submission.functions.k) == Returned(2)  # there is time left
        assert submission.functions.g.observe([case()], stand_ins={"f": lambda: 3}) == [Returned(3)]


def test_a_call_that_does_not_say_where_it_was_is_over_all_the_same(zygote):
    source = "def g():\n    while True: pass\n\ndef f():\n    while True:\n        try: g()\n        except: pass\n"
    with remote(zygote, source) as submission:
        assert outcome(submission.functions.f) == Raised("timeout", "", "1 second")


def test_a_crash_is_explained_across_the_door(zygote):
    with remote(zygote, "def f():\n    return nothnig\n\ndef nothing(): pass\n") as submission:
        assert outcome(submission.functions.f).explanation == "nothnig isn't defined; is nothing meant?"


WRITING = """
import os
def in_files(count, size):
    for number in range(count):
        with open(f"f{number}", "wb") as file: file.write(bytes(size))
def in_one(size):
    with open("one", "wb") as file: file.write(bytes(size))
def in_folders(depth):
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
def by_and_by():
    import threading
    threading.Thread(target=in_files, args=(10**6, 2**20)).start()
def unnamed(mapped):
    import ctypes
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    for _ in range(40):
        file = os.open("u", os.O_RDWR | os.O_CREAT)
        os.unlink("u")
        for _ in range(20): os.write(file, bytes(2**20))
        if mapped:
            libc.mmap(None, 4096, 1, 1, file, 0)
            os.close(file)
    import time
    time.sleep(2)
def fine(): return len(os.listdir("."))
"""


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("in_files", (200, 2**20), "it wrote more than 64 MB"),
        ("in_files", (5000, 0), "2000 files"),
        ("in_one", (2**27,), "File too large"),
        ("unnamed", (False,), "it wrote more than 64 MB"),
        ("unnamed", (True,), "it wrote more than 64 MB"),
        ("in_folders", (5000,), ""),
    ],
)
def test_what_is_written_is_bounded_and_cleared(name, args, said):
    with Zygote(Limits(check_seconds=20), "none") as zygote, remote(zygote, WRITING) as submission:
        assert said in outcome(getattr(submission.functions, name), *args).message
        assert outcome(submission.functions.fine).value in (0, 1)
        scratch = submission._workers[""]._scratch
        assert scratch.is_dir()
    assert not scratch.exists()


def test_a_thread_that_goes_on_writing_is_stopped_at_the_next_call(zygote):
    with remote(zygote, WRITING) as submission:
        outcome(submission.functions.by_and_by)
        scratch, most = submission._workers[""]._scratch, zygote.limits.scratch_mb * 2**20
        while not overflows(scratch, most):
            time.sleep(0.01)
        assert outcome(submission.functions.fine).trouble == "crashed"
        assert outcome(submission.functions.fine) == Returned(0)


@pytest.mark.parametrize(
    "how",
    [
        "import {}",
        "from {} import dumps",
        "import {}.decoder",
        "__import__('{}')",
        "import importlib; importlib.import_module('{}')",
    ],
)
def test_a_forbidden_module_is_not_to_be_had(zygote, how):
    line = how.format("json")
    source = f"import sys\ndef g(): return 'json' in sys.modules\n{line}\ndef f():\n    {line}\ndef h(): return 1"
    with remote(zygote, source, forbidden=["json"]) as submission:
        assert outcome(submission.functions.f).message == "json may not be used in this unit"
        assert outcome(submission.functions.h) == Returned(1)


def test_a_name_that_only_begins_like_a_forbidden_one_is_free(zygote):
    with remote(zygote, "import json\ndef f(): return 1", forbidden=["js"]) as submission:
        assert submission.notes() == []
        assert outcome(submission.functions.f) == Returned(1)


@pytest.mark.parametrize(
    "line", ["import sys; sys.exit(3)", "raise KeyboardInterrupt", "1 / 0", "print('x' * 10**7)", "open('/nowhere/x')"]
)
def test_a_file_that_raises_keeps_its_functions(zygote, line):
    with remote(zygote, f"def f(): return 1\n\n{line}\n") as submission:
        assert outcome(submission.functions.f) == Returned(1)


def test_values_cross_with_their_dtypes_and_a_call_may_have_keywords(zygote):
    with remote(zygote, "def f(x, *, y): return y, x") as submission:
        (found,) = submission.functions.f.observe([case({"a": (1, [2.5, None])}, y=np.ones((2, 0), "f4"))])
        array, value = found.value
        assert value == {"a": (1, [2.5, None])}
        assert (array.dtype, array.shape) == (np.float32, (2, 0))


def test_cases_are_answered_in_their_order(zygote):
    with remote(zygote, "def f(x): return 1 / x") as submission:
        found = submission.functions.f.observe([case(x) for x in (1, 0, 2)])
        assert [getattr(item, "value", None) for item in found] == [1, None, 0.5]
        assert submission.functions.f.observe([]) == []


def test_what_is_odd_crosses_as_what_it_is(student):
    assert [str(item) for item in outcome(student.returns_odd).value] == [
        "Opaque(what='an object')",
        "Opaque(what='an array of dtype object')",
        str(2**100),
        "?",
        "{1: 2}",
    ]


def test_changed_and_frozen_arguments_are_told_across_the_door(zygote):
    with remote(zygote, "def f(x, p):\n    p['new'] = 1\ndef g(x): x += 1") as submission:
        assert outcome(submission.functions.f, 1, {}, frozen=True) == Returned(None, ("p",))
        assert outcome(submission.functions.f, 1, {}) == Returned(None)
        assert outcome(submission.functions.g, np.zeros(2), frozen=True) == Returned(None, ("x",))


def test_a_call_without_a_value_raises(zygote):
    with remote(zygote, "def f(x): return 1 / x") as submission:
        assert submission.functions.f(2) == 0.5
        with pytest.raises(CallFailed, match="f raised ZeroDivisionError"):
            submission.functions.f(0)


def test_a_function_among_the_arguments_is_called_across_the_door(zygote):
    with remote(zygote, "def f(g, x): return g(x + 1, twice=x) + 1") as submission:
        assert outcome(submission.functions.f, lambda x, twice: (x * twice).sum(), np.arange(3.0)) == Returned(9.0)


def test_a_function_that_raises_raises_in_the_students_code(zygote):
    class OddError(Exception):
        pass

    def raising(error):
        def g(x):
            raise error(x)

        return g

    source = "def f(g):\n    try: g(3)\n    except Exception as error: return type(error).__name__, str(error)"
    with remote(zygote, source) as submission:
        assert outcome(submission.functions.f, raising(ValueError)) == Returned(("ValueError", "3"))
        assert outcome(submission.functions.f, raising(OddError)) == Returned(("RuntimeError", "OddError: 3"))


DRAWS = """
def init(rng): return rng.random()
def f(rng):
    before = rng.random()
    return before, init(rng), rng.random()
"""


def test_a_generators_state_crosses_there_and_back(zygote):
    rng = np.random.default_rng(3)
    with remote(zygote, DRAWS) as submission:
        alone = outcome(submission.functions.f, rng)
        helped = outcome(submission.functions.f, rng, stand_ins={"init": lambda rng: rng.random()})
    assert alone.value == helped.value == tuple(np.random.default_rng(3).random(3))
    assert rng.random() == np.random.default_rng(3).random()


def test_stand_ins_take_the_place_of_helpers_and_leave_it_again(zygote):
    with remote(zygote, "def helper(x): return -x\ndef f(x): return helper(x)") as submission:
        assert outcome(submission.functions.f, 2, stand_ins={"helper": lambda x: 10 * x}) == Returned(20)
        assert outcome(submission.functions.f, 2, stand_ins={"helper": lambda x: NotImplemented}) == Returned(-2)
        assert outcome(submission.functions.f, 2) == Returned(-2)


def test_an_authors_error_in_a_callback_is_not_the_students(zygote):
    def helper(x):
        raise UserError("the recording is damaged")

    source = "def helper(x): return x\ndef f(x): return helper(x)"
    with remote(zygote, source) as submission, pytest.raises(UserError, match="damaged"):
        outcome(submission.functions.f, 2, stand_ins={"helper": helper})


def test_a_worker_has_nothing_of_the_graders(zygote, monkeypatch):
    source = """
        import os, sys
        def f(): return sorted(os.environ), sorted(os.listdir("/proc/self/fd")), sorted(sys.modules)
    """
    with remote(zygote, source.replace("        ", "")) as submission:
        environment, descriptors, modules = outcome(submission.functions.f).value
    assert environment == ["HOME", "LANG", "MPLBACKEND", "PATH", "TMPDIR", "USER"]
    assert set(descriptors) <= {"0", "1", "2", "3", "4"}  # 4 is the listing's own
    of_core = {name.split(".")[2] for name in modules if name.startswith("deltarule.core.")}
    assert of_core <= {"code", "exceptions", "distributions", "errors", "files", "kinds", "limits", "text", "values"}
    assert not [name for name in modules if name.startswith(("deltarule.authoring", "deltarule.grading", "pytest"))]


def test_a_submission_is_the_module_of_its_name(zygote):
    source = "import sys\ndef f(): return sys.modules['ann'].f is f and __name__"
    with remote(zygote, source) as submission:
        assert outcome(submission.functions.f) == Returned("ann")


def test_a_notebooks_magics_do_nothing_but_run_their_cells(zygote):
    source = (
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "get_ipython().run_cell_magic('time', '', 'def f(): return 1\\n')\n"
        "get_ipython().run_cell_magic('bash', '', 'not python')\n"
    )
    with remote(zygote, source) as submission:
        assert outcome(submission.functions.f) == Returned(1)


def test_a_frame_of_an_earlier_call_is_passed_over(student):
    assert outcome(student.writes, forged(TOLD).decode("latin-1")) == Returned(1)


def test_what_the_graders_own_threads_take_is_not_the_workers_time():
    """A callback that the grader answers late does not make the worker's function late."""
    source = "def f(g):\n    return [g(x) for x in range(3)]"

    def slow(x):
        time.sleep(0.7)
        return x

    with Zygote(Limits(check_seconds=1), "none") as zygote, remote(zygote, source) as submission:
        assert outcome(submission.functions.f, slow) == Returned([0, 1, 2])


def test_what_broke_while_the_cells_were_run_is_told_beside_the_check_and_of_the_whole(zygote):
    source = "from no_such_helper import squash\n\ndef f():\n    return squash(1)\n\ndef f():\n    return squash(2)\n"
    with remote(zygote, source) as submission:
        *_, last = outcome(submission.functions.f).where.splitlines()
        assert last.startswith("Before that, ann.py, line 1, in <module>: from no_such_helper import squash raised ")
        imported, twice = submission.notes()
    assert imported.startswith("Not imported: ann.py, line 1: from no_such_helper import squash (ModuleNotFoundError: ")
    assert twice == "f is written 2 times; the last one counts (ann.py, line 6), not that in ann.py, line 3."


def test_a_function_in_a_cell_that_is_not_run_is_found_across_the_door(zygote):
    cell = Cell("def f():\n    return 1\n", "ann.ipynb cell 2", left_out="a Markdown cell")
    with RemoteSubmission(zygote, [cell], "ann.ipynb") as submission:
        assert "f is written in a Markdown cell (ann.ipynb cell 2, line 1)" in outcome(submission.functions.f).message


def test_a_function_that_was_passed_in_and_is_given_too_much_is_told_across_the_door_too(zygote):
    with remote(zygote, "def f(z, activation):\n    return activation(z, 1.0)\n") as submission:
        found = outcome(submission.functions.f, np.ones(2), np.tanh)
    assert found.message == "the function that it was given takes 1 array, but is called with 2"
