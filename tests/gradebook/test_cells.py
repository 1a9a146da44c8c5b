import json
import shutil

import pytest
from gradebooks import HALVE, HALVE_CHECK, QUESTION, RIGHT, book_of, copy_graded, grade, hand_in, make_course
from support import deltarule, run
from test_book import grades, mark

from deltarule.core.course import Course
from deltarule.grading.records import read_records
from deltarule.nbgrader.book.extract import records_of

TRIPLE = HALVE.replace("halve", "triple").replace("Half of", "Thrice").replace("x / 2", "3 * x")
TRIPLE_CHECK = HALVE_CHECK.replace("halve", "triple").replace("points=1", "points=4")


ON_A_SERVER_TOO = {"test_a_function_added_after_submissions_exist_is_graded_and_nothing_is_lost"}


@pytest.fixture(scope="module")
def marked(db_url, tmp_path_factory):
    """A graded and released course in which people have marked: an answer, a comment."""
    course = make_course(tmp_path_factory.mktemp("cells") / "course", db_url)
    hand_in(course, "ada", RIGHT, "Because it is so.")
    hand_in(course, "bela", RIGHT + "\ndef triple(x):\n    return 3 * x\n")
    grade(course)
    released = deltarule("release", "double", cwd=course)
    assert released.returncode == 0, released.stderr
    mark(course, "ada")
    with book_of(course) as book:
        book.find_comment("double", "double", "1_double", "ada").manual_comment = "Neat."
        book.db.commit()
    return course


@pytest.fixture
def course(marked, db_url, tmp_path, request):
    """A copy of it, with a database of its own, to edit."""
    if db_url and request.node.originalname not in ON_A_SERVER_TOO:
        pytest.skip("the same with any database")
    return copy_graded(marked, tmp_path / "course", db_url, request)


def edit(course, solution=HALVE + QUESTION, checks=HALVE_CHECK, points=2):
    """Rewrite the solution and the checks, and build."""
    for path, kept, more in (
        ("solutions/1_double/double.py", HALVE + QUESTION, solution),
        ("exercises/1_double/test_double.py", HALVE_CHECK, checks),
    ):
        text = (course / path).read_text().replace("points=2", f"points={points}")
        assert kept in text
        (course / path).write_text(text.replace(kept, more))
    built = deltarule("build", cwd=course)
    assert built.returncode == 0, built.stderr


def comment(course, student, cell="double"):
    with book_of(course) as book:
        return book.find_comment(cell, "double", "1_double", student).manual_comment


def test_a_function_added_after_submissions_exist_is_graded_and_nothing_is_lost(course):
    edit(course, HALVE + TRIPLE + QUESTION, HALVE_CHECK + TRIPLE_CHECK)
    assert "added check_triple, triple" in grade(course).stdout
    assert grades(course, "bela")["check_triple"] == (4.0, None, False)
    assert grades(course, "ada") == {
        "check_double": (2.0, None, False),
        "check_halve": (1.0, None, False),
        "check_triple": (0.0, None, False),
        "answer_why": (None, 2.0, False),
    }
    assert comment(course, "ada") == "Neat."


def test_other_points_are_carried_through_and_marks_by_hand_want_another_look(course):
    mark(course, "bela", "check_double", 1.0)
    edit(course, points=8)
    assert "other points for check_double" in grade(course).stdout
    assert grades(course, "ada")["check_double"] == (8.0, None, False)
    assert grades(course, "bela")["check_double"] == (8.0, 1.0, True)
    assert {record.max_score for record in records_of(Course(course)).submissions} == {12}


def test_a_cell_that_nobody_marked_goes_with_what_the_autograder_wrote(course):
    edit(course, QUESTION, "")
    assert "removed check_halve, halve" in grade(course).stdout
    assert set(grades(course, "ada")) == {"check_double", "answer_why"}
    assert grades(course, "ada")["answer_why"] == (None, 2.0, False)


@pytest.mark.parametrize("command", [["grade"], ["release", "double"]])
def test_a_cell_with_marks_by_hand_does_not_go(course, command):
    released = {path.name: path.read_bytes() for path in (course / "instructor/release/1_double").iterdir()}
    before = grades(course, "ada")
    edit(course, HALVE)
    result = deltarule(*command, cwd=course)
    assert result.returncode == 2
    assert "answer_why (ada). Put the cells back into the solution and run deltarule build" in result.stderr
    assert grades(course, "ada") == before
    assert {path.name: path.read_bytes() for path in (course / "instructor/release/1_double").iterdir()} == released


def test_a_unit_that_has_lost_marked_cells_is_left_as_it_was_and_the_others_are_entered(course):
    before = grades(course, "ada")
    withdrawn = course / "solutions/1_double/double.py"
    before_that = withdrawn.read_text()
    for part in ("solutions", "exercises"):
        shutil.copytree(course / part / "1_double", course / part / "2_again", symlinks=True)
        for path in (course / part / "2_again").iterdir():
            path.rename(path.with_name(path.name.replace("double", "again")))
    for student in ("ada", "bela"):
        (course / "instructor/submitted" / student / "2_again").mkdir()
        (course / "instructor/submitted" / student / "2_again/again.py").write_text(RIGHT)
    edit(course, HALVE)
    (course / "instructor/submitted/bela/1_double/double.py").write_text(RIGHT + "# changed")
    told = deltarule("grade", "--results", "records.json", cwd=course)
    assert told.returncode == 2
    assert "gradebook.db, 2 submissions" in told.stdout
    assert "deltarule: 1_double has lost cells in which people gave marks or comments: answer_why (ada)" in told.stderr
    assert "Until then the gradebook keeps what it has of 1_double" in told.stderr
    assert "Nothing waits for a person" not in told.stdout
    assert grades(course, "ada") == before
    with book_of(course) as book:
        assert {item.student.id: item.score for item in book.assignment_submissions("2_again")} == {
            "ada": 3.0,
            "bela": 3.0,
        }
    assert len(read_records(course / "records.json").submissions) == 4
    withdrawn.write_text(before_that)
    grade(course)  # which finds the change that was graded before, and enters it
    assert "# changed" in (course / "instructor/autograded/bela/1_double/double.ipynb").read_text()
    assert grades(course, "ada") == before


@pytest.mark.parametrize(
    ("cell", "names"), [("check_halve", ["halve"]), ("check_halve", ["test_halve_values"]), ("answer_why", ["why"])]
)
def test_a_marked_cell_that_the_course_leaves_out_is_told_with_the_line_that_does(course, cell, names):
    settings = course / "instructor/course.toml"
    mark(course, "ada", cell)
    with settings.open("a") as file:
        file.write(f'\n[leave_out]\n"1_double" = {json.dumps(names)}\n')
    edit(course)
    for command in (["grade"], ["release", "double"]):
        told = deltarule(*command, cwd=course)
        assert told.returncode == 2
        assert f'Take {names[0]} out of "1_double" under [leave_out] in {settings} and run' in told.stderr
        assert "back into the solution" not in told.stderr


def test_a_marked_cell_that_is_gone_is_told_beside_one_that_the_course_leaves_out(course):
    mark(course, "ada", "check_halve")
    with (course / "instructor/course.toml").open("a") as file:
        file.write('\n[leave_out]\n"1_double" = ["halve"]\n')
    edit(course, HALVE)
    told = deltarule("grade", cwd=course).stderr
    assert "Take halve out of" in told
    assert "course.toml, put the other cells back into the solution and run deltarule build" in told


def test_a_release_is_what_generate_assignment_makes(course):
    ours = {path.name: path.read_bytes() for path in (course / "instructor/release/1_double").iterdir()}
    assert sorted(ours) == ["answers.npz", "double.ipynb", "test_double.py"]
    result = run("nbgrader", "generate_assignment", "1_double", "--force", cwd=course / "instructor")
    assert result.returncode == 0, result.stderr  # it takes our cells for its own
    stock = {path.name: path.read_bytes() for path in (course / "instructor/release/1_double").iterdir()}
    assert {name: text.strip() for name, text in stock.items()} == {name: text.strip() for name, text in ours.items()}


def test_a_release_drops_what_is_no_longer_part_of_it(course):
    (course / "instructor/release/1_double/old.txt").write_text("x")
    assert deltarule("release", "double", cwd=course).returncode == 0
    assert not (course / "instructor/release/1_double/old.txt").exists()
