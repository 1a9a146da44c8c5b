"""Attacks that are no files to commit: links, pipes, devices, names, sizes.

Each function hands in something under the name `name`: it is told the folder of all students, the name of the file that
the assignment asks for, honest work to put there, and the file that holds the answers.
"""

import json
import os
import socket
import stat
import zipfile
from pathlib import Path


def link_to_the_answers(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a link to the solution.

    Harm: full marks for somebody else's work.
    Costs: everything
    """
    _folder(students, name)
    (students / name / "2_ann" / file).symlink_to(answers)


def link_in_the_folders_place(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a link to the folder of the solution, in place of a folder.

    Harm: full marks for somebody else's work.
    Costs: everything
    """
    (students / name).mkdir()
    (students / name / "2_ann").symlink_to(answers.parent)


def link_to_a_student(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Is a link to another student.

    Harm: somebody else's marks.
    Costs: everything
    """
    (students / name).symlink_to(students / "zoe")


def link_to_nowhere(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a link to itself, beside others that lead out.

    Harm: a grader that follows it for ever, or copies what is outside.
    Costs: everything
    """
    _folder(students, name)
    (students / name / "2_ann" / file).symlink_to(file)
    (students / name / "2_ann" / "data").symlink_to("/etc")


def device(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a device that can be read without end.

    Harm: the grader's memory, or a grader that waits.
    Costs: everything
    """
    _folder(students, name)
    path = students / name / "2_ann" / file
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        path.symlink_to("/dev/zero")


def pipe(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a pipe that nobody writes to.

    Harm: the grader waits for ever.
    Costs: everything
    """
    _folder(students, name)
    os.mkfifo(students / name / "2_ann" / file)


def socket_file(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a socket.

    Harm: the grader stumbles, and the cohort with it.
    Costs: everything
    """
    _folder(students, name)
    os.chdir(students / name / "2_ann")
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(file)


def folder_in_the_files_place(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a folder of the file's name.

    Harm: the grader stumbles, and the cohort with it.
    Costs: everything
    """
    _folder(students, name)
    (students / name / "2_ann" / file).mkdir()
    (students / name / "2_ann" / file / file).write_text(work)


def file_in_the_folders_place(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a file of the assignment's name.

    Harm: the grader stumbles, and the cohort with it.
    Costs: everything
    """
    (students / name).mkdir()
    (students / name / "2_ann").write_text(work)


def two_hundred_megabytes(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a notebook of 200 MB.

    Harm: the grader's memory and time.
    Costs: everything
    """
    _folder(students, name)
    with (students / name / "2_ann" / "ann.ipynb").open("wb") as handle:
        handle.truncate(200 << 20)


def thirty_megabytes_of_source(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a notebook with 30 MB of source in a cell.

    Harm: the grader's memory and time.
    Costs: everything
    """
    _folder(students, name)
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**cell, "source": "x = 1\n" * 5_000_000}]}
    (students / name / "2_ann" / "ann.ipynb").write_text(json.dumps(book))


def nested_a_million_deep(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a notebook whose JSON is nested a million deep.

    Harm: the grader's stack.
    Costs: everything
    """
    _folder(students, name)
    (students / name / "2_ann" / "ann.ipynb").write_text("[" * 1_000_000)


def nested_metadata(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a notebook that is right but for metadata nested a hundred thousand deep.

    Harm: the grader's stack.
    Costs: everything
    """
    _folder(students, name)
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    text = '{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": ' + deep + "}"
    (students / name / "2_ann" / "ann.ipynb").write_text(text)


def long_numbers(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a notebook with a number of a million digits.

    Harm: the grader's time: to read it takes its length squared.
    Costs: everything
    """
    _folder(students, name)
    text = '{"nbformat": ' + "4" * 1_000_000 + ', "nbformat_minor": 5, "cells": [], "metadata": {}}'
    (students / name / "2_ann" / "ann.ipynb").write_text(text)


def zip_bomb(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in archives under the notebook's name and beside it, of which one climbs out of its folder.

    Harm: gigabytes unpacked; files written where the archive says.
    Costs: everything
    """
    _folder(students, name)
    for path in ("ann.ipynb", "ann.zip"):
        with zipfile.ZipFile(students / name / "2_ann" / path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("../../../../../../tmp/pwned-zip_bomb", "pwned-zip_bomb")
            archive.writestr("ann.py", b"\0" * (64 << 20))


def name_with_escapes(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Is called by a name with newlines, terminal escapes and direction marks.

    Harm: the terminal and the class list show what the student likes.
    Costs: nothing
    """
    _hand_in(students, f"{name} \n\x1b[2J\x1b[31m\u202e\u2066txt.\x07\x00x".replace("\0", ""), file, work)


def name_with_a_formula(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Is called by a name with a spreadsheet's formula and a page's script.

    Harm: a formula in the spreadsheet, a script in the page.
    Costs: nothing
    """
    _hand_in(students, f"{name} =cmd|'calc'!A0,\"<script>alert(1)<img src=x onerror=alert(1)>{{{{7*7}}}}", file, work)


def name_that_is_no_text(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Is called by bytes that are no text.

    Harm: the records cannot be written, for anybody.
    Costs: nothing
    """
    _hand_in(students, os.fsdecode(name.encode() + b" \xff\xfe\x80"), file, work)


def name_as_long_as_can_be(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Is called by a name of 255 bytes.

    Harm: no file can be named after it: no page, for anybody.
    Costs: nothing
    """
    _hand_in(students, (name + " " + "x" * 255)[:255], file, work)


def names_inside(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in files beside the right one whose names act in a terminal or a page.

    Harm: the terminal and the page show what the student likes.
    Costs: everything
    """
    _folder(students, name)
    for evil in ("\x1b[31m<script>alert(1)", "=cmd()", "\u202eyp.nna", "ann.py\n", "-rf", "ann .py"):
        (students / name / "2_ann" / evil).write_text(work)


def modules_beside(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in modules of well-known names beside its work: numpy, sitecustomize, conftest, the grader itself.

    Harm: the grader imports them; or copies checks and settings of the student's.
    Costs: nothing
    """
    _hand_in(students, name, file, work)
    folder = students / name / "2_ann"
    act = "open('/tmp/pwned-modules_beside', 'w').close()\ndef check(name): return 3.0\nself_check = check\n"
    modules = (
        "numpy",
        "sitecustomize",
        "usercustomize",
        "conftest",
        "msgspec",
        "random",
        "test_ann",
        "nbgrader_config",
    )
    for module in modules:
        (folder / f"{module}.py").write_text(act)
    for package in ("autograder", "deltarule", "otter"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text(act)
        (folder / package / "notebook.py").write_text(act)
    (folder / "answers.npz").write_bytes(b"PK pwned")


def rights_taken_away(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in a file that nobody may read.

    Harm: the grader stumbles, and the cohort with it.
    Costs: everything
    """
    _hand_in(students, name, file, work)
    (students / name / "2_ann" / file).chmod(0)


def no_text(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in bytes that are no text, with marks of other encodings.

    Harm: the grader stumbles, and the cohort with it.
    Costs: everything
    """
    _folder(students, name)
    (students / name / "2_ann" / file).write_bytes(b"\xff\xfe\0\0# coding: undefined\n\0\x80" + os.urandom(999))


def ten_thousand_files(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in ten thousand files beside its work, and folders a hundred deep.

    Harm: the grader's time, where it copies or lists them.
    Costs: nothing
    """
    _hand_in(students, name, file, work)
    folder = students / name / "2_ann"
    for number in range(10_000):
        (folder / f"{number}.txt").touch()
    (folder / "/".join(["deep"] * 100)).mkdir(parents=True)


def expression_without_end(students: Path, name: str, file: str, work: str, answers: Path) -> None:
    """Hands in honest work and, below it, expressions of 400,000 characters.

    Harm: the grader's stack or time, where it parses it.
    Costs: nothing
    """
    sums, signs = "1+" * 100_000, "-" * 200_000
    _hand_in(students, name, "ann.py", f"{work}\n# %%\nx = {sums}1\n# %%\ny = {signs}1\n")


def _folder(students: Path, name: str) -> None:
    (students / name / "2_ann").mkdir(parents=True)


def _hand_in(students: Path, name: str, file: str, work: str) -> None:
    _folder(students, name)
    (students / name / "2_ann" / file).write_text(work)
