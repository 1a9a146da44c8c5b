"""A student in JupyterLab, with the kit that they were given."""

import json
import zipfile

import pytest
from browsing import TOKEN, Keys, jupyterlab
from support import ROOT, deltarule

NOTEBOOK = "exercises/2_ann/ann.ipynb"
WRONG = "return np.sum((y - y_hat) ** 2)"
RIGHT = "return 0.5 * np.sum((y - y_hat) ** 2)"


def cell(text):
    return f"//div[contains(@class, 'jp-CodeCell')][.//div[contains(@class, 'cm-content')][contains(., '{text}')]]"


FUNCTION, CHECK = cell("def cost_function("), cell('check("cost_function")')


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    made = deltarule("kit", folder / "kit.zip", "ann", cwd=ROOT)
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(folder / "kit.zip") as package:
        package.extractall(folder)
    return folder / "kit"


@pytest.fixture(scope="module")
def lab(browser, kit, tmp_path_factory):
    # The kit's own grader, as if it were installed from there.
    with jupyterlab(kit, tmp_path_factory.mktemp("home"), PYTHONPATH=str(kit)) as address:
        browser.open(f"{address}/lab/tree/{NOTEBOOK}?token={TOKEN}")
        yield browser


def run(browser, cell):
    """Run a cell, and come back when it has been run: its prompt has another number then."""
    prompt = f"{cell}//div[contains(@class, 'jp-InputPrompt')]"
    browser.click(prompt)
    before = browser.find(prompt).text
    browser.choose("Run", "notebook:run-cell")
    browser.until(lambda: browser.find(prompt).text not in (before, "[*]:"), f"the run of {cell}")


def write(browser, kit, body):
    stub = next(
        "".join(cell["source"])
        for cell in json.loads((kit / NOTEBOOK).read_text())["cells"]
        if cell.get("id") == "cost_function"
    )
    head, mark, _ = stub.partition("# YOUR CODE HERE")
    assert mark
    browser.paste(f"{FUNCTION}//div[contains(@class, 'cm-content')]", head + body)
    browser.find(f"{FUNCTION}//div[contains(@class, 'cm-line')][contains(., '{body}')]")
    run(browser, FUNCTION)


def check(browser, expected):
    """Run the check cell, and give what it shows, which has `expected` in it."""
    run(browser, CHECK)
    return browser.find(f"{CHECK}//div[contains(@class, 'jp-OutputArea-output')][contains(., '{expected}')]").text


def test_a_student_reads_what_is_wrong_and_then_the_mark(lab, kit, screenshots):
    lab.click(f"{CHECK}//div[contains(@class, 'jp-InputPrompt')]")
    lab.choose("Run", "notebook:run-all-above")
    assert check(lab, "cost_function is not started") == "cost_function is not started: 0 of 2 points"

    write(lab, kit, WRONG)
    reason = check(lab, "cost_function: 1 of 2 points")
    assert "The factor one half is missing." in reason
    lab.press(Keys.CONTROL, "b")  # no list of files in the picture
    lab.javascript("arguments[0].scrollIntoView()", lab.find(FUNCTION))
    lab.save(screenshots / "browser_student.png")

    write(lab, kit, RIGHT)
    assert check(lab, "cost_function: 2 of 2 points").strip() == "cost_function: 2 of 2 points"
