import ast
import contextlib
import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from effort import costs_at_most
from support import TINY, copy_course

from deltarule.core.checking.checks import CheckResult
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_FILE_BYTES, MAX_FRAME_HEADER
from deltarule.grading.cohort import find_submissions
from deltarule.grading.handin import Unreadable, read_submitted, submitted_files
from deltarule.grading.station import nothing_asked_for


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "ada" / "2_ann"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def unit(tmp_path):
    return Unit(tmp_path, "2_ann")


@pytest.fixture
def read_cells(readers):
    return lambda path: read_submitted(path, readers).cells


@pytest.fixture
def python(folder, read_cells):
    def read(content):
        path = folder / "ann.py"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_cells(path)

    return read


# --- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [["ann.py"], ["ann.ipynb"], ["ann.py", "ann.ipynb"]])
def test_the_file_the_notebook_or_both_are_found(folder, unit, names):
    for name in [*names, "notes.txt", "Ann.py", "ann.py.bak"]:
        (folder / name).touch()
    assert [path.name for path in submitted_files(folder, unit)] == names


def test_where_neither_is_found_the_student_reads_what_is_there(folder, unit):
    with pytest.raises(Unreadable, match=r"The folder 2_ann is empty; hand in your code as ann\.py or ann\.ipynb\."):
        submitted_files(folder, unit)
    for i in range(9):
        (folder / f"{i}.txt").touch()
    with pytest.raises(Unreadable, match=r"only 0\.txt, 1\.txt, 2\.txt, 3\.txt, 4\.txt and 4 more; hand in your code"):
        submitted_files(folder, unit)


def test_a_name_that_is_no_text_can_be_said_all_the_same(folder, unit):
    (folder / os.fsdecode(b"ann\xff.py")).touch()
    with pytest.raises(Unreadable) as caught:
        submitted_files(folder, unit)
    str(caught.value).encode()


def test_a_folder_that_is_a_link_is_refused(folder, unit):
    (folder / "ann.py").touch()
    link = folder.with_name("1_link")
    link.symlink_to(folder)
    with pytest.raises(Unreadable, match="1_link is not a folder of its own"):
        submitted_files(link, unit)


def test_a_student_that_is_a_link_is_refused(folder, unit):
    (folder / "ann.py").touch()
    (folder.parent.parent / "eve").symlink_to(folder.parent)
    with pytest.raises(Unreadable, match="eve is not a folder of its own"):
        submitted_files(folder.parent.parent / "eve" / "2_ann", unit)


def test_a_file_in_the_folders_place_is_refused(folder, unit):
    (folder.parent / "3_ann").touch()
    with pytest.raises(Unreadable, match="3_ann is not a folder"):
        submitted_files(folder.parent / "3_ann", unit)


@pytest.mark.parametrize("target", ["elsewhere.py", "absent.py", "/dev/zero", "ann.py"])
def test_a_link_is_refused_wherever_it_leads(folder, unit, target, read_cells):
    (folder / "elsewhere.py").write_text("secret = 1")
    (folder / "ann.py").symlink_to(target)
    (path,) = submitted_files(folder, unit)
    with pytest.raises(Unreadable, match=r"ann\.py cannot be read \(it is a link\); hand in the file itself"):
        read_cells(path)


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        os.mkdir,
    ],
)
def test_what_is_no_file_is_refused_without_waiting(folder, make, read_cells):
    make(folder / "ann.py")
    with pytest.raises(Unreadable, match=r"ann\.py is not a file; hand in the file itself"):
        read_cells(folder / "ann.py")


def test_a_file_that_vanished_is_refused(folder, read_cells):
    with pytest.raises(Unreadable, match=r"ann\.py cannot be read \(No such file"):
        read_cells(folder / "ann.py")


@pytest.mark.parametrize("name", ["ann.py", "ann.ipynb"])
def test_a_file_that_is_too_large_is_refused(folder, name, read_cells):
    with (folder / name).open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(Unreadable, match="is larger than 32 MB"):
        read_cells(folder / name)


def test_a_python_file_that_no_frame_can_hold_is_refused(python):
    with pytest.raises(Unreadable, match="is larger than"):
        python(b"#" * (MAX_FRAME_HEADER + 1))


# --- Python files ------------------------------------------------------------------------------------------------


def test_a_file_is_split_at_its_marks(python):
    cells = python("import a\n# %%\nx = 1\n")
    assert [(cell.source, cell.filename, cell.lines_before) for cell in cells] == [
        ("import a\n", "ann.py", 0),
        ("# %%\nx = 1\n", "ann.py", 1),
    ]


def test_an_empty_file_has_no_cells(python):
    assert python("") == []


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("x = 'ü'\n".encode(), "x = 'ü'\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
        (b"x = 1\ry = 2\r", "x = 1\ny = 2\n"),
        (b"# coding: latin-1\nx = '\xfc'\n", "# coding: latin-1\nx = 'ü'\n"),
        (
            b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\nx = '\x80'\n",
            "#!/usr/bin/python\n# -*- coding: cp1252 -*-\nx = '€'\n",
        ),
    ],
    ids=["utf-8", "mark", "windows", "old mac", "latin-1", "cp1252"],
)
def test_a_text_file_is_read_as_python_reads_it(python, content, text):
    assert "".join(cell.source for cell in python(content)) == text


@pytest.mark.parametrize(
    "content",
    [
        b"x = '\xfc'\n",
        b"\xff\xfex\x00",
        b"# coding: nonsense\n",
        b"# coding: rot13\n",
        b"# coding: hex\n",
        b"\xef\xbb\xbf# coding: latin-1\n",
        b"\x89PNG\r\n\x1a\n\xde\xad",
        b"# coding: undefined\n",
        b"# coding: punycode\nx = 1 \n",
        "x = 1\ny = 'ü'\n".encode("utf-16"),
        "x = 1\ny = 2\n".encode("utf-16-le"),
        "x = 1\ny = 2\n".encode("utf-16-be"),
    ],
    ids=repr,
)
def test_what_is_no_text_is_refused(python, content):
    with pytest.raises(Unreadable, match=r"ann\.py is not a text file in UTF-8; save it as one"):
        python(content)


def test_a_null_character_is_no_reason_to_refuse_the_rest(python):
    assert "".join(cell.source for cell in python("x = 1\ny = '\0'\n")) == "x = 1\ny = '\0'\n"


@pytest.mark.parametrize("coding", ["utf-7", "unicode_escape", "raw_unicode_escape"])
def test_a_codec_that_gives_more_than_text_is_no_way_round(python, coding):
    with contextlib.suppress(Unreadable):
        for cell in python(f"# coding: {coding}\nx = '+2AA- \\ud800'\n"):
            cell.source.encode()


def test_a_file_of_many_cells_is_split_in_no_time(python):
    text = "# %%\n1\n" * 20_000
    assert len(python(text)) == 20_000
    assert costs_at_most(20, lambda: python(text))


@contextlib.contextmanager
def nobody_in(folder):
    """Be somebody who has no right to read what others locked."""
    before = os.getcwd()
    folder.chmod(0o755)
    os.chdir(folder)  # the way there may be locked, too
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        os.chdir(before)


def test_a_submission_that_cannot_be_listed_is_refused(tmp_path, folder, unit):
    folder.chmod(0)
    with nobody_in(tmp_path), pytest.raises(Unreadable, match="cannot be read"):
        submitted_files(Path("ada/2_ann"), unit)
    folder.chmod(0o755)


def test_a_student_whose_folder_cannot_be_listed_is_told_and_costs_nobody_else(tmp_path):
    course = copy_course(tmp_path / "course", TINY, ["1_double"])
    for student in ("ada", "locked"):
        (course / "submitted" / student / "1_double").mkdir(parents=True)
    (course / "submitted/locked").chmod(0)
    with nobody_in(course):
        cohort = find_submissions(Course(Path()), Path("submitted"))
    (course / "submitted/locked").chmod(0o755)
    assert [item.student for item in cohort.submissions] == ["ada"]
    assert ["locked cannot be read" in note for note in cohort.ignored] == [True]


@pytest.mark.parametrize("line", ["?np.dot", "??np.dot", "np.dot?", ";print a", ",print a b", "/print 1"])
def test_a_line_of_ipythons_does_not_cost_the_cells_others(folder, line, read_cells):
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": f"import numpy as np\n{line}\n"}
    (folder / "ann.ipynb").write_text(json.dumps({**notebook, "cells": [cell]}))
    (read,) = read_cells(folder / "ann.ipynb")
    ast.parse(read.source)
    assert "import numpy as np" in read.source


def test_magics_beside_a_long_line_are_left_out(folder, read_cells):
    source = "%matplotlib inline\nimport numpy as np\nDATA = '" + "a" * 2000 + "'"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": source}
    (folder / "ann.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    (read,) = read_cells(folder / "ann.ipynb")
    assert read.source == source.replace("%matplotlib inline", "")


def test_a_folder_that_may_not_be_entered_is_refused_in_a_sentence(folder, unit, monkeypatch):
    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuse)  # root may enter all
    with pytest.raises(Unreadable, match=r"The folder \w+ cannot be read \(Permission denied\)"):
        submitted_files(folder, unit)


def test_a_unit_whose_folder_has_no_units_name_is_told_with_the_rule(tmp_path):
    course = copy_course(tmp_path / "course", TINY, ["1_double"])
    for place in ("exercises/9_my-unit", "submitted/ada/1_double", "submitted/ada/9_my-unit"):
        (course / place).mkdir(parents=True)
    told = find_submissions(Course(course), course / "submitted").ignored
    assert "9_my-unit is no unit's folder: call it by a number" in told[0]
    with pytest.raises(UserError, match="is no unit's folder: call it by a number"):
        find_submissions(Course(course), course / "submitted", "9_my-unit")


RESULTS = [CheckResult(f"test_{name}", name, 2.0, 0.0, "failed", "", None) for name in "fg"]


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "x.py has no code in it"),
        (["", "  \n", "# def f(x)\n"], "x.py has no code in it"),
        (["def h(x):\n    return x"], "x.py has none of the functions that are graded (f, g)"),
        (["def f(x):\n    raise NotImplementedError()"], ""),
        (["g = lambda x: x"], ""),
        (["def f(x) syntax error"], ""),
    ],
)
def test_a_file_with_nothing_of_what_is_graded_is_said_to_have_none(sources, said):
    assert [trouble.partition(";")[0] for trouble in nothing_asked_for(sources, RESULTS, "x.py")] == (
        [said if "(" in said else f"{said} (f, g)"] if said else []
    )


def test_a_file_that_earns_points_has_what_is_graded_by_whatever_name():
    earned = [replace(RESULTS[0], earned=2.0), RESULTS[1]]
    assert nothing_asked_for(["from mine import *"], earned, "x.py") == []
