import os
import re
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deltarule.authoring.building.recorder import recording_of
from deltarule.core.checking.checks import PUBLIC_SEED
from deltarule.core.course import Course

collect_ignore = ["courses"]  # a course to test with, not tests

LIGHT = str(Path(__file__).parent / "light")
sys.path.insert(0, LIGHT)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (LIGHT, os.environ.get("PYTHONPATH"))))

# Several processes are at work; in each, threads of a linear algebra library would wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A shell starts what runs in the background with Ctrl-C ignored, and all that it starts would go on ignoring it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# And so it is with the end of a terminal, below ``nohup``.
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

settings.register_profile(
    "deterministic",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("deterministic")


@pytest.fixture(scope="session")
def this_course():
    return Course(Path(__file__).resolve().parent.parent)


@pytest.fixture(scope="session")
def ann(this_course):
    return this_course.unit("2_ann")


@pytest.fixture(scope="session")
def ann_recording(ann):
    return recording_of(ann, PUBLIC_SEED)


SLOWEST = (
    *("test_units", "test_attacks", "test_book", "test_authoring_guide", "test_sample_cohort", "test_commands"),
    *("test_cells", "test_nbgrader", "test_wheel", "test_student", "test_killed", "test_executor_course"),
    *("test_instructor", "test_probe", "test_executor", "test_gradescope_autograder", "test_formgrader"),
    *("test_both_commands", "test_dask", "test_graders"),
)
"""The files that take longest, each in one process: they begin first, lest one be left alone at the end."""


LARGE_UNITS = "(6_cnn|7_gan|9_capstone|10_letters)"

LONG = {
    "test_attacks": "bubblewrap",
    "test_book": r"test_(?!each_check|nbgrader_takes|records_read|what_a_person|lateness|a_server|an_exp).*postgresql",
    "test_both_commands": "",
    "test_cells": "postgresql",
    "test_commands": f"committed_files.*({LARGE_UNITS}|1_neuron|3_optimizers|4_rnn|5_lstm)",
    "test_executor": "",
    "test_dask": "workers_die_of",
    "test_executor_course": "",
    "test_graders": "as_many_submissions_as_like|beside_a_suspect",
    "test_gradescope_autograder": "hw2",
    "test_instructor": "2_ann|own_button",
    "test_killed": "postgresql|installed_command",
    "test_memory": "9_capstone|10_letters",
    "test_probe": "outside_a_course",
    "test_secrets": f"message_to_a_worker.*{LARGE_UNITS}|(no_digits|second_guess).*7_gan",
    "test_units": r"mutant|(claims_hold|function_calls)\[(2_ann|3_opt|5_lstm|6_cnn|7_gan|9_capstone|10_letters)",
}
"""What takes minutes, and that something quicker in the suite looks after, too: a job of its own, ``make long``."""


def pytest_collection_modifyitems(config, items):
    """Leave out what takes long, unless it is asked for; what takes longest of the rest begins."""
    if not os.environ.get("DELTARULE_LONG"):
        long = {item for item in items if item.path.stem in LONG and re.search(LONG[item.path.stem], item.name)}
        config.hook.pytest_deselected(items=list(long))
        items[:] = [item for item in items if item not in long]
    order = {name: number for number, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """One more than there are processors: somebody is always waiting, for a deadline, a browser or a server."""
    return (os.cpu_count() or 1) + 1
