"""What end-to-end tests share: copies of the course, and the installed command."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from warm import Starter

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TINY = ROOT / "tests" / "courses" / "tiny"


def copy_course(target, source=ROOT, units=("2_ann",)):
    """Copy what makes a course, with some of its units. nbgrader's source is not kept: `deltarule build` writes it."""
    for part in ("exercises", "solutions"):
        for unit in units:
            if (source / part / unit).is_dir():
                shutil.copytree(
                    source / part / unit, target / part / unit, ignore=shutil.ignore_patterns("__pycache__", ".*")
                )
    (target / "instructor").mkdir(exist_ok=True)
    for name in ("course.toml", "nbgrader_config.py"):
        if (source / "instructor" / name).is_file():
            shutil.copy(source / "instructor" / name, target / "instructor" / name)
    settings = target / "instructor/course.toml"
    if settings.is_file():  # what it says of other units would be a slip
        lines = settings.read_text().splitlines(keepends=True)
        others = [path.name for path in (source / "solutions").iterdir() if path.name not in units]
        kept = [line for line in lines if not line.startswith(tuple(f'"{name}" = ' for name in others))]
        settings.write_text("".join(kept))
    return target


def run(*command, cwd, timeout=600, input="", cold=False, **environment):
    """Run a command of the environment that the tests run in, with what is typed, and give what came of it.

    Ours are started warm, unless `cold` is asked for: see :mod:`warm`.
    """
    name, *arguments = command
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **environment}
    if not cold and hasattr(os, "fork") and (starter := _starter()).can(name, env):
        return starter.run(name, arguments, cwd=cwd, input=input, timeout=timeout, env=env)
    return subprocess.run(
        [str(BIN / name), *map(str, arguments)],
        cwd=cwd,
        input=input,
        capture_output=True,
        text=True,
        timeout=timeout,
        env=env,
    )


@cache
def _starter():
    return Starter()


def deltarule(*arguments, cwd, **more):
    """Run the installed ``deltarule``."""
    return run("deltarule", *arguments, cwd=cwd, **more)


def solution(unit="2_ann"):
    """Give a unit's solution file as text."""
    return (ROOT / "solutions" / unit / f"{unit.split('_')[1]}.py").read_text()
