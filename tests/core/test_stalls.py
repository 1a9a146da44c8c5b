import contextlib
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from samples import loaded

from deltarule.core.code.calls import Returned, case
from deltarule.core.code.cells import Cell
from deltarule.core.code.loader import load
from deltarule.core.exceptions import stalls
from deltarule.core.exceptions.stalls import Stalled, stopped, within

LOOP = "def f(x):\n    while True:\n        x = x + 1\n"
SECONDS = 0.05


@pytest.fixture(autouse=True)
def looked_at_often(monkeypatch):
    monkeypatch.setattr(stalls, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(stalls, "STALL_RETRY_SECONDS", 0.05)


def slow(source, cases=1, name="f"):
    """Call a function that takes longer than it may."""
    code = loaded(source)
    code.seconds = SECONDS
    return code, code.observe(name, [case(3)] * cases)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (LOOP, "it is in its `while`, line 2"),
        ("def f(x):\n    while x:\n        for i in range(9):\n            pass\n", "it is in its `while`, line 2"),
        (
            "def g(x):\n    while x:\n        pass\n\ndef f(x):\n    for i in [1]:\n        g(x)\n",
            "it is in g's `while`, line 2",
        ),
        ("def f(x):\n    for i in range(10**12):\n        pass\n", "it is in its `for`, line 2"),
        ("def f(x):\n    return sum(i for i in range(10**12))\n", "it is in line 2"),
        ("def f(x):\n    while x:\n        [i for i in range(9999)]\n", "it is in its `while`, line 2"),
        ("def f(x):\n    while x:\n        sum(i for i in range(9999))\n", "it is in its `while`, line 2"),
        (
            "def f(x):\n    try:\n        while True:\n            pass\n    except Exception:\n        return 1\n",
            "`while`, line 3",
        ),
    ],
)
def test_a_loop_without_end_is_ended_and_its_line_told(source, place):
    _, (found,) = slow(source)
    assert (found.trouble, found.message) == ("timeout", "0.05 seconds")
    assert place in found.explanation
    assert found.where.startswith("ann.py, line ")


def test_the_cases_after_one_that_did_not_come_back_and_the_next_checks_do_not_wait_again(monkeypatch):
    code, found = slow(LOOP + "\ndef g(x):\n    return x\n", cases=3)
    assert len(found) == 3
    assert {item.trouble for item in found} == {"timeout"}
    monkeypatch.setattr(code, "_called", None)  # nothing is called any more
    assert code.observe("f", [case(3)])[0].trouble == "timeout"


def test_what_calls_it_does_not_wait_again_and_is_told_where_that_is(monkeypatch):
    code, (found,) = slow(f"{LOOP}\ndef g(x):\n    return [f(x), x]\n\nh = f\n\ndef k(x):\n    return h(x) + g(x)\n")
    monkeypatch.setattr(stalls, "_raise_in", None)  # nothing is ended any more
    for name in "gk":
        (over,) = code.observe(name, [case(3)])
        assert (over.trouble, over.message, over.where) == ("timeout", found.message, found.where)
        assert over.explanation == "it is in f's `while`, line 2"
    assert code.observe("g", [case(3)], stand_ins={"f": lambda x: 1}) == [Returned([1, 3])]


def test_other_functions_go_on():
    code, _ = slow(LOOP + "\ndef g(x):\n    return x\n")
    assert code.observe("g", [case(3)]) == [Returned(3)]


def test_a_bare_except_that_catches_the_end_is_told_and_ended_all_the_same():
    told = []
    source = """
        def f(x):
            n = 0
            while n < 2:
                try:
                    while True:
                        pass
                except:
                    n += 1
            return n
    """
    code = loaded(source)
    code.seconds, code.tell = SECONDS, told.append
    assert code.observe("f", [case(3)]) == [Returned(2)]
    (said,) = told
    assert "f has not come back after 0.05 s, and can't be ended; it is in its `while`, line 6." in said


def test_nothing_is_raised_once_a_call_is_over():
    for _ in range(20):
        with contextlib.suppress(Stalled):
            within(0.001, lambda: time.sleep(0.002), lambda frame: None)
    sum(range(100_000))


STALLS_AND_GOES_ON = """
import sys
from deltarule.core.exceptions.stalls import Stalled, within

def endless():
    while True:
        pass

def begin():
    print("begun")

try:
    within(0.05, endless, print)
except Stalled:
    sys.{hook}(lambda *event: None)
    begin()
"""


@pytest.mark.parametrize("hook", ["setprofile", "settrace"])
def test_functions_begin_under_a_debugger_or_a_profiler_once_a_call_was_ended(hook):
    """Up to Python 3.11 an exception that was to be forgotten kept them from it."""
    command = [sys.executable, "-c", STALLS_AND_GOES_ON.format(hook=hook)]
    assert subprocess.run(command, capture_output=True, text=True, timeout=20).stdout == "begun\n"


def test_the_watching_thread_ends_when_there_is_nothing_to_watch(monkeypatch):
    monkeypatch.setattr(stalls, "WATCHER_IDLE_SECONDS", 0.0)
    watcher = stalls._Watcher()
    monkeypatch.setattr(stalls, "_WATCHER", watcher)
    assert within(5, lambda: 3, lambda frame: None) == 3
    if (thread := watcher._thread) is not None:
        thread.join(30)
    assert watcher._thread is None
    assert within(5, threading.active_count, lambda frame: None) > 1


def test_nothing_is_ended_while_a_debugger_is_at_work():
    names = {"__name__": "pdb"}
    exec("def debug(wait):\n    wait()\n", names)
    done = threading.Event()
    assert within(SECONDS, lambda: names["debug"](lambda: done.wait(5 * SECONDS)), lambda frame: None) is None


def test_a_statement_of_a_file_that_does_not_come_back_is_a_note():
    module = type(np)("ann")
    code = load(
        [Cell("def f(x): return x\n\nwhile True:\n    pass\n\ny = 1\n", "ann.py")], module, "ann.py", seconds=SECONDS
    )
    (note,) = code.notes()
    assert note.startswith("Not run to its end: ann.py, line ")
    assert note.endswith(", after 0.05 seconds. The rest was run without it.")
    assert module.y == 1
    assert code.observe("f", [case(3)]) == [Returned(3)]


def test_an_interrupt_says_in_one_line_where_it_was():
    code = loaded("import json\ndef f(x):\n    while True:\n        stop()\n")

    def stop():
        raise KeyboardInterrupt

    code.module.stop = stop
    with pytest.raises(KeyboardInterrupt, match=r"^f was stopped; it is in its `while`, line 3$") as caught:
        code.observe("f", [case(3)])
    assert caught.traceback[-1].lineno == 3  # counted from 0
    assert caught.value._render_traceback_() == ["f was stopped; it is in its `while`, line 3"]


def test_an_interrupt_elsewhere_is_left_alone():
    error = KeyboardInterrupt()
    stopped(error, "f", {})
    assert error.args == ()


@pytest.mark.parametrize("knows_threads", [True, False])
def test_what_a_librarys_other_threads_use_does_not_count(monkeypatch, knows_threads):
    if not knows_threads:
        monkeypatch.delattr(time, "pthread_getcpuclockid", raising=False)
    elif not hasattr(time, "pthread_getcpuclockid"):
        pytest.skip("this system tells no thread's time")
    monkeypatch.setattr(time, "process_time", lambda: 100 * time.monotonic())  # as if there were a hundred
    used = time.thread_time()

    def work():
        while time.thread_time() - used < 0.2:
            pass
        return "done"

    assert within(1.0 if knows_threads else 10.0, work, lambda frame: None) == "done"


def test_commands_and_pytest_compute_with_one_thread():
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    for module in ("deltarule.core.selfcheck.command", "deltarule.core.selfcheck.plugin"):
        code = f"import os, sys, deltarule; print('numpy' in sys.modules); import {module}; "
        code += f"print(os.environ[{names[0]!r}])"
        command = [sys.executable, "-c", code]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert told.split() == ["False", "1"]
    kept = subprocess.run(command, env={**environment, names[0]: "4"}, capture_output=True, text=True, check=True)
    assert kept.stdout.split() == ["False", "4"], "what somebody set stays"
