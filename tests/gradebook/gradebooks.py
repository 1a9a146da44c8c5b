"""A course with two functions and a question, a gradebook in each kind of database, and a cohort."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from support import ROOT, TINY, copy_course, deltarule

HALVE = '''

# %%
def halve(x):
    """Half of `x`."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION
'''
QUESTION = """

# %% [markdown] question="why" points=3
# **Why?** Say why.
#
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""
HALVE_CHECK = '''

@asks("halve", points=1)
def test_halve_values(rng):
    """Every entry is halved."""
    return [case(rng.standard_normal((3,)))]
'''
RIGHT = "import numpy as np\n\ndef double(x):\n    return 2 * x\n\ndef halve(x):\n    return x / 2\n"
WRONG = RIGHT.replace("2 * x", "3 * x")


def make_course(folder, db_url="", more="", solution=HALVE + QUESTION, checks=HALVE_CHECK):
    """Write a course, build it, and set nbgrader up in it."""
    copy_course(folder, TINY, ["1_double"])
    (folder / "solutions/1_double/alternatives.py").unlink()
    for path, text in (("solutions/1_double/double.py", solution), ("exercises/1_double/test_double.py", checks)):
        with (folder / path).open("a") as file:
            file.write(text)
    config = (ROOT / "instructor/nbgrader_config.py").read_text()
    if db_url:
        config += f"c.CourseDirectory.db_url = {db_url!r}\n"
    (folder / "instructor/nbgrader_config.py").write_text(config + more)
    built = deltarule("build", cwd=folder)
    assert built.returncode == 0, built.stderr
    return folder


def hand_in(course, student, code=RIGHT, answer=None, timestamp=None):
    """Put a ``.py`` file where collected submissions lie, with an answer to the question if it has one."""
    folder = course / "instructor/submitted" / student / "1_double"
    folder.mkdir(parents=True, exist_ok=True)
    said = f'\n# %% [markdown] question="why"\n# {answer}\n' if answer else ""
    (folder / "double.py").write_text(f"{code}{said}")
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp)


def answered(source, text, **more):
    """Give the question's cell with an answer in it."""
    from nbformat.v4 import new_markdown_cell

    cell = next(cell for cell in source.cells if cell.name == "answer_why")
    return new_markdown_cell(text, metadata=cell.metadata, **more)


def grade(course, *arguments):
    """Grade with the installed command."""
    result = deltarule("grade", *arguments, cwd=course)
    assert result.returncode == 0, result.stderr
    return result


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server of our own: gives the address of a new database at each call."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not binaries:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="no PostgreSQL driver: pip install psycopg[binary]")
    folder = Path(tempfile.mkdtemp(prefix="deltarule-pg-"))
    user = {}
    if os.geteuid() == 0:  # it refuses root
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")
    data = folder / "data"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **user}
    subprocess.run(
        [binaries[-1] / "initdb", "-D", data, "-U", "deltarule", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet
    )
    server = subprocess.Popen(
        [binaries[-1] / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
        stderr=(folder / "log").open("w"),
        **{key: value for key, value in quiet.items() if key != "check"},
    )
    import psycopg

    try:
        for _ in range(100):
            try:
                admin = psycopg.connect(host=str(folder), user="deltarule", dbname="postgres", autocommit=True)
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        else:
            pytest.fail((folder / "log").read_text())
        made = 0

        def new_database(like=""):
            nonlocal made
            made += 1
            template = like.partition("@/")[2].partition("?")[0] or "template1"
            admin.execute(f"CREATE DATABASE course{made} TEMPLATE {template}")
            return f"postgresql+psycopg://deltarule@/course{made}?host={folder}"

        yield new_database
        admin.close()
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def db_url(request):
    """Where a course's gradebook is: nbgrader's default, or a database on a server."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgresql")()


def copy_graded(course, folder, url, request):
    """Copy a graded course and its gradebook, which is at `url`."""
    shutil.copytree(course, folder)
    if url:
        config = folder / "instructor/nbgrader_config.py"
        config.write_text(config.read_text().replace(url, request.getfixturevalue("postgresql")(like=url)))
    return folder


def book_of(course):
    """Open a course's gradebook with nbgrader's own class."""
    from nbgrader.api import Gradebook

    from deltarule.core.course import Course
    from deltarule.nbgrader.book.settings import load_settings

    settings = load_settings(Course(course))
    return Gradebook(settings.db_url, settings.course_id)
