import os

import pytest

from deltarule.grading.strangers import NotAFile, TooLarge, open_file, read_file


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
