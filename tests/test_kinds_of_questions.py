"""A course that asks for every kind of value, in every way there is: built, audited, handed out and graded."""

import json
import re
import shutil
import zipfile

import pytest
from support import ROOT, deltarule

from deltarule.authoring.building.products import build
from deltarule.core.course import Unit
from deltarule.core.errors import UserError

KINDS = ROOT / "tests" / "courses" / "kinds"
UNIT = "1_ledger"
WRONG = {
    "{entry.word for entry in entries}": "[entry.word for entry in entries]",
    "sums.get(entry.day, Decimal(0)) + entry.amount": "entry.amount",
    "max(entries, key=lambda entry: entry.amount)": "max(entry.amount for entry in entries)",
    "amount < 0": "amount <= 0",
    "days * (2 if late else 1)": "days",
    "Fraction(part, whole)": "part / whole",
    "product *= k": "product = float(product * k)",
    "word.encode()[::-1]": "word[::-1]",
    "z * 1j": "-z * 1j",
    "yield total": "yield amount",
    "range(0, n, step)": "list(range(0, n, step))",
    'name.upper().center(width, "-")': 'name.center(width, "-")',
    "enumerate(lines, 1)": "enumerate(lines)",
    "if amount > balance:": "if amount > balance + 1:",
    "del debts[name]": "debts.clear()",
    "rate / 100": "rate",
    "self.history.append(-amount)": "pass",
    "Decimal(rates[currency])": "float(rates[currency])",
}
SAID = {
    "test_words": r"words: the result should be a set, but is a list of \d+; make it one with set\(\.\.\.\)",
    "test_by_day": r"by_day: the result at 2024-\S+ is [\d.]+, which is not what was asked",
    "test_largest": r"largest: the result should be an Entry with day, amount, word, but is a Decimal",
    "test_side": r"side: the result is Side\.DEBIT, which is not what was asked",
    "test_wait": r"wait: the result is \d+ days, 0:00:00, too short",
    "test_share": r"share: the result should be a Fraction, but is a float",
    "test_ways": r"ways: the result should be an int, but is a float",
    "test_packed": r"packed: the result should be bytes, but is a string",
    "test_turned": r"turned: the result is \S+j, which is not what was asked",
    "test_running": r"running: item \d of the result is \d, too small by \d",
    "test_every": r"every: the result should be a range of \d+, but is a list of \d+",
    "test_heading": r"heading: the result has '[a-z]+-*' at character 2, where '[A-Z]+-*' should be",
    "test_show": r"show: what is printed has '0\. [a-z]+' at character 1, where '1\. [a-z]+' should be",
    "test_withdrawn_too_much": r"withdrawn: OverdrawnError should be raised, but the result is an int",
    "test_settle": r"settle: debts after the call lacks the key 'b'; it is an empty dict",
    "test_interest": r"interest: what it gives, called with \([\d.]+\) is [\d.]+, too large by",
    "test_account_balance": r"Account: \.history should be 2 values, but there is 1",
    "test_rate_of": r"rate_of: the result should be a Decimal, but is a float",
}


def solution():
    return (KINDS / "solutions" / UNIT / "ledger.py").read_text()


def wrong():
    text = solution()
    for was, becomes in WRONG.items():
        assert was in text
        text = text.replace(was, becomes)
    return text


def done(*arguments, cwd):
    """Run a command that has to succeed, and give what it says."""
    result = deltarule(*arguments, cwd=cwd)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("kinds") / "course"
    shutil.copytree(KINDS, root)
    done("build", cwd=root)
    return root


@pytest.fixture(scope="module")
def kit(course):
    done("kit", course.parent / "kit.zip", cwd=course)
    with zipfile.ZipFile(course.parent / "kit.zip") as archive:
        archive.extractall(course.parent)
    return course.parent / "kit"


@pytest.fixture(scope="module")
def graded(course):
    for student, text in {"ada": solution(), "ben": wrong(), "cy": ""}.items():
        folder = course / "instructor" / "submitted" / student / UNIT
        folder.mkdir(parents=True)
        (folder / "ledger.py").write_text(text or (course / "exercises" / UNIT / "ledger.py").read_text())
    done("grade", "--results", "records.json", cwd=course)
    records = json.loads((course / "records.json").read_text())["submissions"]
    return {record["student"]: {check["name"]: check for check in record["checks"]} for record in records}


def test_every_mistake_is_caught_and_every_alternative_accepted(course):
    said = done("audit", cwd=course)
    assert "1_ledger: 14 of 14 mistakes caught, 14 named; 4 of 4 alternatives accepted" in said


def test_the_kit_finds_nothing_started_in_a_stub_and_no_error_in_the_solution(kit):
    assert "together      0 of 23" in deltarule("check", cwd=kit).stdout
    assert (kit / "exercises" / UNIT / "rates.csv").read_bytes() == (
        KINDS / "exercises" / UNIT / "rates.csv"
    ).read_bytes()
    work = kit / "exercises" / UNIT / "ledger.py"
    stub = work.read_text()
    work.write_text(solution())
    assert "together     23 of 23" in deltarule("check", cwd=kit).stdout
    work.write_text(stub)


def test_the_kit_says_of_each_wrong_function_what_is_wrong(kit):
    work = kit / "exercises" / UNIT / "ledger.py"
    stub = work.read_text()
    work.write_text(wrong())
    said = deltarule("check", "--all", cwd=kit).stdout
    work.write_text(stub)
    assert [sentence for sentence in SAID.values() if not re.search(f"^{sentence}", said, re.MULTILINE)] == []
    assert "then .deposit(" in said
    assert "rates.csv, which lies beside" not in said


def test_a_right_submission_keeps_all_and_a_stub_earns_nothing(graded):
    assert {check["status"] for check in graded["ada"].values()} == {"passed"}
    assert {check["status"] for check in graded["cy"].values()} == {"not_started"}


def test_a_wrong_submission_fails_what_is_wrong_and_nothing_else(graded):
    lost = {name for name, check in graded["ben"].items() if check["status"] != "passed"}
    assert lost == set(SAID)


def test_a_mistake_that_another_kind_of_value_shows_is_named(graded):
    assert graded["ben"]["test_words"]["mistake"] == "all_words"
    assert graded["ben"]["test_share"]["mistake"] == "as_a_float"
    assert graded["ben"]["test_account_balance"]["mistake"] == "not_noted"


CHECKS = '''from deltarule import asks, case, made


@asks("words"{options})
def test_words(rng):
    """Asked."""
    yield {case}
'''


@pytest.mark.parametrize(
    ("options", "case", "said"),
    [
        ("", "case([object()])", "line 5: test_words: in its case, an argument of words is an object"),
        ("", "words", "line 7: nothing defines words"),
        ("", "made.words", "line 7: test_words raised AttributeError"),
        ("", "made", "test_words should give cases"),
        (", raises=ValueError", "case([])", "test_words: in its case, words of the solution gives a set of 0"),
        (', raises="Nope"', "case([])", "line 5: test_words has raises='Nope'; neither Python nor "),
        (', raises="KeyEror"', "case([])", "has an exception of that name; is KeyError meant?"),
        (", raises=KeyError", "case([3])", "words of the solution raises AttributeError and raises no KeyError"),
        (", printed=True", "case([])", "line 5: test_words: words of the solution prints nothing"),
        (', changes=("entries",)', "case([])", "line 5: test_words: words of the solution leaves entries as it is"),
        (', changes=("entry",)', "case([])", "line 5: test_words: words has no argument entry to change"),
        (', changes="entries"', "case([])", "line 4: test_words has changes='entries'; write the arguments' names"),
        (", raises=3", "case([])", "line 4: test_words has raises=3; write the exception's class"),
        (", raises=KeyError, printed=True", "case([])", "test_words has printed and raises, which don't go together"),
        ("", "case([]).then(1)", "The reference words raised TypeError: it gives a set of 0, where a function was"),
        ("", "made([]).first", "The reference words raised AttributeError: 'set' object has no attribute 'first'"),
    ],
)  # fmt: skip
def test_a_slip_in_a_check_is_refused_with_its_place(tmp_path, options, case, said):
    unit = small(tmp_path)
    unit.checks.write_text(CHECKS.format(options=options, case=case))
    with pytest.raises(UserError) as caught:
        build(unit)
    assert said in str(caught.value)
    assert str(unit.checks) in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "rates.csv: nobody would get this file"),
        ('[data]\n"1_ledger" = ["rates.csv", "more.csv"]', "more.csv in [data], which cannot be read"),
        ('[data]\n"1_ledger" = "rates.csv"', "names the data 'rates.csv' of 1_ledger; write a list of names in quotes"),
        ('[data]\n"1_ledger" = ["../rates.csv"]', "names the data '../rates.csv' of 1_ledger; name files"),
        ('[data]\n"1_ledger" = ["ledger.py"]', "names the data 'ledger.py' of 1_ledger; name files that lie beside"),
    ],
)  # fmt: skip
def test_data_that_nobody_would_find_is_refused(tmp_path, settings, said):
    unit = small(tmp_path)
    shutil.copy(KINDS / "exercises" / UNIT / "rates.csv", unit.exercise.parent)
    unit.course.settings_file.parent.mkdir()
    unit.course.settings_file.write_text(settings)
    with pytest.raises(UserError) as caught:
        build(unit)
    assert said in str(caught.value)


def small(root):
    """Write the course with its first function alone."""
    unit = Unit(root, UNIT)
    for path in (unit.exercise, unit.solution):
        path.parent.mkdir(parents=True)
    text = solution()
    unit.solution.write_text(text[: text.index("# %%\ndef by_day")])
    unit.checks.write_text(CHECKS.format(options=', fixed="no words"', case="case([])"))
    return unit
