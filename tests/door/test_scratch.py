"""Folders that graders make for their workers, and what becomes of them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

import pytest

from deltarule.core.errors import UserError
from deltarule.core.limits import Limits
from deltarule.door.outside import scratch
from deltarule.door.outside.scratch import Room
from deltarule.door.outside.zygotes import Zygote

MAKE_ONE = """
import pathlib, time
from deltarule.door.outside.scratch import Room
room = Room()
(room.path / "0").mkdir()
(room.path / "0" / "deep").mkdir(0o500)
(room.path / "0" / "big").write_text("x")
(room.path / "0").chmod(0o111)
print(room.path, flush=True)
time.sleep(600)
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def other(place):
    """Another grader, and its folder."""
    with subprocess.Popen(
        [sys.executable, "-c", MAKE_ONE], env={**os.environ, "TMPDIR": str(place)}, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        yield process
        process.kill()


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_a_grader_that_ends_leaves_no_folder(place):
    room = Room()
    (room.path / "0").mkdir()
    (room.path / "0" / "file").write_text("x")
    room.close()
    assert names(place) == []
    room.close()


def test_a_folder_is_removed_whatever_programs_the_path_leads_to(place, monkeypatch):
    monkeypatch.setenv("PATH", str(place / "nothing"))
    room = Room()
    (room.path / "0" / "deep").mkdir(parents=True)
    (room.path / "0").chmod(0o111)
    room.close()
    assert names(place) == []


def test_what_a_killed_grader_left_is_removed_by_the_next(place, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert len(names(place)) == 1
    Room().close()
    assert names(place) == []


def test_a_folder_of_a_grader_that_lives_stays(place, other):
    before = names(place)
    Room().close()
    assert names(place) == before != []


def test_a_grader_whose_folder_was_taken_for_forsaken_while_it_made_it_makes_another(place, monkeypatch):
    made = []

    def make(making=tempfile.mkdtemp, **given):
        made.append(making(**given))
        if len(made) == 1:
            scratch._remove_forsaken(place)  # as another grader would at that moment
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", make)
    room = Room()
    assert names(place) == [room.path.name]
    assert str(room.path) == made[1]
    room.close()
    assert names(place) == []


def test_a_link_in_its_place_leads_nowhere(place, tmp_path_factory):
    precious = tmp_path_factory.mktemp("precious")
    (precious / "file").write_text("x")
    link = place / "deltarule-scratch-link"
    link.symlink_to(precious)
    Room().close()
    assert (precious / "file").exists()


def test_where_nothing_temporary_can_be_made_one_is_told_where_and_what_to_do(place, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(place / "gone"))
    with pytest.raises(UserError, match=r"Nothing temporary can be made at .*gone/deltarule-scratch-.* \(No such file"):
        Room()


def test_where_there_is_no_room_for_a_workers_folder_grading_stops_and_calls_nobodys_work_unreadable(place):
    with Zygote(Limits(), "none") as zygote:
        zygote.fork().close()
        shutil.rmtree(zygote._folder)
        with pytest.raises(UserError, match=r"Nothing temporary can be made at .*; make room there"):
            zygote.fork()
