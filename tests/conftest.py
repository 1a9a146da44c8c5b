import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deltarule.authoring.recorder import recording_of
from deltarule.core.checks import PUBLIC_SEED
from deltarule.core.course import Course

collect_ignore = ["courses"]  # a course to test with, not tests

LIGHT = str(Path(__file__).parent / "light")
sys.path.insert(0, LIGHT)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (LIGHT, os.environ.get("PYTHONPATH"))))

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


def pytest_collection_modifyitems(items):
    """Begin with what takes longest: files are shared out among processes, and none should be left with one alone."""
    slowest = (
        "test_attacks",
        "test_authoring_guide",
        "test_overrides",
        "test_slips",
        "test_new",
        "test_wheel",
        "test_commands",
        "test_executor",
        "test_units",
        "test_book",
        "test_zip_collect",
        "test_killed",
    )
    order = {name: number for number, name in enumerate(slowest)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


def pytest_xdist_auto_num_workers(config):
    """One more than there are processors: somebody is always waiting, for a deadline, a browser or a server."""
    return (os.cpu_count() or 1) + 1
