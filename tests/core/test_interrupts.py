"""What stops a command waits for the end of what may not be left half done."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from deltarule.core.interrupts import stoppable, undisturbed


def test_an_interrupt_comes_after_what_is_not_to_be_disturbed():
    done = []
    with pytest.raises(KeyboardInterrupt), undisturbed():  # noqa: PT012 - it is the block that matters
        signal.raise_signal(signal.SIGINT)
        done.append(True)
    assert done
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_in_such_a_block_is_told_whatever_came_besides():
    with pytest.raises(ValueError, match="wrong"), undisturbed():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        raise ValueError("wrong")


def test_a_block_in_a_thread_is_a_block_like_any_other():
    done = []

    def work():
        with undisturbed():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_a_process_from_elsewhere_stops_a_block_once_as_ctrl_c_does(number):
    done = []
    with pytest.raises(KeyboardInterrupt), stoppable():  # noqa: PT012 - it is the block that matters
        with pytest.raises(KeyboardInterrupt), undisturbed():  # noqa: PT012
            signal.raise_signal(number)
            done.append("undisturbed")
        signal.raise_signal(number)  # a terminal and its shell both send it
        done.append("cleared up")
        signal.raise_signal(signal.SIGINT)
    assert done == ["undisturbed", "cleared up"]
    assert signal.getsignal(number) is signal.SIG_DFL


def test_what_is_ignored_stays_so_and_a_forked_process_is_ended_as_ever():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # nohup
    try:
        with stoppable():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            if (child := os.fork()) == 0:
                signal.raise_signal(signal.SIGTERM)
                os._exit(0)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def test_what_is_said_to_a_terminal_that_is_closed_goes_nowhere():
    script = """
import os, pty, signal
from deltarule.core.interrupts import stoppable
told = os.open("/dev/stderr", os.O_WRONLY)
master, slave = pty.openpty()
os.dup2(slave, 1)
os.dup2(slave, 2)
try:
    with stoppable():
        os.close(master)
        signal.raise_signal(signal.SIGHUP)
except KeyboardInterrupt:
    print("Stopped.", flush=True)
    os.write(told, b"cleared up")
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (found.returncode, found.stderr) == (0, "cleared up")
