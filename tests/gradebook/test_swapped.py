"""What was graded is what is shown, or nothing is: files that are others by the time they reach the gradebook."""

import pytest
from gradebooks import RIGHT, WRONG, hand_in, make_course

from deltarule.core.course import Course
from deltarule.grading.cohort import find_submissions, grade_cohort
from deltarule.grading.handin import Unreadable
from deltarule.nbgrader.book.book import Book
from deltarule.nbgrader.execute.notebooks import PlainNotebooks

STUDENTS = ("ada", "bo", "cy", "di", "eve", "fay")
SECRET = RIGHT.replace("import numpy", "# the solution's text\nimport numpy")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course(make_course(tmp_path_factory.mktemp("swapped") / "course"))


def swap(folder, elsewhere):
    """Do to each student's work what could be done to it between grading and the gradebook."""
    (elsewhere / "1_double").mkdir(parents=True)
    (elsewhere / "1_double/double.py").write_text(SECRET)
    (folder / "bo/1_double/double.py").unlink()
    (folder / "bo/1_double/double.py").symlink_to(elsewhere / "1_double/double.py")
    (folder / "cy/1_double").rename(elsewhere / "cy")
    (folder / "cy/1_double").symlink_to(elsewhere / "1_double")
    (folder / "di").rename(elsewhere / "di")
    (folder / "di").symlink_to(elsewhere)
    (folder / "eve/1_double/double.py").write_text(SECRET)
    with (folder / "fay/1_double/double.py").open("a") as file:
        file.write("# the solution's text\n")


def test_what_has_changed_since_it_was_graded_is_not_shown_and_is_told(course, tmp_path):
    folder = course.instructor / "submitted"
    for student in STUDENTS:
        hand_in(course.root, student, WRONG)
    cohort = find_submissions(course, folder)
    records = grade_cohort(course, cohort.submissions)
    swap(folder, tmp_path / "elsewhere")
    book = Book(course)
    book.prepare([cohort.submissions[0].unit])
    written = book.write(list(zip(cohort.submissions, records.submissions, strict=True)), records.isolation)
    book.close()
    assert written.submissions == 1
    for student in STUDENTS[1:]:
        said = f"{student}/1_double: double.py has changed since it was graded"
        assert [note for note in written.notes if note.startswith(said)]
    shown = list((course.instructor / "autograded").rglob("*.ipynb"))
    assert {path.relative_to(course.instructor / "autograded").parts[0] for path in shown} == {"ada"}
    assert not [path for path in shown if "the solution's text" in path.read_text()]


def test_a_submission_swapped_for_a_link_before_it_is_graded_is_not_followed(course, tmp_path):
    folder = course.instructor / "submitted"
    for student in ("gil", "hal"):
        hand_in(course.root, student, RIGHT)
    found = [item for item in find_submissions(course, folder).submissions if item.student in ("gil", "hal")]
    (folder / "gil").rename(tmp_path / "gil")
    (folder / "gil").symlink_to(tmp_path / "gil")
    (folder / "hal/1_double").rename(tmp_path / "hal")
    (folder / "hal/1_double").symlink_to(tmp_path / "hal")
    records = grade_cohort(course, found).submissions
    assert [(record.status, record.score) for record in records] == [("unreadable", 0), ("unreadable", 0)]
    assert "is not a folder of its own" in records[0].message


def test_a_folder_that_is_renamed_as_a_whole_is_still_the_one_that_was_found(course):
    folder = course.instructor / "submitted"
    hand_in(course.root, "ida", RIGHT)
    found = [item for item in find_submissions(course, folder).submissions if item.student == "ida"]
    folder.rename(folder.with_name("handed_in"))
    hand_in(course.root, "ida", WRONG)
    (record,) = grade_cohort(course, found).submissions
    assert record.score == record.max_score


@pytest.mark.parametrize("linked", ["ada", "ada/1_double", "ada/1_double/double.ipynb"])
def test_no_link_is_followed_to_a_notebook_that_nbgrader_grades(tmp_path, linked):
    (tmp_path / "submitted/ada/1_double").mkdir(parents=True)
    path = tmp_path / "submitted/ada/1_double/double.ipynb"
    path.write_text("{}")
    moved = tmp_path / "moved"
    (tmp_path / "submitted" / linked).rename(moved)
    (tmp_path / "submitted" / linked).symlink_to(moved)
    assert path.read_text() == "{}"
    with pytest.raises(Unreadable, match=r"it is a link|not a folder of its own"):
        PlainNotebooks()._read(path, {})
