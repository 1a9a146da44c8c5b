import re

import pytest
from archives import zipped
from effort import costs_at_most

from deltarule.core.errors import UserError
from deltarule.lms.archive import Entry, Refused
from deltarule.lms.choice import choose, find_unit
from deltarule.lms.download import Cohort, Handed, Person, Upload


@pytest.fixture(scope="module")
def units(this_course):
    return this_course.units()


@pytest.fixture
def chosen(ann, units):
    """Choose among `files`, whose numbers grow: what was taken by suffix, and what was said of the rest."""

    def chosen(files, **more):
        if not isinstance(files, dict):
            files = {name: name.encode() for name in files}
        uploads = [
            Upload(name, entry(name, content), i, typed=name == "text.html")
            for i, (name, content) in enumerate(files.items())
        ]
        choice = choose(Handed(Person("canvas", "1", "Ada"), uploads, **more), ann, units)
        return {suffix: item.original for suffix, item in choice.files.items()}, choice.ignored

    return chosen


def entry(name, content):
    def read(budget):
        if isinstance(content, Exception):
            raise content
        budget.spend(len(content))
        return content

    return Entry(tuple(name.split("/")), None, read)


NAMES = """
ann.ipynb|ann-2.ipynb|ann (1).ipynb|ANN.ipynb|ann_final.ipynb|ann-Copy1.ipynb|2_ann.ipynb|Copy of ann.ipynb
ann_v2 final.IPYNB|homework.ipynb|张伟.ipynb|my_ann_done_by_me.ipynb"""


@pytest.mark.parametrize("name", re.split(r"[|\n]", NAMES.strip()))
def test_a_single_code_file_is_the_units_whatever_it_is_called(chosen, name):
    assert chosen([name, "notes.txt"]) == ({".ipynb": name}, ["notes.txt not taken"])


def test_the_file_and_the_notebook_are_both_taken(chosen):
    assert chosen(["ann.py", "ann.ipynb", "test_ann.py", "answers.npz"]) == (
        {".py": "ann.py", ".ipynb": "ann.ipynb"},
        ["test_ann.py, answers.npz not taken"],
    )
    assert chosen(["hw.py", "HW.ipynb"])[0] == {".py": "hw.py", ".ipynb": "HW.ipynb"}


@pytest.mark.parametrize(
    "files", [["ann (1).py", "ann.py"], ["helper.py", "ann.py"], ["ann_final.py", "ann.py", "x.py"]]
)
def test_the_units_own_name_comes_first(chosen, files):
    taken, ignored = chosen(files)
    assert taken == {".py": "ann.py"}
    assert ignored


@pytest.mark.parametrize("files", [["ann (1).py", "ann_final.py"], ["one.py", "two.py"], ["one.py", "two.ipynb"]])
def test_what_cannot_be_told_is_reported_and_not_guessed(chosen, files):
    taken, ignored = chosen(files)
    assert taken == {}
    assert "can't be told" in ignored[0]
    assert all(name in ignored[0] for name in files)


def test_copies_that_are_equal_need_no_choice(chosen):
    assert chosen({"ann (1).py": b"x", "ann (2).py": b"x"})[0] == {".py": "ann (1).py"}


def test_of_uploads_that_the_system_numbers_the_latest_counts_and_the_others_are_reported(chosen):
    taken, ignored = chosen(["ann.py", "ann-2.py", "ann-1.py", "ann_final.py"], numbered=True)
    assert taken == {".py": "ann-1.py"}
    assert "ann.py, ann-2.py not taken: ann-1.py was uploaded later" in ignored
    assert "ann_final.py not taken: ann-1.py is named better" in ignored


def test_another_units_file_is_never_taken_for_this_ones(chosen):
    assert chosen(["rnn.ipynb"]) == ({}, ["no ann.py and no ann.ipynb, only rnn.ipynb"])


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([], "nothing at all"),
        (["a.pdf"], "only a.pdf"),
        (["ann.7z"], "of archives, only .zip is opened"),
        (["text.html"], "typed into the form"),
        (["__MACOSX/._ann.py"], "nothing at all"),
        (["test_ann.py"], "only test_ann.py"),
    ],
)
def test_who_handed_in_nothing_to_grade_reads_why(chosen, files, reason):
    taken, ignored = chosen(files)
    assert taken == {}
    assert len(ignored) == 1
    assert reason in ignored[0]


def test_a_zip_file_with_the_notebook_in_it_is_opened(chosen):
    nested = zipped({"2_ann/ann.ipynb": b"{}", "2_ann/test_ann.py": b"", "__MACOSX/2_ann/._ann.ipynb": b""})
    assert chosen({"homework.zip": nested}) == ({".ipynb": "ann.ipynb"}, [])
    assert chosen({"homework.zip": zipped({"whatever.py": b""})})[0] == {".py": "whatever.py"}


def test_a_zip_file_stays_shut_beside_the_file_itself_and_within_another(chosen):
    nested = zipped({"ann.py": b"inner"})
    assert chosen({"ann.py": b"outer", "x.zip": nested}) == ({".py": "ann.py"}, ["x.zip not taken"])
    taken, ignored = chosen({"x.zip": zipped({"y.zip": nested})})
    assert (taken, ignored) == ({}, ["x.zip holds no .py and no .ipynb"])


def test_two_versions_in_one_zip_file_are_reported(chosen):
    taken, ignored = chosen({"x.zip": zipped({"a/ann.py": b"1", "b/ann.py": b"2"})})
    assert taken == {}
    assert "can't be told" in ignored[0]


@pytest.mark.parametrize(
    ("nested", "reason"),
    [
        (b"no zip", "is not a whole zip file"),
        (zipped({"ann.py": b"\0" * (20 * 2**20)}), "200 times its size"),
        (zipped({"../ann.py": b""}), "climbs out"),
        (Refused("is a link, not a file"), "is a link"),
    ],
)
def test_a_hostile_zip_file_costs_its_student_a_sentence(chosen, nested, reason):
    taken, ignored = chosen({"x.zip": nested})
    assert taken == {}
    assert any(reason in sentence for sentence in ignored)


def test_no_more_than_a_few_zip_files_are_opened(chosen):
    taken, ignored = chosen({f"{i}.zip": zipped({"a.txt": b""}) for i in range(9)})
    assert taken == {}
    assert "5.zip, 6.zip, 7.zip, 8.zip not opened: 5 zip files are enough" in ignored


def test_long_names_take_no_long_time(chosen):
    for tail in ("1" * 200, "copy" * 60, "v1_" * 70, "(1" * 90):
        assert costs_at_most(10, lambda tail=tail: chosen([f"ann{tail}!.py", "b.py"]))


def test_the_unit_is_told_by_the_files_names_or_asked_for(units, ann):
    def cohort(*names):
        return Cohort([Handed(Person("canvas", name), [Upload(name, entry(name, b""))]) for name in names])

    assert find_unit(units, cohort("ann.py", "ANN (1).ipynb", "ann-3.zip", "x.pdf")) == ann
    with pytest.raises(
        UserError, match=r"several units, 2_ann \(2\), 4_rnn \(1\); name the right one with --assignment"
    ):
        find_unit(units, cohort("ann.py", "ann.ipynb", "rnn.py"))
    with pytest.raises(UserError, match="No file is named after a unit"):
        find_unit(units, cohort("x.py"))
