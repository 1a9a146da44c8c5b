import pytest

from deltarule.core.limits import Limits
from deltarule.door.outside.zygotes import Zygote


@pytest.fixture(scope="session")
def zygote():
    with Zygote(Limits(check_seconds=1, load_seconds=1), "none") as zygote:
        yield zygote
