import pytest

from deltarule.core.limits import Limits
from deltarule.door.outside.readers import Readers
from deltarule.door.outside.zygotes import Zygote
from deltarule.grading import contents


@pytest.fixture(scope="session")
def readers():
    with Readers("none", (contents.__name__,), on_demand=contents.ON_DEMAND) as readers:
        yield readers


@pytest.fixture(scope="session")
def zygote():
    with Zygote(Limits(check_seconds=1, load_seconds=1), "none") as zygote:
        yield zygote
