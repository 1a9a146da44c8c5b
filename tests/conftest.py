from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from autograder.checking.checks import PUBLIC_SEED
from autograder.checking.running import recording_of
from autograder.course import Course

collect_ignore = ["courses"]  # a course to test with, not tests

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
