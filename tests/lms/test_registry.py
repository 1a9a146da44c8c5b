"""What holds for every system, and what a new one takes: a file and its name in the list."""

import csv
import subprocess
import sys
from dataclasses import replace

import msgspec
import pytest
from archives import zipped
from hostile import HOSTILE, NAMES, graded, unreadable
from hypothesis import given
from hypothesis import strategies as st
from schemas import autolab, classroom, gradescope
from support import TINY, copy_course

from deltarule import lms
from deltarule.core.errors import UserError
from deltarule.core.selfcheck.command import main
from deltarule.grading.records import Records, write_records
from deltarule.lms import registry
from deltarule.lms.archive import open_archive
from deltarule.lms.collection import read_cohort
from deltarule.lms.moodle import _comment
from deltarule.lms.registry import formats, recognise
from deltarule.lms.request import Request


@pytest.mark.parametrize(("score", "status"), [(1.5, "fail"), (3.5, "pass")])
def test_marks_from_elsewhere_count_in_every_format(score, status):
    record = msgspec.structs.replace(graded("ann", 2), score=score)
    assert gradescope(record).score == score
    assert autolab(record)[1].scores == {"2_ann": score}
    tests = classroom(record).tests
    assert sum(test.score for test in tests) == score
    assert (len(tests), tests[-1].status) == (4, status)


def test_a_submission_that_could_not_be_read_says_so_everywhere():
    record = unreadable("ann")
    assert (gradescope(record).score, gradescope(record).tests) == (0, [])
    tests, result = autolab(record)
    assert result.scores == {"2_ann": 0}
    results = classroom(record)
    assert (results.status, results.max_score, results.tests[0].status) == ("error", 4, "error")
    for said in (gradescope(record).output, tests["submission"]["2_ann"].hint, results.tests[0].message):
        assert "HYPERLINK" in said
        assert said.replace("\n", "").isprintable()


@pytest.mark.parametrize("read", [gradescope, autolab, classroom])
def test_every_hostile_record_is_in_the_schema(read):
    for record in HOSTILE.submissions:
        assert read(record)


def test_what_a_terminal_or_a_browser_would_act_on_is_spelt_out():
    record = graded("ann", 0)
    tests, _ = autolab(record)
    outputs = [*(test.output for test in gradescope(record).tests), *(test.message for test in classroom(record).tests)]
    for said in [*outputs, tests["g()"]["test_g"].hint]:
        assert said.replace("\n", "").isprintable()
        assert "王" in said
    assert {test.output_format for test in gradescope(record).tests} == {"text"}


def test_no_number_of_a_hidden_case_that_student_code_raised_is_handed_back():
    said = "f raised ValueError: array([0.7319, 0.5])\nAsked: 2.5 times x.\nann.py, line 12, in f: return 1234 * x"
    record = graded("ann", 0)
    record.checks[:] = [replace(check, message=said) for check in record.checks]
    tests, _ = autolab(record)
    comment = _comment(record, Request(Records([record])).told)
    for text in (gradescope(record).tests[0].output, classroom(record).tests[0].message, tests["g()"]["test_g"].hint):
        assert "7319" not in text
        assert "Asked: 2.5 times x.\nann.py, line 12, in f: return 1234 * x" in text
    assert ("7319" in comment, comment.count("Asked: 2.5 times x.")) == (False, 1)


@pytest.mark.parametrize("name", ["gradescope", "autolab", "classroom"])
def test_one_submission_of_many_is_picked_by_its_student(name):
    with pytest.raises(UserError, match=r"those of Doe, Jane, .*two\\nlines, .*; name --student"):
        formats()[name].export(Request(HOSTILE))
    for student in NAMES:
        assert formats()[name].export(Request(HOSTILE, student=student)).content
    with pytest.raises(UserError, match="no graded submission by nobody"):
        formats()[name].export(Request(HOSTILE, student="nobody"))


def test_what_no_system_made_is_said_so(read):
    with pytest.raises(UserError, match=r"nothing named as these systems name .*: Gradescope, Moodle, Canvas; give"):
        read(["ann.py", "notes.txt"])
    with pytest.raises(UserError, match="nothing named as Moodle names submissions; check --from"):
        read(["ada_1_2_ann.py"], "moodle")
    with pytest.raises(UserError, match=r"no submission_metadata\.yml"):
        read(["ada_1_2_ann.py"], "gradescope")


PIECES = st.lists(
    st.sampled_from(
        ["ada", "_", "LATE", "1", "22", "anon", "assignsubmission", "file", "/", "submission", ".py", "张", "\u202e"]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@given(names=st.lists(PIECES, min_size=1, max_size=6, unique=True))
def test_every_entry_is_somebodys_or_reported(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("a") / "download.zip"
    path.write_bytes(zipped(dict.fromkeys(names, b"")))
    with open_archive(path) as archive:
        try:
            _, cohort = read_cohort(archive, recognise(archive))
        except UserError:
            return
    uploads = sum(len(item.uploads) for item in cohort.handed)
    assert uploads + len(cohort.ignored) == len(archive.entries)


TOY = '''
"""A system of a few lines: a student's file is called ``name--file``, a mark is a line."""

from deltarule.lms.download import Cohort, Handed, Person, Upload
from deltarule.lms.request import Export
from deltarule.lms.system import Source, System


def read(archive):
    cohort = Cohort()
    for entry in archive.entries:
        name, there, file = entry.name.partition("--")
        if there:
            cohort.handed.append(Handed(Person("toy", name), [Upload(file, entry)]))
        else:
            cohort.ignored.append(f"{entry.path} is nobody's")
    return cohort


def write(request):
    return Export("".join(f"{item.student} {item.score:g}\\n" for item in request.submissions()).encode())


SYSTEM = System("toy", "The Toy", Source(lambda archive: bool(read(archive).handed), read), export=write)
'''


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A course, on an installation that has one system more."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "toy_system.py").write_text(TOY)
    monkeypatch.setattr(lms, "__path__", [*lms.__path__, str(tmp_path / "files")])
    monkeypatch.setattr(registry, "FILES", (*registry.FILES, "toy_system"))
    course = copy_course(tmp_path / "course", TINY, ["1_double"])
    monkeypatch.chdir(course)
    yield course
    sys.modules.pop("deltarule.lms.toy_system", None)


def command(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([*map(str, arguments)])
    return ended.value.code


@pytest.mark.parametrize("options", [[], ["--from", "toy"]])
def test_a_new_systems_downloads_are_collected(toy, capsys, options):
    (toy / "download.zip").write_bytes(zipped({"ada--double.py": b"x = 1", "bo--double.py": b"x = 2", "z.txt": b""}))
    assert command("collect", "download.zip", *options) == 0
    said = capsys.readouterr()
    assert said.out.startswith("1_double, from The Toy: 2 collected")
    assert said.err == "ignored: z.txt is nobody's\n"
    assert (toy / "instructor/submitted/bo/1_double/double.py").read_bytes() == b"x = 2"
    with (toy / "instructor/roster.csv").open(newline="") as file:
        assert [(row["student_id"], row["source"]) for row in csv.DictReader(file)] == [("ada", "toy"), ("bo", "toy")]


def test_a_new_system_gets_the_marks(toy, capsys):
    write_records(Records([graded("ada", 3), graded("bo", 0)]), toy / "records.json")
    assert command("export", "toy", "out", "--records", "records.json") == 0
    assert (toy / "out").read_text() == "ada 4\nbo 0\n"


@pytest.mark.parametrize("name", ["collect", "export"])
def test_help_lists_a_new_system(toy, capsys, name):
    assert command(name, "--help") == 0
    assert ", toy" in " ".join(capsys.readouterr().out.split()).replace(",toy", ", toy")


def test_every_system_has_a_name_of_its_own_and_a_way_at_least():
    listed = registry.systems()
    assert len({system.name for system in listed}) == len(listed)
    for system in listed:
        assert system.source or system.export or system.package


def test_the_list_is_read_without_nbgrader():
    code = "import sys, deltarule.lms.registry as r; r.formats(); print({'nbgrader', 'yaml'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_where_nothing_is_graded_what_to_do_is_said():
    with pytest.raises(UserError, match=r"no graded submission of lstm; grade it first, with deltarule grade\."):
        formats()["csv"].export(Request(Records([]), "lstm"))
