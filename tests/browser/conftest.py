from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed")

from browsing import Browser


def pytest_addoption(parser):
    parser.addoption("--screenshots", type=Path, metavar="DIR", help="write the README's screenshots to DIR")


@pytest.fixture(scope="session")
def screenshots(request, tmp_path_factory):
    """Where screenshots go."""
    return request.config.getoption("--screenshots", None) or tmp_path_factory.mktemp("screenshots")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()
