"""The same attacks on Deltarule, on stock nbgrader and on otter-grader, side by side.

``python tools/graders.py`` runs every attack alone, as an ordinary user, on a stage of its own (see
``tests/isolation/stage.py``), and prints how many each grader held. It needs the network once, to install otter-grader
in an environment of its own; figures are kept in the folder ``--work``, so that a run that was stopped goes on where it
was.
"""

import argparse
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests" / "isolation"), str(HERE.parent / "tests")]

from cohort import HONEST, attacks, hand_in, lay_out, problems  # noqa: E402
from stage import MARK, Play, Report, no_stage, run_on_stage  # noqa: E402
from support import BIN, ROOT, copy_course  # noqa: E402
from traces import Marks, marks_of_records, of, outside, shown  # noqa: E402

from deltarule.core.checking.checks import load_checks  # noqa: E402

OTTER = "otter-grader==7.0.0"
SHOWN = ("hostile_exceptions", "hostile_names", "markdown_script", "metaclass", "outputs_prewritten")
"""Attacks on who reads the feedback: for these, nbgrader writes it too."""

NOT_TRIED = {
    "nbgrader": ("link_to_a_student",),  # it is given one student at a time here
    "otter-grader": ("link_in_the_folders_place", "link_to_a_student", "file_in_the_folders_place"),  # one file
}
"""Attacks on a layout of folders that a grader does not have, or is not given here."""

UNEARNED = {"mean_squared_error", "numerical_gradient"}
"""The functions that the honest work has wrong, or not at all."""

SECONDS = 60
STOCK = """
from nbgrader.converters import Autograde
c.Autograde.autograde_preprocessors = list(Autograde.autograde_preprocessors.default_args[0])  # Execute, not ours
c.Execute.timeout = 8  # 30 by default: too long to wait for, and no fairer
"""


class Deltarule:
    """``deltarule grade``, as the present environment has it."""

    name = "deltarule"

    def prepare(self, work: Path) -> None:
        """Nothing is needed."""

    def play(self, attack: str, work: Path) -> Play:
        """Grade an attack between two honest students."""
        command = [str(BIN / "deltarule"), "grade", "--no-gradebook"]  # the gradebook here is bait
        command += ["--results", "../out/records.json", "--pages", "../out/pages"]
        return Play("cohort:lay_out", {"names": [attack] if attack else []}, command, seconds=SECONDS, ordinary=True)

    def marks(self, report: Report) -> Marks:
        """Read the records."""
        return marks_of_records(report)


class Nbgrader:
    """Stock ``nbgrader autograde`` on this course's own source notebook."""

    name = "nbgrader"

    def prepare(self, work: Path) -> None:
        """Make the course, with its release and its gradebook."""
        if (work / "nbgrader").exists():
            return
        shutil.rmtree(work / "new", ignore_errors=True)
        (work / "new").mkdir()
        copy_course(work / "new")
        with (work / "new/instructor/nbgrader_config.py").open("a") as config:
            config.write(STOCK)
        environment = {"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(work)}
        for command in ([BIN / "deltarule", "build"], [BIN / "nbgrader", "generate_assignment", "2_ann"]):
            subprocess.run(command, cwd=work / "new/instructor", check=True, capture_output=True, env=environment)
        (work / "new").rename(work / "nbgrader")

    def play(self, attack: str, work: Path) -> Play:
        """Autograde an attack, or an honest student."""
        feedback = "; nbgrader generate_feedback 2_ann --quiet" if attack in SHOWN else ""
        command = f"nbgrader autograde 2_ann{feedback}; python {HERE}/graders.py --collect ../../out"
        writes = ("autograded", "feedback", "gradebook.db")
        return Play(
            "graders:lay_out_nbgrader",
            {"names": [attack] if attack else [], "template": str(work / "nbgrader")},
            ["sh", "-c", command],
            cwd="course/instructor",
            seconds=SECONDS,
            ordinary=True,
            processes=400,
            may_change=("out", "home", "tmp", *(f"course/instructor/{name}" for name in writes)),
            may_hold=("out", *(f"course/instructor/{name}" for name in writes)),
        )

    def marks(self, report: Report) -> Marks:
        """Read what :func:`collect` found in the gradebook."""
        found: Marks = json.loads(report.out.get("marks.json", "{}"))
        return found


class Otter:
    """``otter run``, without containers, on the same notebook and the same checks."""

    name = "otter-grader"

    def prepare(self, work: Path) -> None:
        """Make an environment and the autograder's zip."""
        python = work / "otter/bin/python"
        if (work / "otter.zip").exists():
            return
        subprocess.run([sys.executable, "-m", "venv", work / "otter"], check=True)
        install = [python, "-m", "pip", "install", "-q", OTTER, "ipykernel", "numpy", "matplotlib", "pytest"]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        (site,) = (work / "otter/lib").glob("python*/site-packages")
        (site / "course.pth").write_text(f"{ROOT / 'autograder'}\n")
        folder = work / "otter-course"
        (folder / "tests").mkdir(parents=True, exist_ok=True)
        for name in ("test_ann.py", "answers.npz"):
            shutil.copy(ROOT / "exercises/2_ann" / name, folder)

        listed = load_checks(folder / "test_ann.py")
        for function in dict.fromkeys(item.function for item in listed):
            cases = [
                OTTER_CASE.format(name=item.name, points=item.points) for item in listed if item.function == function
            ]
            (folder / "tests" / f"{function}.py").write_text(OTTER_TEST.format(name=function) + "".join(cases))
        command = [work / "otter/bin/otter", "generate", "-t", "tests", "-o", work / "otter.zip"]
        files = ["--no-environment", "--no-requirements", "test_ann.py", "answers.npz"]
        environment = {"PATH": f"{work}/otter/bin:/usr/bin:/bin", "HOME": str(work)}
        subprocess.run([*command, *files], cwd=folder, check=True, capture_output=True, env=environment)

    def play(self, attack: str, work: Path) -> Play:
        """Run an attack; of several files, the first that lies in the folder."""
        path = f"PATH={work}/otter/bin:{BIN}:/usr/bin:/bin"
        names = {"names": [attack] if attack else [], "file": "ann.ipynb"}
        whose = "zoe" if not attack else f"[{attack[0]}]{attack[1:]}*"
        command = (
            f"otter run --no-logo -a {work}/otter.zip -o ../out ../course/instructor/submitted/{whose}/2_ann/ann.ipynb"
        )
        return Play(
            "graders:lay_out_otter",
            names,
            ["env", path, "sh", "-c", command],
            cwd="here",
            seconds=SECONDS,
            ordinary=True,
            processes=400,
            may_change=("out", "home", "tmp", "here"),
            may_hold=("out",),
        )

    def marks(self, report: Report) -> Marks:
        """Read its results; the student is whoever was run."""
        try:
            tests = json.loads(report.out["results.json"])["tests"]
        except (KeyError, ValueError):
            return {}
        found: dict[str, float] = {}
        for test in tests:
            name = re.sub(r"\s.*", "", test["name"])
            found[name] = found.get(name, 0.0) + float(test.get("score") or 0)
        return {"": found}


OTTER_TEST = """
OK_FORMAT = False
from otter.test_files import test_case
name = "{name}"
points = None
def passed(name):
    import sys
    from pathlib import Path
    from deltarule.core.checking.checks import PUBLIC_SEED, check_all, load_checks
    from deltarule.core.code.loader import LoadedCode
    from deltarule.core.checking.recording import Recording
    from deltarule.core.code.student import local_student
    wanted = [item for item in load_checks(Path("test_ann.py").absolute()) if item.name == name]
    recording = Recording.read(Path("answers.npz"))
    student = local_student(LoadedCode(sys.modules["__main__"], "this notebook"))
    (result,) = check_all(wanted, student, recording, PUBLIC_SEED)
    assert result.status == "passed", result.message
"""

OTTER_CASE = """
@test_case(points={points})
def {name}(env):
    passed("{name}")
"""

CHECK_CELL = re.compile(r'import deltarule\\n(?:",\s*")?\\n(?:",\s*")?deltarule\.self_check\(')
"""How a check cell of ours begins, in JSON: on lines of one text, or of several."""

GRADERS = {grader.name: grader for grader in (Deltarule(), Nbgrader(), Otter())}


def lay_out_nbgrader(stage: Path, names: Sequence[str], template: str) -> None:
    """Lay out an nbgrader course on the stage, with an attack or an honest student."""
    shutil.copytree(template, stage / "course")
    for folder in ("out", "tmp", "home"):
        (stage / folder).mkdir()
    submitted = stage / "course/instructor/submitted"
    hand_in(submitted, names, "ann.ipynb", stage / "course/instructor/source/2_ann/ann.ipynb")
    for name in HONEST if names else ():
        shutil.rmtree(submitted / name)


def lay_out_otter(stage: Path, names: Sequence[str], file: str) -> None:
    """Lay out a course on the stage and let an attack hand in its notebook, with otter-grader's check cells."""
    lay_out(stage)
    submitted = stage / "course/instructor/submitted"
    shutil.rmtree(submitted)
    hand_in(submitted, names, file, stage / "course/solutions/2_ann/ann.py")
    (stage / "here").mkdir()
    for path in submitted.glob("*/2_ann/ann.ipynb"):
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 20:
            text = path.read_text(errors="replace")
            text = CHECK_CELL.sub("grader.check(", text)
            text = text.replace(
                '"import numpy as np"', r'"import numpy as np\nimport otter\ngrader = otter.Notebook()"'
            )
            path.write_text(text)


def collect(out: Path) -> None:
    """Read the marks out of nbgrader's gradebook, and gather the outputs and feedback that it wrote."""
    marks: Marks = {}
    with sqlite3.connect("gradebook.db") as base:
        rows = base.execute(
            "SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score FROM grade "
            "JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
        )
        for student, cell, auto, manual in rows:
            scores = marks.setdefault(student, {})
            scores[cell.removeprefix("check_")] = float(auto if manual is None else manual) if auto is not None else 0.0
    (out / "marks.json").write_text(json.dumps(marks))
    for path in Path("autograded").glob("*/*/*.ipynb"):
        cells = json.loads(path.read_text())["cells"]
        (out / f"outputs-{path.parent.parent.name[:40]}.json").write_text(
            json.dumps([cell["outputs"] for cell in cells if cell["cell_type"] == "code"], ensure_ascii=False)
        )
    for path in Path("feedback").glob("*/*/*.html"):
        shutil.copy(path, out / f"{path.parent.parent.name[:40]}.html")


def harm(name: str, report: Report, marks: Marks, honest: Mapping[str, float], alone: bool = False) -> list[str]:
    """List all harm that an attack did, run by itself between honest students (or `alone`)."""
    attack = attacks()[name]
    mine = of(marks, name)
    found = [] if mine is None and attack.costs is None else problems(attack, mine, honest)
    others = [] if alone else [student for student in HONEST if student in marks or student == "zoe"]
    found += [f"{student}'s marks are not what they were" for student in others if marks.get(student) != honest]
    found += ["the grader was stopped: it hung"] * (report.status is None)
    found += ["the grader was killed"] * (report.status is not None and report.status < 0)
    found += outside(report)
    text = "".join(value for key, value in report.out.items() if not key.endswith(".ipynb")) + report.output
    said = re.search(rf"{MARK.decode()}-{name}: [^\"\\\n]*", text)
    return found + [f"it says: {said[0][:120]}" for said in [said] if said] + shown(report)


def run(grader: Any, name: str, work: Path, honest: Mapping[str, float]) -> dict[str, Any]:
    """Run one attack on one grader."""
    start = time.monotonic()
    try:
        report = run_on_stage(grader.play(name, work))
    except (subprocess.TimeoutExpired, RuntimeError) as error:
        return {"harm": [f"the whole stage broke down: {error}"[:300]], "seconds": time.monotonic() - start}
    found = harm(name, report, grader.marks(report), honest, alone=grader.name != Deltarule.name)
    return {"harm": found, "seconds": round(report.seconds, 1)}


def main() -> None:
    """Run what has not been run yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="attacks; all by default")
    parser.add_argument("--graders", nargs="*", default=list(GRADERS), choices=list(GRADERS))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "deltarule-graders")
    parser.add_argument("--again", action="store_true", help="run even what was run before")
    parser.add_argument("--collect", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.collect:
        collect(options.collect)
        return
    if no_stage():
        sys.exit(f"This cannot be run here: {no_stage()}")
    options.work.mkdir(exist_ok=True)
    options.work.chmod(0o755)
    names = options.names or list(attacks())
    for which in options.graders:
        grader, kept = GRADERS[which], options.work / f"{which}.json"
        grader.prepare(options.work)
        results = json.loads(kept.read_text()) if kept.exists() else {}
        baseline = run_on_stage(grader.play("", options.work))
        honest = of(grader.marks(baseline), "zoe")
        if honest is None or {name for name, earned in honest.items() if not earned} != UNEARNED:
            sys.exit(f"{which} does not grade honest work as it should: {honest}\n{baseline.output[-3000:]}")
        for name in names:
            if (name in results and not options.again) or name in NOT_TRIED.get(which, ()):
                continue
            results[name] = run(grader, name, options.work, honest)
            kept.write_text(json.dumps(results, indent=1))
            print(f"{which} {name}: {'; '.join(results[name]['harm']) or 'held'} ({results[name]['seconds']} s)"[:300])
            sys.stdout.flush()
    print_table(options.work)


def print_table(work: Path) -> None:
    """Print what each grader held, of what was tried on it."""
    rows = []
    for which in GRADERS:
        kept = work / f"{which}.json"
        results = json.loads(kept.read_text()) if kept.exists() else {}
        held = [name for name, result in results.items() if not result["harm"]]
        rows.append(f"| {which} | {len(results)} | {len(held)} |")
    print("\n| grader | attacks tried | held |\n| --- | --- | --- |\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
