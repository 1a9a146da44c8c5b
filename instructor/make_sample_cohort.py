"""Makes ``instructor/sample_cohort/``: submissions to look at, of every kind that an instructor meets.

Run it as ``python instructor/make_sample_cohort.py``; it writes the same files each time.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat

from autograder.course import Course, Unit

COHORT = Path(__file__).resolve().parent / "sample_cohort"


def main(cohort: Path = COHORT) -> None:
    """Write the cohort, in place of what was there."""
    unit = Course.find(Path(__file__).parent).unit("ann")
    shutil.rmtree(cohort, ignore_errors=True)
    for student, files in submissions(unit).items():
        folder = cohort / student / unit.assignment
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")


def submissions(unit: Unit) -> dict[str, dict[str, str]]:
    """Give each student's files."""
    right = unit.solution.read_text("utf-8")
    stub = unit.exercise.read_text("utf-8")
    file, notebook = unit.exercise.name, unit.notebook.name
    return {
        "ada": {file: right},
        "bela": {notebook: solved(unit, lambda name: True)},
        "chen": {file: stub, notebook: unit.notebook.read_text("utf-8")},
        "dina": {
            notebook: solved(unit, lambda name: name in ("initialize_parameters", "forward_prop", "cost_function"))
        },
        "emil": {file: edited(right, ("delta2 = -(y - y_hat)", "delta2 = (y - y_hat)"))},
        "fatma": {file: edited(right, ('return {name: weight - alpha * grads["d" + name] for', SWAPPED))},
        "gio": {file: edited(right, ('z1 = X @ params["Wxh"] + params["bh"]', 'z1 = X @ params["Wxh" + params["bh"]'))},
        "hana": {file: edited(right, ("for i in np.ndindex(w.shape):", "while True:"), ("nudge[i] = eps", "continue"))},
        "igor": {file: edited(right, ("return 0.5 * np.sum(", "import os; os._exit(0)\n    return 0.5 * np.sum("))},
        "jana": {file: LOOPS},
        "kofi": {file: edited(right, ("def predict(X, params)", "def prediction(X, params)"), (TRAIN, TRAIN_SHORT))},
        "lena": {notebook: unit.notebook.read_text("utf-8")[:3000]},
        "mara": {file: edited(right, ('return {name: weight - alpha * grads["d" + name] for', IN_PLACE))},
        "nils": {
            file: edited(
                right,
                ("return 0.5 * np.sum((y - y_hat) ** 2)", "print(0.5 * np.sum((y - y_hat) ** 2))"),
                ("return np.mean((y - y_hat) ** 2)", 'return "small"'),
                ("return z1, a1, z2, y_hat", "return z1, a1, z2 + 0j, np.log(-y_hat)"),
            )
        },
    }


SWAPPED = """grads = {**grads, "dWxh": grads["dWhy"], "dWhy": grads["dWxh"]}
    return {name: weight - alpha * grads["d" + name] for"""

IN_PLACE = """for name in params:
        params[name] -= alpha * grads["d" + name]
    return {name: weight for"""

TRAIN = "def train(X, y, num_hidden, alpha, num_iterations, rng)"
TRAIN_SHORT = "def train(X, y, num_hidden, alpha)"

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
    flat = w.ravel()
    g = []
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += eps
        down[i] -= eps
        g.append((f(up.reshape(w.shape)) - f(down.reshape(w.shape))) / (2 * eps))
    return np.array(g).reshape(w.shape)

def train(X, y, num_hidden, alpha, num_iterations, rng):
    params, costs = initialize_parameters(X.shape[1], num_hidden, y.shape[1], rng), []
    while len(costs) < num_iterations:
        layers = forward_prop(X, params)
        costs.append(cost_function(y, layers[-1]))
        params = update_parameters(params, backward_prop(X, y, params, *layers), alpha)
    return params, costs

def predict(X, params):
    return np.where(forward_prop(X, params)[3] >= 0.5, 1, 0)
'''


def edited(text: str, *edits: tuple[str, str]) -> str:
    """Put each edit's second text in place of its first, which must stand in `text` once."""
    for old, new in edits:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands in the solution {text.count(old)} times")
        text = text.replace(old, new)
    return re.sub(r"\n *### (BEGIN|END) SOLUTION", "", text)


def solved(unit: Unit, wanted: Callable[[str], bool]) -> str:
    """Give the student's notebook with the functions solved that are `wanted`."""
    notebook = nbformat.read(unit.notebook, as_version=4)
    source = nbformat.read(unit.source / unit.notebook.name, as_version=4)
    solutions = {cell.id: cell.source for cell in source.cells}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and wanted(cell.id):
            cell.source = edited(solutions[cell.id])
    text: str = nbformat.writes(notebook)
    return text + "\n"


if __name__ == "__main__":
    main()
