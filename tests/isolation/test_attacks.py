"""Every attack, at levels of isolation that this machine has: the marks are fair, and nothing else happened."""

import functools
import html
import json
import os
import re
import subprocess
from dataclasses import dataclass

import pytest
from cohort import ATTACKS, HONEST, attacks, problems
from stage import MARK, Play, Report, no_stage, run_on_stage
from support import BIN
from traces import marks_of_records, of, outside, shown

EVERY_LEVEL = [(level, user) for level in ("kernel", "bubblewrap") for user in ("root", "an ordinary user")]
LEVELS = EVERY_LEVEL if os.environ.get("DELTARULE_EVERY_LEVEL") else [EVERY_LEVEL[os.geteuid() != 0], EVERY_LEVEL[-1]]
"""The weakest and the strongest that grade untrusted work; all of them are a job of their own: make attacks."""

AT_THE_WALLS = """
    becomes_another_program busy_threads caches_poisoned calls_that_landlock_overlooks course_written daemon
    daemon_at_import descriptor_closed descriptor_replaced descriptors_passed disk_filled environment_stolen
    environment_written files_left files_many folders_nobody_can_list fork_answers_twice fork_bomb gradebook_read
    grader_reached_by_the_zygote home_read internet kernel_calls kills_everybody kills_its_parent limits_raised
    loopback memory_large memory_of_others memory_shared mistakes_and_answers_read namespaces never_ends
    others_work_read own_folder_littered parents_descriptors ptrace recorded_answers results_forged rights_changed
    seed_read shared_memory_left shell solution_read stops_others threads_outside_the_interpreter unix_sockets
"""
"""Attacks on the machine, which each level keeps off in its own way. The others are on the checks, the door and what is
handed in, which are the same at every level, and tried at the first."""


@dataclass(frozen=True)
class Run:
    """A cohort, graded at one level."""

    tried: list[str]
    report: Report
    marks: dict[str, dict[str, float]]
    honest: dict[str, float]

    @functools.cached_property
    def told(self):
        """All that the command said and wrote."""
        return html.unescape(self.report.output + "".join(self.report.out.values()))


@functools.cache
def offers_levels():
    said = subprocess.run([BIN / "deltarule", "grade", "--help"], capture_output=True, text=True).stdout
    return "--isolation" in said


def grade(level, user, names):
    """Grade honest work and the attacks `names` with the installed command, on a stage."""
    # The gradebook here is bait.
    command = ["grade", "--isolation", level, "--no-gradebook"]
    command += ["--results", "../out/records.json", "--pages", "../out/pages"]
    ordinary = user == "an ordinary user"
    return run_on_stage(Play("cohort:lay_out", {"names": names}, [str(BIN / "deltarule"), *command], ordinary=ordinary))


@functools.cache
def graded(level, user):
    """Grade honest work alone, then the whole cohort; once a level."""
    alone = grade(level, user, [])
    honest = marks_of_records(alone).get("zoe")
    if "can't be walled off" in alone.output:
        pytest.skip(f"{level} as {user} is not to be had here: {alone.output.strip().splitlines()[-1:]}")
    assert honest is not None, alone.output
    names = tried(level, user)
    report = grade(level, user, names)
    return Run(names, report, marks_of_records(report), honest)


def tried(level, user):
    """Name the attacks that are tried at a level."""
    return list(attacks()) if (level, user) == LEVELS[0] else AT_THE_WALLS.split()


@pytest.fixture(params=LEVELS, ids=[f"{level} as {user}" for level, user in LEVELS], scope="session")
def run(request):
    """The cohort at one level."""
    level, user = request.param
    if no_stage():
        pytest.skip(no_stage())
    if user == "root" and os.geteuid() != 0:
        pytest.skip("these tests do not run as root")
    if not offers_levels():
        pytest.skip("this deltarule has no levels of isolation")
    return graded(level, user)


def spoken(run, name):
    """Give all that was told of an attack, without the lines of its text, which are quoted where points were lost."""
    text, path = run.told, ATTACKS / f"{name}.py"
    lines = path.read_text().splitlines() if path.exists() else []
    for line in {line.strip() for line in lines if MARK.decode() in line}:
        for quoted in (line, json.dumps(line)[1:-1]):
            text = text.replace(quoted, "")
    return text


@pytest.mark.parametrize(
    ("run", "name"),
    [(place, name) for place in LEVELS for name in tried(*place)],
    indirect=["run"],
    ids=[f"{level} as {user}-{name}" for level, user in LEVELS for name in tried(level, user)],
)
def test_an_attack_gains_nothing_and_leaves_no_trace(run, name):
    """Its marks are what its honest functions earn; nothing outside is called after it."""
    assert problems(attacks()[name], of(run.marks, name), run.honest) == []
    assert not re.search(rf"{MARK.decode()}-{name}: (?!{{)", spoken(run, name)), "it says that it got through"
    traces = [*run.report.changed.items(), *run.report.heard, *run.report.processes]
    assert not [trace for trace in traces if f"{MARK.decode()}-{name}" in str(trace)]


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_student_among_attackers_keeps_every_mark(run, name):
    assert run.marks.get(name) == run.honest


def test_nothing_outside_changed_and_nothing_was_left_or_read(run):
    assert outside(run.report) == []


def test_everybody_has_a_record_and_the_command_ends_well(run):
    assert run.report.status == 0, run.report.output[-2000:]
    assert [name for name in (*run.tried, *HONEST) if of(run.marks, name) is None] == []


def test_nothing_in_the_pages_or_the_terminal_acts_on_who_reads_them(run):
    assert shown(run.report) == []
