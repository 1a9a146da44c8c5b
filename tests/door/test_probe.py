"""What isolation a machine gives is found out by trying, and nothing is weakened silently."""

import os
import shutil
from pathlib import Path

import pytest
from samples import outcome, remote
from support import TINY, copy_course, deltarule

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.limits import Limits
from deltarule.door.outside import probe as probing
from deltarule.door.outside.probe import open_zygote, probe
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import LAYERS, LEVELS, missing

LACKING = missing()
HERE = [level for level in LEVELS if level != "none" and not LEVELS[level] & set(LACKING)]


@pytest.fixture
def tiny(tmp_path):
    return Course(copy_course(tmp_path, TINY, ["1_double"]))


@pytest.mark.parametrize("level", HERE)
def test_a_walled_worker_gets_nowhere_and_honest_work_has_what_it_needs(level, tiny):
    with Zygote(tiny.limits(), level) as zygote:
        findings = probe(zygote, tiny)
    assert {finding.tried: finding.said for finding in findings if not finding.holds} == {}
    assert sum(finding.harmful for finding in findings) >= 12


def test_without_walls_the_probe_says_so(tiny):
    with Zygote(tiny.limits(), "none") as zygote:
        got_through = {finding.tried for finding in probe(zygote, tiny) if finding.harmful and finding.happened}
    assert got_through >= {
        "read the solutions",
        "read the gradebook",
        "write outside its own folder",
        "connect to this machine",
        "start a process",
        "fork",
    }


@pytest.mark.skipif(not HERE, reason="this machine has no walls to leave out")
@pytest.mark.parametrize(
    ("layer", "let_through"),
    [("seccomp", {"fork"}), ("landlock", {"read the gradebook", "write outside its own folder"})],
)
def test_a_layer_left_out_is_missed(layer, let_through, tiny):
    with Zygote(tiny.limits(), "kernel", frozenset({layer})) as zygote:
        assert {finding.tried for finding in probe(zygote, tiny) if not finding.holds} >= let_through


@pytest.mark.parametrize(
    ("lacking", "said"),
    [({"landlock": "run a kernel with Landlock"}, "read the gradebook"), ({"seccomp": "x"}, "fork")],
)
def test_grading_refuses_where_a_layer_is_missing_unless_told_by_name(tiny, monkeypatch, lacking, said):
    monkeypatch.setattr(probing, "missing", lambda: {"bubblewrap": "install bubblewrap", **lacking})
    with pytest.raises(UserError, match=f"{said}.*--isolation none") as error:
        open_zygote(tiny.limits(), None)
    assert "install bubblewrap" in str(error.value)
    with open_zygote(tiny.limits(), "none") as zygote:
        assert zygote.level == "none"


@pytest.mark.skipif(bool({"landlock", "seccomp"} & set(LACKING)), reason="this kernel has no such walls")
def test_a_level_that_cannot_be_started_gives_way_to_the_next(tiny, monkeypatch):
    def started(limits, level, *without, **more):
        if level == "bubblewrap":
            raise UserError("bwrap could not be started")
        return Zygote(limits, level, *without, **more)

    monkeypatch.setattr(probing, "missing", dict)
    monkeypatch.setattr(probing, "Zygote", started)
    with open_zygote(tiny.limits(), None) as zygote:
        assert zygote.level == "kernel"


@pytest.mark.skipif(not HERE, reason="nothing can be walled off here")
def test_a_limit_that_is_too_small_is_named_and_not_the_machine(tiny):
    with pytest.raises(
        UserError, match=r"within memory_mb = 20 \(by default 2048\), which .*/course\.toml sets"
    ) as error:
        open_zygote(Limits(memory_mb=20), None, tiny)
    assert "--isolation" not in str(error.value)


@pytest.mark.parametrize(("harmful", "tried"), [(False, 2), (True, 1)])
def test_a_need_that_is_not_met_is_tried_again_and_harm_is_not(tiny, monkeypatch, harmful, tried):
    """A worker that tries may be killed; what got through once gets through."""
    probed, times = probing._probed, []

    def first_amiss(zygote, course):
        times.append(1)
        amiss = [probing.Finding("read the gradebook" if harmful else "save a file", harmful, harmful, "")]
        return amiss if len(times) == 1 else probed(zygote, course)

    monkeypatch.setattr(probing, "_probed", first_amiss)
    with Zygote(tiny.limits(), "none") as zygote:
        probing.probe(zygote)
    assert len(times) == tried


def test_what_is_wrong_with_a_course_is_no_fault_of_the_walls_and_ends_the_process(tiny):
    seen = []

    def meanwhile(zygote):
        seen.append(zygote)
        raise UserError("The course is broken.")

    for level in ("none", None):
        with pytest.raises(UserError, match=r"^The course is broken\.$"):
            open_zygote(tiny.limits(), level, meanwhile=meanwhile)
    assert all(zygote._process.poll() is not None for zygote in seen)


def test_a_wall_that_cannot_be_put_up_leaves_no_worker(tiny, monkeypatch):
    monkeypatch.setattr("deltarule.door.outside.zygotes.program", lambda: b"\xff" * 16)  # no filter program
    with pytest.raises(UserError, match="walled off"):
        open_zygote(tiny.limits(), "kernel")


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_the_strongest_level_is_the_default_and_the_records_say_which(tiny):
    submit(tiny)
    graded = deltarule("grade", "--results", "records.json", cwd=tiny.root)
    assert graded.returncode == 0, graded.stderr
    assert "isolation: bubblewrap" in graded.stdout
    assert '"isolation": "bubblewrap"' in (tiny.root / "records.json").read_text()


def test_a_bubblewrap_that_does_not_work_is_not_relied_on(tiny, tmp_path):
    submit(tiny)
    broken = tmp_path / "bin" / "bwrap"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'bwrap: no namespaces here' >&2\nexit 1\n")
    broken.chmod(0o755)
    path = f"{broken.parent}{os.pathsep}{os.environ['PATH']}"
    graded = deltarule("grade", cwd=tiny.root, PATH=path)
    assert graded.returncode == (0 if "kernel" in HERE else 2)
    assert "bubblewrap can't be had here" in graded.stderr
    named = deltarule("grade", "--isolation", "bubblewrap", cwd=tiny.root, PATH=path)
    assert named.returncode == 2
    assert "no namespaces here" in named.stderr


@pytest.mark.skipif(not HERE, reason="this machine has no walls")
def test_doctor_prints_what_was_tried_and_by_what_it_was_stopped(tiny):
    told = deltarule("doctor", cwd=tiny.root)
    assert told.returncode == 0, told.stderr
    assert "NOT STOPPED" not in told.stdout
    (line,) = [line for line in told.stdout.splitlines() if line.startswith("fork")]
    assert line.split() == ["fork", "stopped", "seccomp"]
    assert told.stdout.splitlines()[-1] == f"isolation: {HERE[0]}"


def test_doctor_works_outside_a_course(tmp_path):
    assert "isolation" in deltarule("doctor", cwd=tmp_path).stdout


def test_every_layer_is_named_with_what_it_is():
    assert set().union(*LEVELS.values()) == set(LAYERS)
    assert all(LAYERS.values())


@pytest.mark.skipif(os.getuid() != 0 or not HERE, reason="only root's workers become another user's")
def test_each_worker_of_roots_is_a_users_of_its_own():
    source = "import os\ndef who(): return os.getresuid(), os.getgroups()"
    users = set()
    with Zygote(Limits(), "kernel") as zygote:
        for _ in range(2):
            with remote(zygote, source) as submission:
                (real, effective, saved), groups = outcome(submission.functions.who).value
            assert real == effective == saved != 0
            assert groups == []
            users.add(real)
    assert len(users) == 2
    named = {int(line.split(":")[2]) for line in Path("/etc/passwd").read_text().splitlines()}
    assert not users & named


def submit(course):
    unit = course.units()[0]
    folder = course.instructor / "submitted" / "ada" / unit.assignment
    folder.mkdir(parents=True)
    shutil.copy(unit.solution, folder / unit.exercise.name)
