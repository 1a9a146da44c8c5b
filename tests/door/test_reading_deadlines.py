"""Deadlines count what a worker uses, read from outside of it, and not what the machine does besides."""

import os
import socket
import subprocess
import sys

import pytest
from samples import outcome

from deltarule.core.code.cells import Cell
from deltarule.core.limits import MAX_HELD_UP_SECONDS, MAX_KEPT_WAITING, Limits
from deltarule.door.outside import deadlines
from deltarule.door.outside.deadlines import Allowance, Deadline, Usage
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote


class Machine:
    """A clock, and a worker's usage, that move as a test says."""

    def __init__(self):
        self.wall = self.cpu = self.waited = self.own = 0.0
        self.ready = []

    def read(self):
        return self.wall, self.cpu, self.waited

    def monotonic(self):
        return self.wall

    def thread_time(self):
        return self.own

    def select(self, *given):
        return self.ready, [], []

    def passes(self, seconds, cpu=0.0, waited=0.0, own=0.0):
        self.wall, self.cpu, self.waited = self.wall + seconds, self.cpu + cpu, self.waited + waited
        self.own += own


@pytest.fixture
def machine(monkeypatch):
    machine = Machine()
    monkeypatch.setattr(deadlines, "time", machine)
    monkeypatch.setattr(deadlines, "select", machine)
    return machine


@pytest.fixture
def waiting(machine):
    """Give a deadline of ten seconds, and what makes the machine do something until it has passed."""
    here, there = socket.socketpair()
    steps = []
    deadline = Deadline(here, machine, 10.0, meanwhile=lambda: steps[0]())

    def until_it_has_passed(step):
        steps[:] = [step]
        with pytest.raises(TimeoutError):
            deadline()
        return machine.wall

    yield deadline, until_it_has_passed
    here.close()
    there.close()


def test_who_computes_is_charged_with_that(machine, waiting):
    deadline, until_it_has_passed = waiting
    assert until_it_has_passed(lambda: machine.passes(0.1, cpu=0.1)) == pytest.approx(10, abs=0.2)
    assert deadline.used() == pytest.approx(10, abs=0.2)


def test_who_sleeps_is_charged_with_that(machine, waiting):
    assert waiting[1](lambda: machine.passes(0.1)) == pytest.approx(10, abs=0.2)


def test_who_waits_for_a_processor_is_charged_with_what_it_has_of_it(machine, waiting):
    assert waiting[1](lambda: machine.passes(0.1, cpu=0.025, waited=0.075)) == pytest.approx(40, abs=0.2)


def test_who_lets_threads_of_its_own_wait_is_charged_with_what_they_all_do(machine, waiting):
    assert waiting[1](lambda: machine.passes(0.1, cpu=0.1, waited=0.09)) == pytest.approx(10, abs=0.2)


def test_no_worker_keeps_its_grader_waiting_without_end(machine, waiting):
    last = waiting[1](lambda: machine.passes(0.1, waited=0.1))
    assert last == pytest.approx(10 * MAX_KEPT_WAITING, rel=0.04)


def test_what_the_grader_does_meanwhile_is_not_charged_and_has_an_end(machine, waiting):
    last = waiting[1](lambda: machine.passes(5.2))  # each time as if other threads had held the interpreter
    assert last == pytest.approx(10 + MAX_HELD_UP_SECONDS, abs=12)


@pytest.mark.parametrize(("own", "charged"), [(0.02, 10), (0.0, 0)])
def test_a_callback_is_charged_with_what_its_answer_takes_and_not_with_what_its_grader_waits(machine, own, charged):
    here, there = socket.socketpair()
    with here, there:
        machine.ready = [here]
        deadline = Deadline(here, machine, 100.0)
        for _ in range(500):  # each time the worker asks at once
            deadline()
            machine.passes(0.1, own=own)
        deadline()
        assert deadline.used() == pytest.approx(charged, abs=1)


def test_a_kernel_that_does_not_count_leaves_the_wall_clock():
    usage = Usage(-1)
    assert usage.read()[1:] == (0.0, 0.0)
    usage.close()


def test_a_processs_time_is_read_from_outside_of_it():
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        handle = os.pidfd_open(process.pid)
        usage = Usage(handle)
        while usage.read()[1] < 0.05:
            pass
        process.kill()
        process.wait()
        assert usage.read()[1:] == (0.0, 0.0)
        usage.close()
        os.close(handle)


def test_a_submissions_files_have_one_allowance_together():
    cells = [Cell("def f():\n    while True: pass\n", "ann.py")]
    with Zygote(Limits(check_seconds=1, load_seconds=1, submission_seconds=1.2), "none") as zygote:
        allowance = Allowance(1.2)
        for most in (1.0, 0.2):
            with RemoteSubmission(zygote, cells, "ann.py", (), allowance) as submission:
                said = outcome(submission.functions.f)
            assert said.trouble == "timeout"
            assert float(said.message.split()[0]) <= most
        assert allowance.left <= 0
