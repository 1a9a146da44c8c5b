"""nbgrader's formgrader on a gradebook that only Deltarule has written."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from gradebooks import RIGHT, WRONG, grade, hand_in, make_course
from support import BIN


@pytest.fixture(scope="module")
def get(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("formgrader") / "course")
    hand_in(course, "ada", RIGHT, "Because.")
    hand_in(course, "bela", WRONG)
    folder = course / "instructor/submitted/dina/1_double"
    folder.mkdir(parents=True)
    (folder / "double.ipynb").write_text("{")
    grade(course)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (course / "log").open("w")
    server = subprocess.Popen(
        [
            *(BIN / "jupyter-server", "--no-browser", "--allow-root", "--ServerApp.token=t", f"--port={port}"),
            f"--ServerApp.root_dir={course / 'instructor'}",
            "--ServerApp.jpserver_extensions={'nbgrader': True}",
        ],
        cwd=course / "instructor",
        stdout=log,
        stderr=log,
    )

    def ask(path):
        url = f"http://127.0.0.1:{port}/formgrader/{path}"
        request = urllib.request.Request(url, headers={"Authorization": "token t"})
        return urllib.request.urlopen(request, timeout=60).read().decode()

    try:
        for _ in range(240):
            try:
                ask("api/assignments")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.25)
        else:
            pytest.fail((course / "log").read_text())
        yield ask
    finally:
        server.terminate()
        server.wait(30)


def test_every_table_of_the_formgrader_loads(get):
    (assignment,) = json.loads(get("api/assignments"))
    assert (assignment["name"], assignment["num_submissions"], assignment["max_score"]) == ("1_double", 3, 6)
    submissions = {item["student"]: item for item in json.loads(get("api/submissions/1_double"))}
    assert {name: item["score"] for name, item in submissions.items()} == {"ada": 3, "bela": 1, "dina": 0}
    assert {name: item["needs_manual_grade"] for name, item in submissions.items()} == {
        "ada": True,
        "bela": True,  # her file has no place for an answer: somebody has to look
        "dina": True,
    }
    assert all(item["autograded"] for item in submissions.values())
    (notebook,) = json.loads(get("api/notebooks/1_double"))
    assert notebook["name"] == "double"
    assert {item["id"] for item in json.loads(get("api/students"))} == {"ada", "bela", "dina"}


def test_a_submission_opens_with_its_marks_and_reasons(get):
    submitted = json.loads(get("api/submitted_notebooks/1_double/double"))
    assert len(submitted) == 3
    shown, comments = "", []
    for item in submitted:
        page = get(f"submissions/{item['id']}/")
        assert "check_double" in page
        assert len(json.loads(get(f"api/grades?submission_id={item['id']}"))) == 3
        comments.append(json.loads(get(f"api/comments?submission_id={item['id']}")))
        shown += page
    assert [len(each) for each in comments] == [3, 3, 3]
    assert "Asked: Every entry is doubled." in str(comments)
    assert "Nothing could be graded" in shown
    assert "Because." in shown
