import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deltarule.core.errors import UserError
from deltarule.core.files import has_file, refuse_unwritable, text_of, write_atomically, write_output


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_with_the_folders_above_it(tmp_path):
    path = tmp_path / "a" / "b" / "c.txt"
    write_atomically(path, b"\x00content")
    assert path.read_bytes() == b"\x00content"


def test_what_was_there_before_is_replaced_whole(tmp_path):
    path = tmp_path / "c.txt"
    path.write_bytes(b"a longer text than the new one")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["c.txt"]


@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_file_has_the_rights_that_any_new_file_has(tmp_path, mask, expected):
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "c.txt", b"")
        assert mode(tmp_path / "c.txt") == expected
        assert os.umask(mask) == mask
    finally:
        os.umask(before)


def test_a_private_file_is_its_owners_alone_even_where_it_was_not(tmp_path):
    path = tmp_path / "c.txt"
    write_atomically(path, b"")
    write_atomically(path, b"", private=True)
    assert mode(path) == 0o600


def test_where_writing_fails_what_was_there_stays_and_nothing_is_left_behind(tmp_path):
    path = tmp_path / "c.txt"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "text, not bytes")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["c.txt"]


def test_a_folder_in_the_files_place_is_said_so(tmp_path):
    (tmp_path / "c.txt").mkdir()
    with pytest.raises(UserError, match=r"c\.txt cannot be written: it is a folder, where a file belongs: move"):
        write_atomically(tmp_path / "c.txt", b"")
    assert os.listdir(tmp_path) == ["c.txt"]


@pytest.mark.parametrize(
    ("put", "said"),
    [
        (Path.mkdir, "is a folder, where a file belongs: move it away"),
        (os.mkfifo, "is a pipe or a device, where a file belongs: move it away"),
        (lambda path: path.symlink_to("nowhere"), "is a link that leads nowhere: mend it, or delete it"),
        (lambda path: path.symlink_to(path.name), "is a link that leads nowhere: mend it, or delete it"),
    ],
    ids=["folder", "pipe", "broken", "circle"],
)
def test_something_else_in_a_files_place_is_not_taken_for_nothing(tmp_path, put, said):
    assert not has_file(tmp_path / "c.txt")
    put(tmp_path / "c.txt")
    with pytest.raises(UserError, match=rf"^{tmp_path}/c\.txt {said}, and put back what was there\.$"):
        has_file(tmp_path / "c.txt")
    assert os.listdir(tmp_path) == ["c.txt"]


def test_a_link_that_leads_nowhere_is_no_text_that_is_not_there(tmp_path):
    (tmp_path / "c.txt").symlink_to("nowhere")
    with pytest.raises(UserError, match="leads nowhere"):
        text_of(tmp_path / "c.txt")


@pytest.mark.parametrize("write", [write_output, refuse_unwritable], ids=["output", "before"])
@pytest.mark.parametrize("name", ["taken/c.txt", "taken/more/c.txt"])
def test_a_file_in_a_folders_place_is_said_so(tmp_path, write, name):
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(
        UserError,
        match=r"c\.txt cannot be written: .*taken is a file, where a folder belongs: move",
    ):
        write(tmp_path / name, *[b""] * (write is write_output))


def test_a_link_is_replaced_and_what_it_led_to_left_alone(tmp_path):
    (tmp_path / "other").write_bytes(b"other")
    (tmp_path / "link").symlink_to("other")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "other").read_bytes() == b"other"
    assert not (tmp_path / "link").is_symlink()


def test_an_output_goes_where_a_link_leads_and_the_link_stays(tmp_path):
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real.txt")
    write_output(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"


def test_an_output_to_a_pipe_goes_through_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_output(tmp_path / "pipe", b"through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="this system has no /dev/stdout")
def test_an_output_to_standard_output_can_be_piped_on():
    code = "import pathlib, deltarule.core.files as f; f.write_output(pathlib.Path('/dev/stdout'), b'through')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stdout == b"through"
    assert os.path.exists("/dev/stdout")
