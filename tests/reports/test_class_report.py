"""The report on the class says what the records hold, and nothing else."""

import csv
import io
import itertools
import tracemalloc

import msgspec
import pytest
from pagereader import Page, acts, faults, hostile_records, record, result, wrong

from deltarule.grading.excerpts import Excerpt
from deltarule.grading.records import PackedRecords, Records
from deltarule.lms.request import Absence
from deltarule.reports.figures import correlation, figures_of
from deltarule.reports.pages import write_pages, write_report

LOST = ("sign_lost", "The sign is lost.")
HALF = ("halved", "Half of it is missing.")


def right(function):
    return result(function, 2.0, "passed")


def unreadable(student):
    return msgspec.structs.replace(record(student), status="unreadable", max_score=4.0, message="It is a link.")


def cohort():
    """Students with known mistakes: four of one, two of another, three unnamed that are alike, and troubles."""
    names = (f"s{number:02}" for number in itertools.count())
    made = [record(next(names), right("f"), right("g")) for _ in range(5)]
    made += [record(next(names), wrong("f", LOST), right("g")) for _ in range(4)]
    made += [record(next(names), right("f"), wrong("g", HALF)) for _ in range(2)]
    made += [
        record(
            next(names),
            right("f"),
            wrong("g", where="where n is 1", how=["y is 0."]),
            excerpts=[Excerpt("g", "ann.py", 1, f"def g(x):\n    return {'0 * ' * (number + 1)}x")],
        )
        for number in range(3)
    ]
    made += [record(next(names), right("f"), result("g", message=f"g: y[{n}] is wrong")) for n in (3, 12)]
    made.append(record("slow", result("f", status="timeout", message="f ran into the time limit"), right("g")))
    made.append(record("gone", result("f", status="crashed", message="f ended its process"), right("g")))
    made.append(record("none", *(result(name, status="not_started", message="x") for name in "fg")))
    made.append(unreadable("link"))
    made.append(record("odd", right("f"), right("g"), message="Two files.", flagged=True))
    made.append(record("trip", right("f"), wrong("g", HALF, tripped="test_x.py, line 3: TypeError: no")))
    return Records(made)


@pytest.fixture(scope="module")
def figures():
    [found] = figures_of([cohort()], [Absence("zoe", "2_ann"), Absence("yan", "1_neuron")])
    return found


@pytest.fixture(scope="module")
def page(figures, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report([figures], path)
    return path


def test_mistakes_are_counted_with_the_sentence_to_say(figures, page):
    assert [(item.name, len(item.students)) for item in figures.mistakes] == [("sign_lost", 4), ("halved", 3)]
    said = Page(page.read_text()).texts("li")
    assert "4 students in f: The sign is lost. (sign lost)" in said
    assert "3 students in g: Half of it is missing. (halved)" in said


def test_what_has_no_name_is_grouped_by_what_was_found(figures, page):
    assert [(item.function, len(item.students)) for item in figures.unnamed] == [("g", 3), ("g", 2)]
    assert figures.unnamed[0].sample.text.endswith("return 0 * x")  # the shortest
    summaries = Page(page.read_text()).texts("summary")
    assert summaries[0] == "3 students in g: Of what was asked, it goes wrong where n is 1, and nowhere else."
    assert summaries[1] == "2 students in g: y[3] is wrong"


def test_functions_have_their_figures(figures):
    f, g = figures.functions
    assert (f.graded, f.complete, f.lost, f.not_started, f.timeouts, f.crashes) == (21, 14, 6, 1, 1, 1)
    assert (g.complete, g.lost) == (12, 8)
    assert f.pass_rate == pytest.approx(14 / 21)
    assert f.difficulty == pytest.approx(7 / 21)


def test_marks_are_shared_out(figures):
    assert figures.counts == [1, 0, 0, 0, 0, 14, 0, 0, 0, 6]  # of those that can be read
    assert figures.median == 0.5


def test_whose_shares_are_averaged_is_said_where_some_could_not_be_read(page, tmp_path):
    shown = Page(page.read_text())
    assert "of the points, on average, of 21 that could be read" in shown.text
    assert "in the middle, of 21 that could be read" in shown.text
    write_report(figures_of([Records([record("ada", right("f"))])]), tmp_path / "r.html")
    assert "that could be read" not in (tmp_path / "r.html").read_text()


def test_who_needs_a_person_ran_out_of_time_or_is_missing_is_named(figures, page):
    text = Page(page.read_text()).text
    assert [item.student for item in figures.for_person] == ["link", "odd"]
    assert "f ran into the time limit: 1 (slow)" in text
    assert "f ended its process: 1 (gone)" in text
    assert "A check stumbled: test_g: test_x.py, line 3: TypeError: no" in text
    assert "Handed in nothing zoe" in text
    assert "yan" not in text


def test_where_a_class_stands_is_shown_of_functions_whose_points_come_in_steps(figures, page, tmp_path):
    assert "Where the class stands" not in page.read_text()
    steps = [result("h", 2.0, "passed") for _ in range(3)] + [result("h") for _ in range(3)]
    classmates = [record(name, *steps[at : at + 3]) for at, name in enumerate(("ada", "bela", "chen", "dora"))]
    [found] = figures_of([Records(classmates)])
    assert found.functions[0].counts == [1, 0, 0, 1, 0, 0, 1, 0, 0, 1]
    write_report([found], tmp_path / "r.html")
    shown = Page((tmp_path / "r.html").read_text())
    assert "Where the class stands on h" in shown.texts("summary")
    assert faults(shown.source) == []


def test_discrimination_is_the_correlation_with_the_rest():
    assert correlation([True, True, False, False], [4.0, 3.0, 2.0, 1.0]) == pytest.approx(0.894, abs=1e-3)
    assert correlation([True, False, True, False], [1.0, 1.0, 2.0, 2.0]) == pytest.approx(0)
    assert correlation([True, True, True], [1.0, 2.0, 3.0]) is None
    assert correlation([True, False], [1.0, 2.0]) is None


def test_of_two_runs_the_last_one_counts_and_progress_is_told(tmp_path):
    first = Records([record("ada", wrong("f", LOST)), record("bela", right("f")), record("chen", wrong("f", LOST))])
    second = Records([record("ada", right("f")), record("bela", wrong("f", HALF))])
    [found] = figures_of([first, second])
    assert [(item.name, item.students) for item in found.mistakes] == [("halved", ["bela"]), ("sign_lost", ["chen"])]
    assert (found.progress.more, found.progress.same, found.progress.less) == (1, 0, 1)
    assert found.functions[0].complete_before == 0.5
    write_report([found], tmp_path / "r.html")
    assert "1 with more points, 0 with as many, 1 with less" in Page((tmp_path / "r.html").read_text()).text


def test_each_assignment_has_its_part(tmp_path):
    other = msgspec.structs.replace(record("ada", right("h")), assignment="1_neuron")
    found = figures_of([Records([other]), Records([record("ada", right("f"))])])
    write_report(found, tmp_path / "r.html")
    page = Page((tmp_path / "r.html").read_text())
    assert page.texts("h2") == ["1_neuron", "2_ann"]
    assert faults(page.source) == []


def test_records_of_nobody_and_of_nothing_make_a_report(tmp_path):
    for number, records in enumerate([Records([]), Records([unreadable("a")]), Records([record("a", right("f"))])]):
        write_report(figures_of([records]), tmp_path / f"{number}.html")
        assert faults((tmp_path / f"{number}.html").read_text()) == []


def test_points_that_a_person_gives_are_told_as_the_last_run_has_them():
    ada = record("ada", right("f"))
    old, new = (Records([ada], by_hand={ada.assignment: points}) for points in (3.0, 1.0))
    assert figures_of([old, new])[0].besides == "1 more point is for a person to give."
    assert figures_of([new, Records([ada], by_hand={ada.assignment: 0.0})])[0].besides == ""


def test_tables_lie_beside_the_page(page):
    functions = list(csv.DictReader(io.StringIO(page.with_name("report_functions.csv").read_text())))
    mistakes = list(csv.DictReader(io.StringIO(page.with_name("report_mistakes.csv").read_text())))
    assert [(row["function"], row["complete"], row["pass_rate"]) for row in functions] == [
        ("f", "14", "0.667"),
        ("g", "12", "0.571"),
    ]
    assert [(row["mistake"], row["students"]) for row in mistakes] == [
        *(("sign_lost", "4"), ("halved", "3"), ("", "3"), ("", "2")),
    ]


def test_the_page_is_for_everybody(page):
    assert faults(page.read_text()) == []
    assert acts(page.read_text()) == []


@pytest.mark.parametrize("start", ["", "=", "@", "+", "\t=", "-"])
def test_nothing_that_anybody_wrote_acts_on_who_reads_it(tmp_path, start):
    hostile = hostile_records().submissions
    records = Records([msgspec.structs.replace(item, student=start + item.student) for item in hostile])
    absent = [Absence(f"{start}zoe", item.assignment) for item in records.submissions]
    write_pages(records, tmp_path, absent=[*absent, *(item._replace(handed_in=True) for item in absent)])
    text = (tmp_path / "index.html").read_text()
    assert acts(text) == []
    assert faults(text) == []
    assert sorted(item.name for item in tmp_path.iterdir() if item.is_file()) == [
        *("index.html", "index_functions.csv", "index_mistakes.csv"),
    ]
    assert len(list(tmp_path.glob("*/*.html"))) == 2  # and nothing beside the folder
    for name in ("functions", "mistakes"):
        rows = list(csv.reader(io.StringIO((tmp_path / f"index_{name}.csv").read_text())))
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if not cell.isprintable()] == []
        assert [
            cell for cell in cells if cell[:1] in ("=", "@", "+") or (cell[:1] == "-" and not _is_number(cell))
        ] == []


def _is_number(text):
    return text.lstrip("-").replace(".", "", 1).isdigit()


def test_a_report_on_many_holds_few_of_their_records_at_a_time(tmp_path):
    def many():
        for number in range(400):
            yield (
                number,
                record(f"s{number}", *(wrong(f"f{at}", LOST, where=f"{number} {at} " * 99) for at in range(9))),
            )

    records = Records(PackedRecords(many()))
    tracemalloc.start()
    try:
        write_pages(records, tmp_path, records)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        held = list(records.submissions)
        assert peak < tracemalloc.get_traced_memory()[1] / 3
    finally:
        tracemalloc.stop()
    assert len(held) == 400
