import os
from pathlib import Path

import pytest

from deltarule.grading.strangers import Changed, Held, NotAFile, NotAFolder, TooLarge, open_file, read_file


def test_a_file_is_read_up_to_its_bound(tmp_path):
    (tmp_path / "x").write_bytes(b"12345")
    assert read_file(tmp_path / "x", 5) == b"12345"
    with pytest.raises(TooLarge):
        read_file(tmp_path / "x", 4)
    with open_file(tmp_path / "x") as file:
        assert file.read() == b"12345"


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic link"):
        read_file(tmp_path / "link", 2**20)


def test_a_pipe_a_folder_and_a_device_are_no_files_and_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "pipe", tmp_path / "folder", "/dev/zero"):
        with pytest.raises(NotAFile):
            read_file(path, 10)


def test_what_is_refused_leaves_nothing_open(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    before = os.listdir("/proc/self/fd")
    with pytest.raises(NotAFile):
        open_file(tmp_path / "pipe")
    assert os.listdir("/proc/self/fd") == before


@pytest.fixture
def held(tmp_path):
    """A folder held open, with a file in a folder in it."""
    (tmp_path / "held/ada/2_ann").mkdir(parents=True)
    (tmp_path / "held/ada/2_ann/ann.py").write_bytes(b"x = 1")
    return Held(tmp_path / "held")


@pytest.mark.parametrize("depth", ["ada", "ada/2_ann"])
def test_no_link_is_followed_on_the_way(held, depth):
    folder = held.path / depth
    folder.rename(held.path.parent / "moved")
    folder.symlink_to(held.path.parent / "moved")
    place = held / "ada" / "2_ann"
    with pytest.raises(NotAFolder) as caught:
        place.names()
    assert caught.value.filename == depth.split("/")[-1]
    with pytest.raises(NotAFolder):
        (place / "ann.py").read(10)
    assert not (place / "ann.py").exists()


def test_what_was_read_once_is_that_or_nothing(held):
    place = held / "ada" / "2_ann" / "ann.py"
    assert place.read(10) == place.read(5) == b"x = 1"
    path = held.path / "ada/2_ann/ann.py"
    for change in (b"x = 2", b"x = 1\n", b""):
        path.write_bytes(change)
        with pytest.raises(Changed):
            place.read(10)
    path.write_bytes(b"x = 1")
    assert place.read(10) == b"x = 1"


def test_a_held_folder_is_the_same_wherever_it_is_moved(held):
    moved = held.path.rename(held.path.with_name("away"))
    held.path.mkdir()
    assert (held / "ada" / "2_ann").names() == ["ann.py"]
    (moved / "ada/2_ann/ann.py").unlink()
    assert (held / "ada" / "2_ann").names() == []


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "/etc/passwd"])
def test_no_name_leads_out_of_a_held_folder(held, name):
    with pytest.raises(ValueError, match="no file's name"):
        held / "ada" / name


def opened(folder):
    """Count the descriptors that are open on something in `folder`."""
    descriptors = Path("/proc/self/fd").iterdir()
    return sum(str(folder) in os.readlink(path) for path in descriptors if os.path.lexists(path))


def test_a_folder_that_is_let_go_leaves_nothing_open(tmp_path):
    held = Held(tmp_path)
    assert opened(tmp_path) == 1
    place = held / "ada"
    assert not place.exists()
    with pytest.raises(FileNotFoundError):
        place.read(1)
    with pytest.raises(FileNotFoundError):
        Held(tmp_path / "ada")
    del held, place
    assert opened(tmp_path) == 0
