"""What needs a person, on one screen."""

import io

import msgspec
from pagereader import hostile_records, record, result, wrong
from rich.console import Console

from deltarule.grading.records import Records
from deltarule.reports.agenda import agenda
from deltarule.reports.terminal import marks_tables, progress_on


def shown(lines, width=80):
    console = Console(file=io.StringIO(), width=width, highlight=False)
    for line in lines:
        console.print(line, no_wrap=True, overflow="ellipsis")
    return console.file.getvalue().splitlines()


def right(student, **more):
    return record(student, result("f", 2.0, "passed"), **more)


def unreadable(student, **more):
    return msgspec.structs.replace(record(student), status="unreadable", message="It is a link.", **more)


def test_where_nothing_waits_one_line_says_so():
    assert shown(agenda(Records([right("ada")]))) == ["Nothing waits for a person."]


def test_each_kind_has_its_heading_and_its_names():
    records = Records(
        [
            right("ada"),
            unreadable("bela"),
            unreadable("chen", aside=True),
            right("dina", flagged=True, message="Two files."),
            record("emil", wrong("f", tripped="test_x.py, line 3: TypeError")),
        ]
    )
    assert shown(agenda(records, ["fay, 8_quiz: answer_relu"], ["ignored: README"], "r.json")) == [
        "For you, of 5 submissions (all of it: r.json)",
        *("1 could not be read", "  bela, 2_ann: It is a link."),
        *("1 set aside, for a grader died of it", "  chen, 2_ann: It is a link."),
        *("1 to look at", "  dina, 2_ann: Two files."),
        *("1 check that stumbled", "  test_f: test_x.py, line 3: TypeError"),
        *("1 waiting for your marks", "  fay, 8_quiz: answer_relu"),
        *("1 note", "  ignored: README"),
    ]


def test_however_much_there_is_it_fits_a_screen_and_the_rest_is_counted():
    kinds = [unreadable, lambda name: unreadable(name, aside=True), lambda name: right(name, flagged=True)]
    records = Records([kind(f"{'x' * 200}{number}") for kind in kinds for number in range(100)])
    lines = shown(agenda(records, [f"w{number}" for number in range(300)], [f"n{number}" for number in range(300)]))
    assert len(lines) <= 20
    assert max(map(len, lines)) <= 80
    assert sum("more" in line for line in lines) == 5


def test_a_short_list_leaves_its_room_to_a_long_one():
    records = Records([unreadable("ada"), *(right(f"s{number}", flagged=True) for number in range(100))])
    assert len(shown(agenda(records))) >= 18


def test_a_long_name_pushes_nobodys_points_out_of_the_table():
    names = ["ada", "Maria-Magdalena Konstantina von Hohenzollern-Sigmaringen und zu Thurn", "x" * 200]
    rows = shown(marks_tables(Records([right(name, assignment="7_" + "wave" * 9) for name in names])))
    assert max(map(len, rows)) <= 80
    assert sum(row.split()[-2:] == ["2", "2"] for row in rows) == len(names)


def test_nothing_that_anybody_wrote_acts_on_a_terminal():
    records = hostile_records()
    nasty = records.submissions[0].message
    lines = shown([*agenda(records, [nasty], [nasty], nasty.splitlines()[0])][1:], width=500)
    console = Console(file=io.StringIO(), width=500, highlight=False)
    console.print(*marks_tables(records))
    lines += console.file.getvalue().split("\n")
    assert len(lines) > 10
    assert [line for line in lines if not line.isprintable()] == []


def test_progress_tells_rate_and_time_left():
    now = iter(range(1000))
    console = Console(file=io.StringIO(), width=100, force_terminal=True, no_color=True)
    progress = progress_on(console)
    progress.get_time = lambda: next(now)
    task = progress.add_task("grading", total=10)
    for _ in range(4):
        progress.advance(task)
    console.print(progress.get_renderable())
    said = console.file.getvalue()
    assert "4/10" in said
    assert "1.0 a second 00:06 left" in said
