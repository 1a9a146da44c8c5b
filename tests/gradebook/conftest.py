import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed")

from gradebooks import db_url, postgresql  # noqa: F401 - fixtures


@pytest.fixture(scope="session")
def readers():
    """What reads strangers' notebooks: one zygote for all tests."""
    from deltarule.nbgrader.apart import readers_at

    with readers_at("none") as started:
        yield started
