"""Isolation found out by trying: a real worker attempts what hostile code would; this side looks at what came of it."""

import contextlib
import itertools
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from deltarule.core.code.calls import Raised, Returned, case
from deltarule.core.code.cells import Cell
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.limits import OUTLIVED_SECONDS, TRIED_MEMORY_MB, Limits
from deltarule.core.text import counted
from deltarule.door.inside import attempts
from deltarule.door.walls import LAYERS, LEVELS, Layer, Level, beyond, hidden, missing

from .remote import RemoteSubmission
from .scratch import Room
from .zygotes import Zygote

_WALLED: tuple[Level, ...] = tuple(level for level in LEVELS if level != "none")


@dataclass(frozen=True)
class Finding:
    """What became of one attempt, or of one thing that honest code needs.

    Attributes:
        tried: what was tried.
        harmful: whether it is an attempt rather than a need.
        happened: whether it got through.
        said: what the worker was told when it tried, or what it did.
    """

    tried: str
    harmful: bool
    happened: bool
    said: str

    @property
    def holds(self) -> bool:
        """Whether it is as it should be: harm stopped, needs met."""
        return self.happened != self.harmful


@dataclass(frozen=True)
class _Targets:
    """What there is to get at, for one probe."""

    files: dict[str, Path]
    outside: Path
    listener: socket.socket
    victim: subprocess.Popen[bytes]


def open_zygote(
    limits: Limits,
    wanted: Level | None,
    course: Course | None = None,
    *,
    notebooks: bool = False,
    processor: int | None = None,
    meanwhile: Callable[[Zygote], None] = lambda zygote: None,
) -> Zygote:
    """Start a zygote whose workers hold against every attempt: at the level `wanted`, or the strongest there is.

    Args:
        limits: what a submission may use.
        wanted: the level; None for the strongest that holds.
        course: what there is to get at, and what its units forbid.
        notebooks: whether to load IPython, too.
        processor: the one that it and its workers are to run on; by default any.
        meanwhile: what to do while it gets warm and is tried; student code waits for both.

    Raises:
        UserError: there is none; the sentence says why, and what to do.
    """
    lacking, reasons = missing(), []
    started = partial(_zygote, limits, notebooks=notebooks, unwanted=forbidden_in(course), processor=processor)
    if wanted == "none":
        zygote = started(wanted, {})
        with _closed_where_it_fails(zygote):
            zygote.get_ready()
            meanwhile(zygote)
        return zygote
    for level in [wanted] if wanted else _WALLED:
        try:
            zygote = started(level, lacking)
        except UserError as error:
            reasons.append(f"{level}: {error}")
            continue
        with _closed_where_it_fails(zygote), ThreadPoolExecutor(1, "probe") as aside:
            zygote.get_ready()
            probing = aside.submit(probe, zygote, course)
            meanwhile(zygote)
        try:
            with _closed_where_it_fails(zygote):
                findings = probing.result()
        except UserError as error:
            reasons.append(f"{level}: {error}")
            continue
        if all(finding.holds for finding in findings):
            return zygote
        zygote.close()
        reasons.append(f"{level}: {_said(findings)}")
    if small := _too_small(limits, wanted, course):
        where = course.settings_file if course else "the configuration"
        raise UserError(f"Honest work can't be done within {small}, which {where} sets; set more.")
    reasons += [what_to_do for layer, what_to_do in lacking.items() if layer != "bubblewrap"]
    raise UserError(
        f"Submissions can't be walled off on this machine ({'; '.join(reasons)}). "
        "See `deltarule doctor`; to grade work of people you trust all the same, say --isolation none."
    )


def _too_small(limits: Limits, wanted: Level | None, course: Course | None) -> str:
    """List the limits that are below their defaults, if workers hold with those: the machine isn't to blame then."""
    low: dict[str, Any] = {
        item.name: item.default for item in fields(Limits) if getattr(limits, item.name) < item.default
    }
    if not low:
        return ""
    try:
        open_zygote(replace(limits, **low), wanted, course).close()
    except UserError:
        return ""
    return ", ".join(f"{name} = {getattr(limits, name):g} (by default {default:g})" for name, default in low.items())


@contextlib.contextmanager
def _closed_where_it_fails(zygote: Zygote) -> Iterator[None]:
    try:
        yield
    except BaseException:
        zygote.close()
        raise


def _said(findings: list[Finding]) -> str:
    harm = [finding.tried for finding in findings if finding.harmful and not finding.holds]
    needs = [finding.tried for finding in findings if not finding.harmful and not finding.holds]
    parts = [f"a worker could {', '.join(harm)}"] if harm else []
    parts += [f"a worker could not {', '.join(needs)}, which honest work needs"] if needs else []
    return " and ".join(parts)


def forbidden_in(course: Course | None) -> tuple[str, ...]:
    """List the modules that any unit of a course forbids and walls can keep.

    Raises:
        UserError: the course's settings are broken.
    """
    names = dict.fromkeys(name for unit in (course.units() if course else []) for name in unit.forbidden())
    return tuple(name for name in names if not beyond([name]))


def probe(zygote: Zygote, course: Course | None = None) -> list[Finding]:
    """Try everything from inside workers of `zygote`; where a need isn't met and no harm was done, once more.

    Raises:
        UserError: no worker can be had.
    """
    findings = _probed(zygote, course)
    failed = [finding for finding in findings if not finding.holds]
    doubtful = failed and not any(finding.harmful for finding in failed)  # its worker may have been killed
    return _probed(zygote, course) if doubtful else findings


def _probed(zygote: Zygote, course: Course | None) -> list[Finding]:
    with _targets(course) as targets, _hostile(zygote) as submission:

        def attempt(tried: str, function: str, *arguments: Any, harmful: bool = True) -> Finding:
            (outcome,) = getattr(submission.functions, function).observe([case(*arguments)])
            got_through = isinstance(outcome, Returned)
            said = outcome.value if isinstance(outcome, Returned) else f"{outcome.kind} {outcome.message}".strip()
            return Finding(tried, harmful, got_through, str(said))

        memory = max(TRIED_MEMORY_MB, zygote.limits.memory_mb)
        return [
            *(attempt(f"read {name}", "read", str(path)) for name, path in targets.files.items()),
            attempt("write outside its own folder", "write", str(targets.outside)),
            attempt("connect to this machine", "connect", targets.listener.getsockname()[1]),
            attempt("start a process", "start"),
            attempt("fork", "fork"),
            attempt("trace another process", "trace", targets.victim.pid),
            attempt("signal another process", "send_signal", targets.victim.pid),
            attempt(f"take {memory} MiB of memory", "take_memory", memory),
            attempt("fill the disk", "fill", zygote.limits.scratch_mb + 1),
            _outlive(zygote),
            *forbidden_read(zygote, course),
            attempt("import a module not loaded before", "import_more", harmful=False),
            attempt("save a file in its own folder", "save", harmful=False),
            attempt("run a thread", "run_thread", harmful=False),
        ]


@dataclass
class Diagnosis:
    """What isolation a machine gives.

    Attributes:
        level: the strongest that holds against everything tried; None where none does.
        findings: what was tried at that level, or at the strongest that could be had.
        stopped_by: for each thing tried, the layers that stop it alone; "limits" are those of every worker.
        lacking: the layers that can't be had, with what to do.
        reasons: why the levels above `level` can't be had.
    """

    level: Level | None
    findings: list[Finding]
    stopped_by: dict[str, list[str]]
    lacking: dict[Layer, str]
    reasons: list[str]


def examine(course: Course | None) -> Diagnosis:
    """Try every level, and every layer alone.

    Raises:
        UserError: there is no worker to be had on this machine.
    """
    limits, lacking = (course.limits() if course else Limits()), missing()
    found = Diagnosis(None, [], {}, lacking, [])
    for level in _WALLED:
        try:
            with _zygote(limits, level, lacking) as zygote:
                findings = probe(zygote, course)
        except UserError as error:
            found.reasons.append(f"{level}: {error}")
            continue
        found.findings = found.findings or findings
        if all(finding.holds for finding in findings):
            found.level, found.findings = level, findings
            break
        found.reasons.append(f"{level}: {_said(findings)}")
    for name in ("limits", *LAYERS):
        for tried in _stopped(course, limits, frozenset(LAYERS) - {name}, lacking):
            found.stopped_by.setdefault(tried, []).append(name)
    for by in found.stopped_by.values():
        if "limits" in by:  # they are part of every other trial
            by[:] = ["limits"]
    return found


def _stopped(course: Course | None, limits: Limits, without: frozenset[str], lacking: Mapping[Layer, str]) -> list[str]:
    """Give what is stopped in workers that lack the layers `without`; nothing where there are no such workers."""
    kept = [layer for layer in LAYERS if layer not in without]
    if any(layer in lacking for layer in kept):
        return []
    try:
        with Zygote(limits, "bubblewrap", frozenset(LAYERS) - frozenset(kept)) as zygote:
            return [finding.tried for finding in probe(zygote, course) if finding.harmful and not finding.happened]
    except UserError:
        return []


def _zygote(limits: Limits, level: Level, lacking: Mapping[Layer, str], **more: Any) -> Zygote:
    """Start a zygote of a level, as far as this machine has its layers.

    Raises:
        UserError: it can't be had.
    """
    if level == "bubblewrap" and level in lacking:
        raise UserError(lacking[level])
    return Zygote(limits, level, frozenset(lacking), **more)


def _outlive(zygote: Zygote) -> Finding:
    """A process left behind would hold the worker's end of the connection open."""
    with _hostile(zygote) as submission:
        (outcome,) = submission.functions.outlive.observe([case()])
        connection = submission.worker_connection()
    if connection is None:
        return Finding("outlive its worker", True, False, "the worker ended")
    with connection:
        connection.settimeout(OUTLIVED_SECONDS)
        try:
            left = connection.recv(1) != b""
        except TimeoutError:
            left = True
        except OSError:
            left = False
    said = f"{outcome.kind} {outcome.message}" if isinstance(outcome, Raised) else "what it left was ended with it"
    return Finding("outlive its worker", True, left, "a process is left" if left else said)


def forbidden_read(zygote: Zygote, course: Course | None) -> Iterator[Finding]:
    """Try to read the modules that some unit of a course forbids, as far as they are on this machine.

    Raises:
        UserError: the course's settings are broken.
    """
    modules = forbidden_in(course)
    files = [file for path in hidden(modules) if (file := _first(itertools.chain([path], path.rglob("*"))))]
    if files:
        with _hostile(zygote, modules) as submission:
            outcomes = submission.functions.read.observe([case(str(file)) for file in files])
        got_through = [outcome for outcome in outcomes if isinstance(outcome, Returned)]
        said = str(got_through[0].value) if got_through else f"none of {counted(len(files), 'file')} could be read"
        yield Finding("read a module that a unit forbids", True, bool(got_through), said)


def _hostile(zygote: Zygote, forbidden: Sequence[str] = ()) -> RemoteSubmission:
    source = Path(attempts.__file__).read_text("utf-8")
    return RemoteSubmission(zygote, [Cell(source, "attempts.py")], "attempts.py", forbidden)


@contextlib.contextmanager
def _targets(course: Course | None) -> Iterator[_Targets]:
    """Lay out what there is to get at: real files where the course has them, others in their likeness."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(contextlib.closing(Room())).path
        files = {}
        for name, path in _worth_reading(course).items():
            files[name] = path or folder / name.replace(" ", "_")
            if path is None:
                files[name].write_text("canary")
        outside = folder / "outside"
        outside.write_bytes(b"")
        outside.chmod(0o666)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        # It ends with this process, however that ends.
        victim = subprocess.Popen([sys.executable, "-I", "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        stack.callback(_end, victim)
        yield _Targets(files, outside, listener, victim)


def _worth_reading(course: Course | None) -> dict[str, Path | None]:
    found: dict[str, Path | None] = dict.fromkeys(("the solutions", "the gradebook", "another submission"))
    if course is not None:
        found["the solutions"] = _first(unit.solution for unit in course.units())
        found["the gradebook"] = _first([course.instructor / "gradebook.db"])
        found["another submission"] = _first((course.instructor / "submitted").glob("*/*/*"))
    return {**found, "the grader's /proc": Path(f"/proc/{os.getpid()}/environ")}


def _first(paths: Iterable[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
