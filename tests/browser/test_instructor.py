"""An instructor in the formgrader, in a course that `deltarule grade` has graded before."""

import csv
import json
import re

import pytest
from browsing import TOKEN, Keys, jupyterlab
from hostile_work import WAYS, hostile_file, hostile_notebook, hostile_student, scripts, what_ran
from support import copy_course, deltarule

ANSWER = (
    "It is applied to a neuron's weighted sum plus bias, and its result is what the neuron passes on. It makes the "
    "network non-linear: without it, many layers could do no more than one. The sigmoid returns values between 0 and "
    "1, ReLU anything from 0 up."
)


def right_work(course):
    """The quiz as a good student hands it in."""
    notebook = json.loads((course / "instructor/source/8_quiz/quiz.ipynb").read_text())
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            source = re.sub("### BEGIN SOLUTION.*### END SOLUTION", ANSWER, source, flags=re.DOTALL)
        cell["source"] = re.sub("^ *### (?:BEGIN|END) SOLUTION\n?", "", source, flags=re.MULTILINE)
    return json.dumps(notebook)


def work_with_scripts(course):
    """A good student's quiz with scripts in its answers, and in what a cell shows when it is run."""
    notebook = json.loads(right_work(course))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] += f"\n\n{scripts()}\n\n[a](javascript:alert(1))"
    shows = f"from IPython.display import HTML, display\ndisplay(HTML({scripts()!r}))"
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": shows, "outputs": [], "execution_count": None}
    raw = {"cell_type": "raw", "id": "raw", "metadata": {"format": "text/html"}, "source": scripts()}
    notebook["cells"] += [own, raw]
    return json.dumps(notebook)


def hand_in(course, student, place, text):
    path = course / "instructor/submitted" / student / place
    path.parent.mkdir(parents=True)
    path.write_text(text)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = copy_course(tmp_path_factory.mktemp("instructor") / "course", units=("2_ann", "8_quiz"))
    hand_in(course, "mallory", "8_quiz/quiz.ipynb", hostile_notebook(course / "exercises/8_quiz/quiz.ipynb"))
    hand_in(course, "mallory", "2_ann/ann.py", hostile_file(course / "solutions/2_ann/ann.py"))
    hand_in(course, hostile_student(), "2_ann/ann.ipynb", "{")
    hand_in(course, hostile_student(), "8_quiz/quiz.ipynb", "{")
    graded = deltarule("grade", cwd=course)
    assert graded.returncode == 0, graded.stderr
    hand_in(course, "ada", "8_quiz/quiz.ipynb", right_work(course))
    hand_in(course, "eve", "8_quiz/quiz.ipynb", work_with_scripts(course))
    return course


@pytest.fixture(scope="module")
def address(course, tmp_path_factory):
    with jupyterlab(course / "instructor", tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def lab(browser, address):
    """JupyterLab, and the formgrader opened from its menu."""
    browser.open(f"{address}/lab?token={TOKEN}")
    browser.click("//li[@data-id='filebrowser']")  # room for the formgrader
    browser.click("//div[contains(@class, 'lm-MenuBar-itemLabel')][. = 'Nbgrader']")
    browser.click("//li[@data-command='nbgrader:open-formgrader']")
    browser.enter("iframe")
    return browser


def row(student):
    return f"//tr[td[contains(@class, 'student-id')][. = '{student}']]"


def press(browser, student, button):
    """Press a button of a student's row in Manage Submissions, and wait until nbgrader says that all went well."""
    browser.click(f"{row(student)}/td[contains(@class, '{button}')]/a")
    assert browser.find(".modal-title").text == "Success", browser.find(".modal-body").text
    browser.click(".modal-footer button")
    browser.until_gone(".modal")


def open_submission(browser, student):
    """Open a student's submission from the list of Manual Grading, which shows no names unless asked."""
    browser.find("//a[contains(., 'Submission #')]")
    browser.click("#toggle_names")
    browser.click(f"//a[. = '{student}']")


def test_an_instructor_autogrades_marks_an_answer_by_hand_and_exports_both(lab, course, screenshots, tmp_path):
    lab.click("//tr[td[. = '8_quiz']]/td[contains(@class, 'num-submissions')]/a")
    assert "needs autograding" in lab.find(row("ada")).text
    press(lab, "ada", "autograde")
    lab.find(f"{row('ada')}/td[. = '65 / 90']")
    assert "needs manual grading" in lab.find(row("ada")).text

    for link in ("Manual Grading", "8_quiz", "quiz"):
        lab.click(f"//a[. = '{link}']")
    open_submission(lab, "ada")
    lab.find("#answer_activation.needs_manual_grade").send_keys("3.5")
    # What was typed is saved when the field is left.
    lab.find("#answer_activation-comment").send_keys(
        "Well put. Say also what kind of model that one layer would be.", Keys.TAB
    )
    lab.find("#answer_activation:not(.needs_manual_grade)")
    lab.javascript(
        "$('html, body').stop(); $('#answer_activation')[0].closest('.cell').scrollIntoView({block: 'center'})"
    )
    lab.save(screenshots / "browser_instructor.png")

    exported = deltarule("export", "csv", tmp_path / "marks.csv", "--assignment", "quiz", cwd=course)
    assert exported.returncode == 0, exported.stderr
    with (tmp_path / "marks.csv").open(newline="", encoding="utf-8-sig") as file:
        ada = next(row for row in csv.DictReader(file) if row["student"] == "ada")
    assert (ada["student"], ada["score"], ada["max_score"]) == ("ada", "68.5", "90")
    assert (ada["answer_activation"], ada["answer_softmax"], ada["check_neuron_by_hand"]) == ("3.5", "0", "2")


def test_what_a_student_wrote_runs_no_script_after_the_formgraders_own_button_either(lab, address):
    browser = lab
    browser.open(f"{address}/formgrader/manage_submissions/8_quiz")
    press(browser, "eve", "autograde")
    browser.open(f"{address}/formgrader/gradebook/8_quiz/quiz")
    open_submission(browser, "eve")
    browser.find(".needs_manual_grade, .score[placeholder]")
    assert "top.ran" in browser.find("body").text
    assert what_ran(browser) == []


def test_a_page_that_holds_these_scripts_would_run_them(browser, tmp_path):
    (tmp_path / "page.html").write_text(f"<!doctype html><body>{scripts()}</body>")
    browser.open((tmp_path / "page.html").as_uri())
    ran = what_ran(browser)
    assert set(WAYS) <= set(ran)
    assert [item for item in ran if item.startswith('<a href="javascript:')]


@pytest.mark.parametrize(("unit", "notebook"), [("2_ann", "ann"), ("8_quiz", "quiz")])
def test_what_a_student_wrote_runs_neither_in_the_formgrader_nor_in_the_feedback(lab, address, course, unit, notebook):
    browser = lab  # signed in
    browser.open(f"{address}/formgrader/manage_submissions/{unit}")
    press(browser, "mallory", "generate-feedback")
    assert hostile_student() in browser.texts(".student-id")
    assert what_ran(browser) == []

    browser.open(f"{address}/formgrader/gradebook/{unit}/{notebook}")
    open_submission(browser, "mallory")
    browser.find(".needs_manual_grade, .score[placeholder]")  # marks and comments are there
    assert "top.ran" in browser.find("body").text
    assert what_ran(browser) == []

    browser.open((course / f"instructor/feedback/mallory/{unit}/{notebook}.html").as_uri())
    assert "top.ran" in browser.find("body").text
    assert what_ran(browser) == []
