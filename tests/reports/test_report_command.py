"""``deltarule report``, as it is called."""

import pytest
from pagereader import Page, record, result, wrong

from deltarule.core.selfcheck.command import main
from deltarule.grading.records import Records, write_records


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_records(Records([record("ada", wrong("f", ("lost", "The sign is lost.")))]), tmp_path / "old.json")
    write_records(Records([record("ada", result("f", 2.0, "passed"))]), tmp_path / "new.json")
    return tmp_path


def call(*arguments):
    with pytest.raises(SystemExit) as ended:
        main(["report", *arguments])
    return ended.value.code


def test_it_writes_a_page_and_its_tables_and_says_where(results, capsys):
    assert call("old.json") == 0
    assert capsys.readouterr().out.splitlines() == [
        *("wrote report.html", "wrote report_functions.csv", "wrote report_mistakes.csv"),
    ]
    assert "The sign is lost." in (results / "report.html").read_text()


def test_runs_are_given_from_old_to_new(results, capsys):
    assert call("old.json", "new.json", "--out", "there/r.html") == 0
    assert "1 with more points" in Page((results / "there/r.html").read_text()).text


@pytest.mark.parametrize("content", ["", "[]", '{"submissions": []}'])
def test_what_holds_no_records_is_refused_in_a_sentence(results, capsys, content):
    (results / "new.json").write_text(content)
    assert call("new.json") == 2
    assert capsys.readouterr().err.startswith("deltarule: new.json holds no ")
    assert not (results / "report.html").exists()


def test_a_course_tells_who_handed_in_nothing(results, capsys):
    (results / "instructor").mkdir()
    (results / "instructor/course.toml").touch()
    roster = "student_id,assignment,source,source_id\nada,2_ann,canvas,1\nzoe,2_ann,canvas,2\nyan,2_ann,canvas,3\n"
    (results / "instructor/submitted/yan/2_ann").mkdir(parents=True)
    (results / "instructor/roster.csv").write_text(roster)
    assert call("new.json") == 0
    text = Page((results / "report.html").read_text()).text
    assert "Handed in nothing zoe Handed in and not graded here yan Marks" in text


def test_a_gradebook_that_nobody_can_read_keeps_no_report_back(results, capsys):
    for name, text in (("course.toml", ""), ("nbgrader_config.py", ""), ("gradebook.db", "bait")):
        (results / "instructor").mkdir(exist_ok=True)
        (results / "instructor" / name).write_text(text)
    assert call("new.json") == 0
    assert (results / "report.html").exists()
