import pytest

from autograder.course import Limits
from autograder.worker.client import Zygote


@pytest.fixture(scope="session")
def zygote():
    with Zygote(Limits(check_seconds=1, load_seconds=1), "none") as zygote:
        yield zygote
