"""Makes ``instructor/sample_cohort/``: submissions to look at, of every kind that an instructor meets.

``make demo`` runs it, as ``python tools/sample_cohort.py [FOLDER]``; it writes the same files each time.
"""

import re
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

import nbformat

from deltarule.authoring.mistakes.changes import Change, changes
from deltarule.authoring.solution import Solution
from deltarule.core.course import Course, Unit

COURSE = Course.find(Path(__file__))
UNIT = COURSE.unit("ann")
COHORT = COURSE.instructor / "sample_cohort"

sign_flipped = changes("backward_prop")("delta2 = -(y - y_hat)", "delta2 = (y - y_hat)", "It points downhill.")
swapped = changes("update_parameters")(
    "return {",
    """
    grads = {**grads, "dWxh": grads["dWhy"], "dWhy": grads["dWxh"]}
    return {""",
    "The chapter's first listing swaps two gradients.",
)
in_place = changes("update_parameters")(
    {
        "return {": """
    for name in params:
        params[name] -= alpha * grads["d" + name]
    return {""",
        'weight - alpha * grads["d" + name]': "weight",
    },
    "The parameters that were handed in are changed.",
)
without_end = changes("numerical_gradient")(
    {"for i in np.ndindex(w.shape):": "while True:", "nudge[i] = eps": "continue"}, "The loop never ends."
)
leaves = changes("cost_function")("return", "import os; os._exit(0)\nreturn", "It ends the process.")
too_few = changes("train")("alpha, num_iterations", "alpha", "It can't be called with what the docstring names.")
prints = changes("cost_function")(
    "return 0.5 * np.sum((y - y_hat) ** 2)", "print(0.5 * np.sum((y - y_hat) ** 2))", "It prints and returns nothing."
)
says = changes("mean_squared_error")("np.mean((y - y_hat) ** 2)", '"small"', "It returns a word.")
odd_numbers = changes("forward_prop")(
    "return z1, a1, z2, y_hat", "return z1, a1, z2 + 0j, np.log(-y_hat)", "Complex numbers, and no numbers."
)

LOOPS = '''
"""My own version, written from the docstrings: no cells, plain loops."""
import math
import numpy as np

def s(z):
    return 1 / (1 + math.exp(-z))

def initialize_parameters(num_input, num_hidden, num_output, rng):
    why = rng.normal(size=(num_hidden, num_output))
    wxh = rng.normal(size=(num_input, num_hidden))
    return dict(Wxh=wxh, Why=why, bh=np.zeros((1, num_hidden)), by=np.zeros((1, num_output)))

def layer(A, W, b):
    z = np.array([[sum(a[i] * W[i, j] for i in range(len(a))) + b[0, j] for j in range(W.shape[1])] for a in A])
    return z, np.array([[s(v) for v in row] for row in z])

def forward_prop(X, params):
    z1, a1 = layer(X, params["Wxh"], params["bh"])
    z2, y_hat = layer(a1, params["Why"], params["by"])
    return [z1, a1, z2, y_hat]

def cost_function(y, y_hat):
    return sum((a - b) ** 2 for a, b in zip(y.flat, y_hat.flat)) / 2

def mean_squared_error(y, y_hat):
    return np.float32(2 * cost_function(y, y_hat) / len(y))

def backward_prop(X, y, params, z1, a1, z2, y_hat):
    d2 = (y_hat - y) * y_hat * (1 - y_hat)
    d1 = np.dot(d2, params["Why"].T) * a1 * (1 - a1)
    one = np.ones((1, len(X)))
    return {"dWxh": np.dot(X.T, d1), "dbh": one @ d1, "dWhy": np.dot(a1.T, d2), "dby": one @ d2}

def update_parameters(params, grads, alpha):
    return {k: params[k] - alpha * grads["d" + k] for k in params}

def numerical_gradient(f, w, eps=1e-5):
    flat = np.array(w, dtype=float).ravel()
    g = []
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += eps
        down[i] -= eps
        g.append((f(up.reshape(w.shape)) - f(down.reshape(w.shape))) / (2 * eps))
    return np.array(g).reshape(w.shape)

def train(X, y, params, alpha, num_iterations):
    costs = []
    while len(costs) < num_iterations:
        layers = forward_prop(X, params)
        costs.append(cost_function(y, layers[-1]))
        params = update_parameters(params, backward_prop(X, y, params, *layers), alpha)
    return params, costs

def predict(X, params):
    return np.where(forward_prop(X, params)[3] >= 0.5, 1, 0)

def repaired_step(X, y, params, alpha):
    return update_parameters(params, backward_prop(X, y, params, *forward_prop(X, params)), alpha)
'''


def main(cohort: Path = COHORT) -> None:
    """Write the cohort, in place of what was there."""
    shutil.rmtree(cohort, ignore_errors=True)
    for student, files in submissions(UNIT).items():
        folder = cohort / student / UNIT.assignment
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")


def submissions(unit: Unit) -> dict[str, dict[str, str]]:
    """Give each student's files.

    Raises:
        UserError: the solution can't be read, or a change doesn't fit it (any more).
    """
    solution = Solution.of(unit)
    file, notebook = unit.exercise.name, unit.notebook.name
    stub, empty = unit.exercise.read_text("utf-8"), unit.notebook.read_text("utf-8")
    begun = ("initialize_parameters", "forward_prop", "cost_function")
    right = written(solution)
    return {
        "ada": {file: right},
        "bela": {notebook: solved(unit, solution, solution.functions)},
        "chen": {file: stub, notebook: empty},
        "dina": {notebook: solved(unit, solution, begun)},
        "emil": {file: written(solution, sign_flipped)},
        "fatma": {file: written(solution, swapped)},
        "gio": {file: right.replace('params["Wxh"] +', 'params["Wxh" +')},  # a bracket missing
        "hana": {file: written(solution, without_end)},
        "igor": {file: written(solution, leaves)},
        "jana": {file: LOOPS},
        "kofi": {file: written(solution, too_few).replace("def predict(", "def prediction(")},
        "lena": {notebook: empty[:3000]},  # a download that broke off
        "mara": {file: written(solution, in_place)},
        "nils": {file: written(solution, prints, says, odd_numbers)},
    }


def written(solution: Solution, *changed: Change) -> str:
    """Give the solution as a student's file, with what they wrote otherwise."""
    text = solution.text
    for change in changed:
        text = text.replace(solution.source(change.function), change.source(solution).rstrip("\n"))
    return without_marks(text)


def solved(unit: Unit, solution: Solution, functions: Collection[str]) -> str:
    """Give the student's notebook with some of its functions solved."""
    notebook = nbformat.read(unit.notebook, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.id in functions:
            cell.source = without_marks(solution.source(cell.id))
    text: str = nbformat.writes(notebook)
    return text + "\n"


def without_marks(text: str) -> str:
    """Take out the lines that show where a solution begins and ends."""
    return re.sub(r"\n *### (BEGIN|END) SOLUTION", "", text)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
