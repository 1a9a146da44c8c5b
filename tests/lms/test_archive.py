import contextlib
import os
import struct
import zipfile

import pytest
from archives import encrypted, with_link, zipped
from effort import costs_at_most
from hypothesis import given
from hypothesis import strategies as st

from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_STUDENT_BYTES
from deltarule.lms import archive as archives
from deltarule.lms.archive import Budget, Refused, open_archive, open_nested


def listed(tmp_path, content):
    path = tmp_path / "download.zip"
    path.write_bytes(content)
    with open_archive(path) as archive:
        return archive


def read_all(content):
    """Read each entry of a nested archive: its content, or why not."""
    read = {}
    with open_nested(content, "x.zip") as archive:
        for entry in archive.entries:
            try:
                read[entry.path] = entry.read(Budget())
            except Refused as error:
                read[entry.path] = str(error)
    return read


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../ann.py", "climbs out"),
        ("a/../../ann.py", "climbs out"),
        ("/etc/ann.py", "absolute"),
        ("C:/ann.py", "absolute"),
        ("c:ann.py", "absolute"),
        ("..\\ann.py", "backslash"),
        ("a\\ann.py", "backslash"),
        ("a\0b.py", "null character"),
        ("x" * 2000, "no file's"),
        ("/".join("x" * 40), "no file's"),
        ("./", None),
    ],
)
def test_a_name_that_leads_elsewhere_costs_that_entry_alone(tmp_path, name, reason):
    archive = listed(tmp_path, zipped({name: b"evil", "good.py": b"good"}))
    assert [entry.path for entry in archive.entries] == ["good.py"]
    assert [reason in sentence for sentence in archive.refused] == ([True] if reason else [])


def test_of_two_entries_of_one_name_the_first_counts_and_the_second_is_reported(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped([("ann.py", b"first"), ("./ann.py", b"second"), ("ann.py", b"third")])
    assert read_all(content) == {"ann.py": b"first"}
    assert len(listed(tmp_path, content).refused) == 2


def test_a_link_an_encrypted_and_a_strangely_packed_entry_are_refused_and_the_others_read():
    made = with_link("link.py", "/etc/passwd", {"good.py": b"good", "secret.py": b"secret"})
    read = read_all(encrypted(made, "secret.py"))
    assert read == {"good.py": b"good", "secret.py": "is encrypted", "link.py": "is a link, not a file"}


def test_a_damaged_entry_costs_itself_alone():
    content = bytearray(zipped({"bad.py": b"some text" * 9, "good.py": b"good"}))
    content[30 + len("bad.py") + 3] ^= 0xFF
    assert read_all(bytes(content)) == {"bad.py": "is damaged in the archive", "good.py": b"good"}


def test_a_bomb_is_stopped_by_what_comes_out_and_not_by_what_it_says(monkeypatch):
    content = bytearray(zipped({"bomb.py": b"\0" * (40 * 2**20)}))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = content.find(signature)
        content[start + at : start + at + 4] = struct.pack("<L", 2**31)
    ratio = read_all(bytes(content))["bomb.py"]
    assert "200 times" in ratio
    monkeypatch.setattr(archives, "MAX_UNPACKED_RATIO", 10**9)
    assert read_all(bytes(content))["bomb.py"] == "is larger than 32 MB"


def test_one_students_files_have_a_bound_together():
    content = zipped({f"{i}.py": os.urandom(1024) * 30 for i in range(3)})
    budget = Budget(70_000)
    with open_nested(content, "x.zip") as archive:
        archive.entries[0].read(budget)
        archive.entries[1].read(budget)
        with pytest.raises(Refused, match="with the rest of this student's files"):
            archive.entries[2].read(budget)
    assert MAX_STUDENT_BYTES < 2**28


def test_entries_are_listed_in_time_that_grows_with_their_number(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as made:
        for i in range(32_000):
            made.writestr(zipfile.ZipInfo(f"{i}.txt"), b"")

    def listed():
        with open_archive(path) as archive:
            assert len(archive.entries) == 32_000

    assert costs_at_most(300, listed)
    with pytest.raises(Refused, match=r"lists more than 5000"):
        read_all(path.read_bytes())


def test_more_entries_than_any_course_has_are_refused_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_DOWNLOAD_FILES", 3)
    with pytest.raises(UserError, match="lists more than 3 files"):
        listed(tmp_path, zipped({str(i): b"" for i in range(4)}))
    for i in range(4):
        (tmp_path / str(i)).touch()
    with pytest.raises(UserError, match="holds more than 3 files"), open_archive(tmp_path):
        pass


@pytest.mark.parametrize("content", [b"", b"not a zip", zipped({"a": b"b"})[:40], b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_file_is_said_in_one_sentence(tmp_path, content):
    with pytest.raises(UserError, match=r"cannot be read: it is not a whole zip file\. Download it again\."):
        listed(tmp_path, content)
    with pytest.raises(Refused):
        read_all(content)


def test_a_missing_download_is_said_so(tmp_path):
    with pytest.raises(UserError, match="does not exist"), open_archive(tmp_path / "none.zip"):
        pass


def test_utf8_names_are_read_whether_or_not_the_archive_says_that_they_are(tmp_path):
    content = zipped({"张伟.py": b""})
    assert listed(tmp_path, content).entries[0].name == "张伟.py"
    silent = bytearray(content)
    silent[7] &= ~8
    silent[silent.find(b"PK\x01\x02") + 9] &= ~8
    assert listed(tmp_path, bytes(silent)).entries[0].name == "张伟.py"


def test_names_that_are_no_text_cost_nothing_but_their_looks(tmp_path):
    broken = zipped({"张伟.py": b""}).replace("张".encode(), b"\xff\xfe\xfd")
    with pytest.raises(UserError, match="not UTF-8"):
        listed(tmp_path, broken)
    silent = bytearray(broken)
    silent[7] &= ~8
    silent[silent.find(b"PK\x01\x02") + 9] &= ~8
    assert listed(tmp_path, bytes(silent)).entries[0].name.endswith(".py")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / os.fsdecode(b"a\xff.py")).write_bytes(b"x")
    with open_archive(folder) as archive:
        assert [(entry.name, entry.read(Budget())) for entry in archive.entries] == [("a\\udcff.py", b"x")]


def test_a_folders_links_and_pipes_are_never_followed(tmp_path):
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "good.py").write_bytes(b"good")
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "links").symlink_to("/etc")
    os.mkfifo(folder / "pipe.py")
    with open_archive(folder) as archive:
        assert [entry.path for entry in archive.entries] == ["deep/good.py"]
        assert sorted(sentence.split()[0] for sentence in archive.refused) == ["link.py", "links", "pipe.py"]


NAMES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("/\\.:\0\u202e=~-"), min_size=1, max_size=30)


@given(st.dictionaries(NAMES, st.binary(max_size=20), max_size=5))
def test_whatever_the_names_no_path_leads_out_and_nothing_is_raised(files):
    made = zipped(files)
    with open_nested(made, "x.zip") as archive:
        for entry in archive.entries:
            assert entry.parts
            assert not {"", ".", ".."} & set(entry.parts)
            assert not any(char in part for part in entry.parts for char in "/\\\0")
            assert isinstance(entry.read(Budget()), bytes)
        assert len(archive.entries) + len(archive.refused) + sum(name.endswith("/") for name in files) >= len(files)


@given(st.data())
def test_a_zip_file_broken_anywhere_is_read_or_refused(data):
    made = bytearray(zipped({"a/ann.py": b"x = 1\n" * 9, "b.ipynb": b"{}"}))
    for _ in range(data.draw(st.integers(1, 4))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    made = made[: data.draw(st.integers(len(made) // 2, len(made)))]
    with contextlib.suppress(Refused):
        read_all(bytes(made))
