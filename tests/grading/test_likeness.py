"""Submissions that are suspiciously alike, as the installed command lists them."""

import csv
import re

import pytest
from support import copy_course, deltarule, solution

pytest.importorskip("copydetect", reason="copydetect is not installed (pip install 'deltarule[similar]')")

OWN = '''
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward_prop(X, params):
    layers, signal = [], X
    for weights, bias in ((params["Wxh"], params["bh"]), (params["Why"], params["by"])):
        total = np.zeros((signal.shape[0], weights.shape[1]))
        for sample in range(signal.shape[0]):
            for neuron in range(weights.shape[1]):
                total[sample, neuron] = sum(signal[sample, k] * weights[k, neuron] for k in range(weights.shape[0]))
                total[sample, neuron] += bias[0, neuron]
        signal = np.vectorize(lambda entry: 1 / (1 + np.exp(-entry)))(total)
        layers += [total, signal]
    return tuple(layers)


def cost_function(y, y_hat):
    """Half of all squares."""
    errors = []
    for wanted, given in zip(np.ravel(y), np.ravel(y_hat), strict=True):
        errors.append((float(wanted) - float(given)) ** 2)
    errors.sort()
    return 0.5 * float(np.sum(np.array(errors)))
'''
OTHER = """
import numpy as np


def forward_prop(X, params):
    keys = [("Wxh", "bh"), ("Why", "by")]
    out = ()
    while keys:
        w, b = keys.pop(0)
        z = np.einsum("nd,dh->nh", X, params[w]) + np.repeat(params[b], len(X), axis=0)
        X = np.reciprocal(1 + np.exp(np.negative(z)))
        out = (*out, z, X)
    return out


def cost_function(y, y_hat):
    difference = np.subtract(y, y_hat).reshape(-1)
    return np.dot(difference, difference) / 2 if difference.size else 0.0
"""


def disguised(text):
    """Rename, reformat, add comments, and put the functions in another order."""
    names = {"layers": "ergebnis", "signal": "x", "total": "summe", "errors": "liste", "wanted": "soll", "given": "ist"}
    for name, other in names.items():
        text = re.sub(rf"\b{name}\b", other, text)
    head, *functions = re.split(r"(?m)^(?=def )", text)
    functions = [part.replace("\n    ", "\n        # mine\n    ", 1) for part in functions]
    return head + "".join(reversed(functions))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = copy_course(tmp_path_factory.mktemp("likeness") / "course")
    work = {"ada": OWN, "bob": disguised(OWN), "cy": OTHER, "di": solution(), "[red]eve": solution(), "=fay": OTHER}
    for student, text in work.items():
        folder = course / "instructor/submitted" / student / "2_ann"
        folder.mkdir(parents=True)
        (folder / "ann.py").write_text(text)
    return course


def test_what_was_renamed_and_moved_is_found_and_what_is_nobodys_own_is_not(course):
    told = deltarule("similar", "--csv", "pairs.csv", "--isolation", "none", cwd=course)
    assert told.returncode == 0, told.stderr
    rows = list(csv.reader((course / "pairs.csv").open()))[1:]
    assert [row[1:3] for row in rows] == [["'=fay", "cy"], ["ada", "bob"]] or [row[1:3] for row in rows] == [
        ["ada", "bob"],
        ["'=fay", "cy"],
    ]
    (pair,) = [row for row in rows if row[1] == "ada"]
    assert set(pair[4].split(", ")) == {"cost_function", "forward_prop"}
    assert "ada" in told.stdout
    assert "Look before you judge." in " ".join(told.stdout.split())


def test_where_nobody_is_alike_it_says_so(course):
    told = deltarule("similar", "--assignment", "ann", "--least", "100", "--isolation", "none", cwd=course)
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize("share", ["0", "101"])
def test_a_share_that_is_none_is_refused_in_a_sentence(course, share):
    told = deltarule("similar", "--least", share, cwd=course)
    assert (told.returncode, told.stdout) == (2, "")
    assert "name a share from 1 to 100 per cent" in told.stderr
