"""The attacks themselves: what they are made of, and that the stage sees what they do."""

import ast
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cohort import ATTACKS, HERE, attacks, honest_notebook, problems
from stage import Play, no_stage, run_on_stage

HONEST = {"one": 3.0, "two": 4.0, "three": 0.0}

needs_a_stage = pytest.mark.skipif(bool(no_stage()), reason=no_stage() or "there is one")


def lay_out(stage):
    for folder in ("course/instructor", "out", "tmp", "home"):
        (stage / folder).mkdir(parents=True)


def on_stage(code, **more):
    return run_on_stage(Play("test_cohort:lay_out", {}, [sys.executable, "-c", code], **more))


def test_there_are_attacks_of_every_kind():
    kinds = [attack.kind for attack in attacks().values()]
    assert {kind: kinds.count(kind) > 15 for kind in set(kinds)} == {"python": True, "notebook": True, "files": True}
    assert all(attack.attempts and attack.harm for attack in attacks().values())


def test_every_attack_holds_the_honest_work():
    for attack in attacks().values():
        if attack.kind == "python":
            assert "def backward_prop(" in attack.make()


def aims(text):
    """List what an attack's text names of the grader: modules, what it imports of them, and what it replaces there."""
    found = set(re.findall(r"\bdeltarule(?:\.\w+)+", text))
    roots = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("deltarule"):
            roots |= {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)).split(".")[0] in roots:
            found.add(roots[name.split(".")[0]] + name[len(name.split(".")[0]) :])
    return sorted(found | set(roots.values()))


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(ATTACKS.glob("*.py")) if "deltarule." in path.read_text()],
    ids=lambda path: path.stem,
)
def test_an_attack_on_the_grader_aims_at_what_there_is(path):
    for aim in aims(path.read_text()):
        pkgutil.resolve_name(aim)


def test_the_honest_notebook_holds_the_honest_work():
    sources = {cell["id"]: cell["source"] for cell in honest_notebook()["cells"]}
    assert "y -= y_hat" in sources["mean_squared_error"]


def test_the_cohort_can_be_written_out(tmp_path):
    subprocess.run([sys.executable, HERE / "cohort.py", tmp_path / "out"], check=True, capture_output=True)
    assert len(list((tmp_path / "out").iterdir())) == len(attacks()) + 2


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"one": 3.0, "two": 4.0}, []),
        ({"one": 3.0, "two": 4.0, "three": 1.0}, ["it has 1 for three and earned 0"]),
        ({"one": 2.0, "two": 0.0}, ["it has 2 for one and should have kept its 3"]),
        (None, ["it has no record"]),
    ],
)
def test_marks_are_fair_or_said_to_be_unfair(marks, said):
    from cohort import Attack

    assert problems(Attack("x", "python", "a", "b", ("two",), str), marks, HONEST) == said


@needs_a_stage
@pytest.mark.parametrize("ordinary", [False, True])
def test_the_stage_sees_what_is_written_and_keeps_it_from_the_disk(ordinary, tmp_path):
    mark = tmp_path.name
    code = f"open('/tmp/pwned-{mark}', 'w').write('x'); open('/deltarule-stage/course/y', 'w')"
    report = on_stage(code, ordinary=ordinary)
    assert set(report.changed) == {f"/tmp/pwned-{mark}", "/deltarule-stage/course/y"}
    assert not Path(f"/tmp/pwned-{mark}").exists()


@needs_a_stage
def test_the_stage_sees_what_is_deleted_changed_left_called_and_read():
    code = """
import ctypes, os, shutil, signal, socket, subprocess
os.unlink("/etc/hostname")
subprocess.Popen(["sleep", "77"], start_new_session=True)
for address in (("127.0.0.1", 47113), "\\0deltarule-canary"):
    with socket.socket(socket.AF_INET if type(address) is tuple else socket.AF_UNIX) as there:
        there.connect(address)
        there.send(b"hello")
ctypes.CDLL(None).shmget(1234, 4096, 0o1666)
print(open("/deltarule-stage/home/.ssh/id_ed25519").read())
os.kill(-1, signal.SIGSTOP)
"""
    report = on_stage(code, seconds=10)
    assert report.changed == {"/etc/hostname": "deleted"}
    assert report.processes == ["sleep 77 "]
    assert len(report.heard) == 2
    assert report.leaked == ["ssh key"]
    assert report.victim == "is T"
    assert report.ipc == ["shm 1234 0"]


@needs_a_stage
def test_the_stage_outlives_who_kills_everybody():
    report = on_stage("import os; os.kill(-1, 9)", seconds=10)
    assert report.victim == "is dead"


@needs_a_stage
def test_nothing_happens_on_the_stage_by_itself():
    report = on_stage("print('hello')")
    assert report.output == "hello\n"
    assert (report.status, report.changed, report.processes, report.heard, report.leaked, report.victim) == (
        *(0, {}, [], [], []),
        "",
    )
