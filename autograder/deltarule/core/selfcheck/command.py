"""The ``deltarule`` command: one file a command, in the ``commands`` beside it and, where installed, in others.

A command's file has a docstring, whose first line is its help, ``arguments(parser)`` and ``run(options)``, which gives
the exit code. Only the file of the command that was called is imported. Parsed with argparse: a student's kit then
needs nothing but NumPy, matplotlib and pytest.
"""

import argparse
import ast
import contextlib
import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import deltarule
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import NO_ROOM
from deltarule.core.interrupts import stoppable, undisturbed
from deltarule.core.text import visible
from deltarule.core.unheard import go_on_unheard

_PACKAGE = Path(deltarule.__file__).parent
_ROOMS = ("core.selfcheck.commands", "commands")
_SELF_CHECKS = f"deltarule.{_ROOMS[0]}."
_FLAG = re.compile(r"--?[A-Za-z][^ ]*$")
_DISTRIBUTIONS = {"yaml": "pyyaml", "cosmic_ray": "cosmic-ray", "IPython": "ipykernel", "sklearn": "scikit-learn"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit; bad input ends in one sentence and exit code 2."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed: `deltarule check >&-`
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
    try:
        try:
            code = _run(arguments)
        finally:
            sys.stdout.flush()
        sys.exit(code)
    except UserError as error:
        print(f"deltarule: {visible(str(error))}", file=sys.stderr)
        sys.exit(2)
    except ModuleNotFoundError as error:
        if not (extra := _extra_with(error.name or "")):
            raise
        print(f"deltarule: This needs {error.name}: run pip install 'deltarule[{extra}]'.", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt as stop:  # that may say where it was
        said = visible(str(stop)) if stop.args else "stopped; no file is left half written"
        print(f"deltarule: {said}.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # `deltarule audit | head`
        _say_no_more()
        sys.exit(1)
    except OSError as error:
        if error.errno not in NO_ROOM or error.filename is not None:
            raise
        _say_no_more()
        print(f"deltarule: Where the output goes there is no room left ({error.strerror}).", file=sys.stderr)
        sys.exit(2)


def _say_no_more() -> None:
    """Let what is still to be said go nowhere: Python would try it once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        from .console import Console
        from .overview import path

        path(Course.find(), Console())
        return 0
    files, course = _files(), _course()
    in_kit = course is not None and not course.has_solutions
    listed = [name for name, (module, _) in files.items() if module.startswith("deltarule.core.") or not in_kit]
    parser = _Parser(
        prog="deltarule",
        description="Deltarule: check your exercises as you write them. Alone it says how far you are."
        if in_kit
        else "Deltarule: exercises in Python that grade themselves, for students, instructors and authors.",
    )
    parser.add_argument("--version", action="version", version=f"deltarule {deltarule.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    called = next((word for word in arguments if not word.startswith("-")), None)
    if called and called not in files:
        alone = not (_PACKAGE / "commands").is_dir()
        where = f" of a kit, which has {', '.join(files)}" if alone else ""
        others = "the author's and the instructor's commands come with the whole of Deltarule."
        otherwise = others if alone else "deltarule --help lists all."
        raise UserError(f"{called} is no command{where}; {_meant(called, listed, course) or otherwise}")
    for name, (module, file) in files.items():
        if name == called:
            with undisturbed():
                command = import_module(module)
            own = commands.add_parser(name, help="", description=command.__doc__)
            command.arguments(own)
            own.set_defaults(run=command.run)
        elif name in listed:
            commands.add_parser(name, help="" if called in files else _first_line(file))
    options = parser.parse_args(arguments)
    is_self_check = files[options.command][0].startswith(_SELF_CHECKS)
    if not (is_self_check or getattr(command, "ONLY_TELLS", False)):
        go_on_unheard()  # `deltarule grade | head`
    # A self-check has nothing to clear up, and a student's code may catch whatever is raised in it.
    with contextlib.nullcontext() if is_self_check else stoppable():
        code: int = options.run(options)
    return code


def _meant(word: str, commands: Collection[str], course: Course | None) -> str:
    """Say what may be meant by a word that is no command; nothing where that is anybody's guess."""
    from .guesses import is_named  # what it reads takes a while

    if course and is_named(course, word):
        return f"did you mean check {word}?"
    if word == "help":
        return "deltarule --help says what each does."
    near = get_close_matches(word, commands, 1)
    return f"did you mean {near[0]}?" if near else ""


class _Parser(argparse.ArgumentParser):
    """One that tells itself of a word that it doesn't take, and of a flag before what is missing.

    argparse leaves such a word to the outermost parser, which knows no flag of a command, and tells first what is
    missing. The parsers of commands, and of theirs, are made by their parents and of the same class.
    """

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; there is nothing unknown in what is given back."""
        for word in self._own(sys.argv[1:] if args is None else args):
            if _FLAG.match(word) and not self._takes(word):
                self._refuse(word)
        options, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self._refuse(unknown[0])
        return options, unknown

    def _own(self, words: Sequence[str]) -> Iterator[str]:
        """Give the words that may be flags of this parser's, not of a command's below it."""
        for word in words:
            if word == "--" or (self._subparsers and not word.startswith("-")):
                return
            yield word

    def _takes(self, word: str) -> bool:
        """Whether it is a flag, the beginning of one, or several of one letter."""
        flags = self._option_string_actions
        return word[:2] in flags or any(flag.startswith(word.partition("=")[0]) for flag in flags)

    def _refuse(self, word: str) -> NoReturn:
        """Say that there is no such flag, or a word too many, and which flag is nearly that."""
        near = get_close_matches(word.partition("=")[0], self._option_string_actions, 1)
        said = f"there is no {visible(word)} here" if word.startswith("-") else f"{visible(word)} is a word too many"
        self.error(said + (f"; did you mean {near[0]}?" if near else ""))


def _course() -> Course | None:
    """Find the course or the kit that the working folder lies in, if it lies in one."""
    try:
        return Course.find()
    except (UserError, OSError):
        return None


def _files() -> dict[str, tuple[str, Path]]:
    """Find the commands: their names, modules and files."""
    return {
        file.stem: (f"deltarule.{room}.{file.stem}", file)
        for room in _ROOMS
        for file in sorted((_PACKAGE / room.replace(".", "/")).glob("[a-z]*.py"))
    }


def _first_line(file: Path) -> str:
    return (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").split("\n")[0].rstrip(".")


def _extra_with(module: str) -> str | None:
    """Name the extra of deltarule that brings a module."""
    from importlib.metadata import PackageNotFoundError, metadata  # half of what a command takes to begin, else

    package = module.split(".")[0]
    package = _DISTRIBUTIONS.get(package, package).lower()
    try:
        listed = metadata("deltarule").get_all("Requires-Dist") or []
    except PackageNotFoundError:
        return None
    found = (
        item for item in listed if re.match(rf"{re.escape(package)}(?![\w-])", item.lower()) and "extra ==" in item
    )
    return next((item.split("extra ==")[1].strip().strip("\"'") for item in found if package != "deltarule"), None)
