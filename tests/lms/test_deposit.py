import os
from datetime import UTC, datetime

import pytest

from deltarule.core.errors import UserError
from deltarule.lms import deposit
from deltarule.lms.deposit import Receipt, place

MONDAY = datetime(2026, 11, 23, 9, 30, 0, 250_000, UTC)
TUESDAY = MONDAY.replace(day=24)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "submitted" / "1001" / "2_ann"


@pytest.fixture
def put(folder):
    def put(code, revision=1.0, submitted=None, name="ann.py", source="canvas"):
        receipt = Receipt(source, "1001", revision, False, "x.zip", {name: name})
        return place(folder, {name: code}, receipt, submitted)

    return put


def everything(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_first_submission_is_put_there_with_where_and_when_it_came_from(put, folder):
    assert put(b"one", submitted=MONDAY) == ("new", None)
    assert sorted(os.listdir(folder)) == ["ann.py", "collected.json", "timestamp.txt"]
    assert (folder / "timestamp.txt").read_text() == "2026-11-23 09:30:00.250000 UTC"
    assert os.listdir(folder.parent) == ["2_ann"]


def test_a_newer_one_replaces_it_and_the_earlier_is_kept(put, folder, tmp_path):
    put(b"one")
    outcome, kept = put(b"two", revision=2.0, name="ann.ipynb")
    assert outcome == "replaced"
    assert sorted(os.listdir(folder)) == ["ann.ipynb", "collected.json"]
    assert (kept / "ann.py").read_bytes() == b"one"
    assert kept == tmp_path / "submitted_earlier" / "1001" / "2_ann" / "1"
    _, kept = put(b"three", revision=3.0)
    assert (kept / "ann.ipynb").read_bytes() == b"two"
    assert kept.name == "2"


@pytest.mark.parametrize(
    ("code", "revision", "outcome"), [(b"one", 9.0, "same"), (b"zero", 0.0, "older"), (b"other", 1.0, "unclear")]
)
def test_an_identical_an_older_and_an_unclear_one_change_nothing(put, tmp_path, code, revision, outcome):
    put(b"one")
    before = everything(tmp_path)
    assert put(code, revision=revision) == (outcome, None)
    assert everything(tmp_path) == before


def test_what_nbgraders_exchange_collected_is_compared_by_its_time(put, folder):
    folder.mkdir(parents=True)
    (folder / "ann.py").write_bytes(b"by exchange")
    assert put(b"new", submitted=TUESDAY)[0] == "unclear"
    (folder / "timestamp.txt").write_text("2026-11-23 09:30:00.250000 UTC")
    assert put(b"new")[0] == "unclear"
    assert put(b"new", submitted=MONDAY.replace(hour=8))[0] == "older"
    assert put(b"new", submitted=TUESDAY)[0] == "replaced"


def test_a_file_changed_by_hand_is_not_overwritten_by_the_same_download(put, folder):
    put(b"one")
    (folder / "ann.py").write_bytes(b"mended by hand")
    assert put(b"one") == ("unclear", None)
    assert (folder / "ann.py").read_bytes() == b"mended by hand"


@pytest.mark.parametrize("make", [lambda path: path.touch(), lambda path: path.symlink_to("/etc")])
def test_what_is_no_folder_stays(put, folder, make):
    folder.parent.mkdir(parents=True)
    make(folder)
    assert put(b"one") == ("unclear", None)
    assert not folder.is_dir() or folder.is_symlink()


def test_nothing_is_read_or_written_where_a_student_is_a_link(put, folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    folder.parent.parent.mkdir(parents=True)
    folder.parent.symlink_to(tmp_path / "elsewhere")
    assert put(b"one") == ("unclear", None)
    assert os.listdir(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]", b'{"source": 1}', b"\xff"])
def test_a_damaged_receipt_is_none(put, folder, damaged):
    put(b"one")
    (folder / "collected.json").write_bytes(damaged)
    assert put(b"two", revision=2.0)[0] == "unclear"


@pytest.mark.parametrize("step", ["_write_folder", "_exchange"])
def test_a_stop_before_the_exchange_leaves_what_was_there(put, folder, monkeypatch, step):
    put(b"one")

    def stop(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(deposit, step, stop)
        with pytest.raises(KeyboardInterrupt):
            put(b"two", revision=2.0)
    assert (folder / "ann.py").read_bytes() == b"one"
    assert put(b"two", revision=2.0)[0] == "replaced"
    assert (folder / "ann.py").read_bytes() == b"two"


def test_where_the_system_cannot_exchange_folders_nothing_is_lost_either(put, folder, monkeypatch):
    monkeypatch.setattr(deposit, "_RENAME_EXCHANGE", 1 << 20)
    put(b"one")
    outcome, kept = put(b"two", revision=2.0)
    assert outcome == "replaced"
    assert (folder / "ann.py").read_bytes() == b"two"
    assert (kept / "ann.py").read_bytes() == b"one"
    assert os.listdir(kept.parent) == ["1"]


def test_a_folder_that_cannot_be_written_is_said_so(put, folder):
    folder.parent.parent.mkdir(parents=True)
    folder.parent.touch()
    with pytest.raises(UserError, match="cannot be written"):
        put(b"one")
