"""The cohort: every attack as a submission, and two honest students.

``python tests/isolation/cohort.py OUT`` writes them all to a folder, as students would hand them in.
"""

import ast
import inspect
import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import notebooks  # noqa: E402
import odd_files  # noqa: E402
from support import ROOT, copy_course  # noqa: E402

ATTACKS = HERE / "attacks"
PARTS = {"honest work": "honest.py", "places to look": "places.py"}
"""What the line ``# %% <name>`` in an attack stands for."""

HONEST = ("aaron", "zoe")
"""Honest students: the first of the cohort, and the last."""

SEED = 1_815_264_739_154_826_403


@dataclass(frozen=True)
class Attack:
    """An attack, and what is known of it beforehand.

    Attributes:
        name: the student's name.
        kind: what is handed in: a ``python`` file, a ``notebook``, or odd ``files``.
        attempts: what it does.
        harm: what is lost where that works.
        costs: the functions whose marks it costs itself; None for all.
        make: gives its file or its notebook, or hands it in.
    """

    name: str
    kind: str
    attempts: str
    harm: str
    costs: tuple[str, ...] | None
    make: Callable[..., Any]


@cache
def attacks() -> dict[str, Attack]:
    """Find all attacks, by name."""
    found = []
    for path in sorted(ATTACKS.glob("*.py")):
        if path.name not in PARTS.values():
            doc = path.read_text().split('"""')[1]  # some cannot be parsed
            found.append(_attack(path.stem, "python", doc, lambda path=path: whole(path.read_text())))
    for module, kind in ((notebooks, "notebook"), (odd_files, "files")):
        for name, make in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_"):
                found.append(_attack(name, kind, inspect.getdoc(make) or "", make))
    return {attack.name: attack for attack in found}


def whole(text: str) -> str:
    """Put the honest work, and other parts, where an attack's lines say."""
    for name, file in PARTS.items():
        text = text.replace(f"# %% {name}\n", f"# %% {name}\n{(ATTACKS / file).read_text()}\n# %%\n")
    return text


def honest_notebook() -> dict[str, Any]:
    """Give the honest work as a notebook: the released one, with its functions in place."""
    book = json.loads((ROOT / "exercises/2_ann/ann.ipynb").read_text())
    text = (ATTACKS / "honest.py").read_text()
    bodies = {
        node.name: ast.get_source_segment(text, node)
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }
    # Demonstrations take time and train on what is not there.
    cells = [cell for cell in book["cells"] if "demonstration" not in cell["metadata"].get("tags", [])]
    for cell in cells:
        if cell["cell_type"] == "code" and cell["id"] in bodies:
            cell["source"] = bodies[cell["id"]]
    return {**book, "cells": cells}


def lay_out(stage: Path, names: Sequence[str] = ()) -> None:
    """Lay out a course on the stage, and in it the attacks `names` between two honest students."""
    copy_course(stage / "course")
    for folder in ("out", "tmp", "home"):
        (stage / folder).mkdir()
    settings = stage / "course/instructor/course.toml"
    text = re.sub(r"^check_seconds.*$", "check_seconds = 0.7", settings.read_text(), flags=re.M)
    settings.write_text(re.sub(r"^load_seconds.*$", "load_seconds = 1.5", text, flags=re.M))
    (stage / "course/instructor/seeds.json").write_text(json.dumps({"2_ann": SEED}))
    students = stage / "course/instructor/submitted"
    hand_in(students, names, "ann.py", stage / "course/solutions/2_ann/ann.py")


def hand_in(students: Path, names: Sequence[str], file: str, answers: Path) -> None:
    """Hand in honest work and the attacks `names`; `file` is what the assignment asks for."""
    students.mkdir(parents=True, exist_ok=True)
    work = (ATTACKS / "honest.py").read_text() if file.endswith(".py") else json.dumps(honest_notebook())
    for name in HONEST:
        (students / name / "2_ann").mkdir(parents=True)
        (students / name / "2_ann" / file).write_text(work)
    for name in names:
        attack = attacks()[name]
        if attack.kind == "files":
            attack.make(students, name, file, work, answers)
            continue
        (students / name / "2_ann").mkdir(parents=True)
        if attack.kind == "notebook":
            (students / name / "2_ann" / "ann.ipynb").write_text(json.dumps(attack.make(honest_notebook())))
        elif file.endswith(".py"):
            (students / name / "2_ann" / file).write_text(attack.make())
        else:
            (students / name / "2_ann" / file).write_text(json.dumps(as_notebook(attack.make())))


def as_notebook(text: str) -> dict[str, Any]:
    """Put what a hostile file adds to the honest work into an honest notebook, before the check of a wrong function."""
    hostile = text.split("# %% hostile\n", 1)[1]
    return notebooks._with(honest_notebook(), *(part for part in re.split(r"^# %%.*\n", hostile, flags=re.M) if part))


def problems(attack: Attack, functions: Mapping[str, float] | None, honest: Mapping[str, float]) -> list[str]:
    """Say what is wrong with an attack's marks, given as points by function, beside the honest ones."""
    if functions is None:
        return ["it has no record"]
    found = []
    for function, fair in honest.items():
        earned = functions.get(function, 0.0)
        if earned > fair:
            found.append(f"it has {earned:g} for {function} and earned {fair:g}")
        elif earned < fair and attack.costs is not None and function not in attack.costs:
            found.append(f"it has {earned:g} for {function} and should have kept its {fair:g}")
    return found


def _attack(name: str, kind: str, doc: str, make: Callable[..., Any]) -> Attack:
    attempts, rest = doc.split("\n\n", 1)
    harm, costs = re.fullmatch(r"Harm: (.*)\nCosts: ([^\n]*)", rest.strip(), re.S).groups()  # type: ignore[union-attr]
    functions = None if costs == "everything" else () if costs == "nothing" else tuple(costs.split())
    return Attack(name, kind, " ".join(attempts.split()), " ".join(harm.split()), functions, make)


if __name__ == "__main__":
    out = Path(sys.argv[1])
    shutil.rmtree(out, ignore_errors=True)
    hand_in(out, list(attacks()), "ann.py", ROOT / "solutions/2_ann/ann.py")
    print(f"{len(attacks())} attacks and {len(HONEST)} honest students in {out}")
