"""The rooms of the package, and the way in which imports point."""

import ast
from pathlib import Path

import pytest

import deltarule

PACKAGE = Path(deltarule.__file__).parent
# What each room may import of the others.
MAY = {
    "core": set(),
    "authoring": {"core", "door"},  # mutants run in workers
    "door": {"core"},
    "grading": {"core", "authoring", "door"},
    "nbgrader": {"core", "authoring", "door", "grading"},
    "lms": {"core", "authoring", "grading"},
    "reports": {"core", "door", "grading", "lms"},
    "commands": {"core", "authoring", "door", "grading", "nbgrader", "lms", "reports"},
}
# Rooms within rooms: each may import of those before it, and of what lies beside them.
WITHIN = {
    "core": ["exceptions", "code", "findings", "checking", "selfcheck"],
    "authoring": ["mistakes", "building", "proofs"],
}
# What runs beside student code may know of `core`: nothing that knows a check or an answer.
INSIDE_MAY = {"code", "exceptions", "errors", "files", "kinds", "limits", "text", "values"}


def imports_of(path):
    """Give the modules of the package that a file imports, at its top or later, as tuples of names."""
    here = ("deltarule", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = (*base, *(node.module or "").split(".")) if node.module else base
            for alias in node.names:
                yield (*module, alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield tuple(alias.name.split("."))


def files_of(room):
    return sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("room", MAY)
def test_a_room_imports_only_from_rooms_before_it(room):
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {'.'.join(name)}"
        for path in files_of(room)
        for name in imports_of(path)
        if name[0] == "deltarule" and len(name) > 1 and name[1] in MAY and name[1] not in {room} | MAY[room]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("room", "within"), [(room, within) for room, rooms in WITHIN.items() for within in ("", *rooms)]
)
def test_a_room_within_a_room_imports_only_from_those_before_it(room, within):
    rooms = ["", *WITHIN[room]]
    later = rooms[rooms.index(within) + 1 :]
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {'.'.join(name)}"
        for path in (files_of(f"{room}/{within}") if within else sorted((PACKAGE / room).glob("*.py")))
        for name in imports_of(path)
        if name[:2] == ("deltarule", room) and len(name) > 2 and name[2] in later
    ]
    assert wrong == []


@pytest.mark.parametrize(("folder", "rooms"), [("", MAY), *WITHIN.items()])
def test_every_room_is_known(folder, rooms):
    found = {path.name for path in (PACKAGE / folder).iterdir() if (path / "__init__.py").is_file()}
    assert found == set(rooms)


def test_what_runs_beside_student_code_knows_no_check_and_no_answer():
    shared = [path for path in files_of("door") if path.parent.name != "outside"]
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {'.'.join(name)}"
        for path in shared
        for name in imports_of(path)
        if name[:2] == ("deltarule", "core") and len(name) > 2 and name[2] not in INSIDE_MAY
    ]
    assert wrong == []


def test_the_inside_imports_nothing_of_the_outside():
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {'.'.join(name)}"
        for path in files_of("door")
        for name in imports_of(path)
        if path.parent.name != "outside" and name[:3] == ("deltarule", "door", "outside")
    ]
    assert wrong == []


def test_no_two_files_have_one_name():
    names = [path.stem for path in PACKAGE.rglob("*.py") if not path.stem.startswith("__")]
    twice = {name for name in names if names.count(name) > 1}
    # A command is named for what it does, a room's files for what they are; these are both.
    assert twice == set()
