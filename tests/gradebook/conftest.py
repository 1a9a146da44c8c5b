import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed")

from gradebooks import db_url, postgresql  # noqa: F401 - fixtures
