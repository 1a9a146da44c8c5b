"""docs/authoring.md, followed to the letter."""

import contextlib
import inspect
import os
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import BIN, ROOT

import deltarule
from deltarule.core.comparison import TOLERANCE

GUIDE = (ROOT / "docs" / "authoring.md").read_text()
CHAPTER = GUIDE.split("\n## A unit's files")[0]


@dataclass
class Block:
    """A fenced block: its language, its text, and the file that the sentence before it names."""

    language: str
    text: str
    file: str | None


def blocks(text):
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        before = text[: found.start()].rstrip().split("\n\n")[-1]
        named = re.findall(r"`([\w./]+/[\w.]+)`", before) if found[1] != "console" else []
        yield Block(found[1], found[2], named[-1] if named else None)


def spaced(line):
    return " ".join(line.split())


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """Do all that the guide's first chapter says, in an empty folder: what each command should show, and what came."""
    here, shown = tmp_path_factory.mktemp("guide"), []
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    start = here
    for block in blocks(CHAPTER):
        if block.file:
            base = start if block.file.startswith("sounds/") else here
            place = base / block.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text)
            continue
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, *expected = part.strip().split("\n")
            if command.startswith("cd "):
                here = (here / shlex.split(command)[1]).resolve()
                continue
            result = subprocess.run(
                command, shell=True, cwd=here, capture_output=True, text=True, timeout=300, env=environment
            )
            assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
            shown.append((command, expected, [spaced(line) for line in result.stdout.splitlines()]))
    return start, shown


def test_every_command_of_the_guide_gives_what_it_shows(followed):
    _, shown = followed
    assert [(command, line) for command, lines, came in shown for line in lines if spaced(line) not in came] == []
    assert sum(len(lines) for _, lines, _ in shown) >= 5


def test_every_file_of_the_guide_is_named_by_the_sentence_before_it():
    assert [block.text for block in blocks(CHAPTER) if block.language != "console" and not block.file] == []


def test_what_came_of_the_guide_holds_no_word_of_this_course(followed):
    start, _ = followed
    own = ("neural", "forward_prop", "1_neuron", "2_ann", "sigmoid")
    wrong = [
        (path.relative_to(start), word)
        for path in start.rglob("*")
        if path.suffix in {".py", ".md", ".toml", ".ipynb", ".html", ".txt", ".yml"}
        for word in own
        if word in path.read_text()
    ]
    assert wrong == []


def test_every_argument_of_every_public_function_is_explained():
    table = [line for line in GUIDE.splitlines() if line.startswith("| `")]
    missing = []
    for name in deltarule.__all__:
        if name in ("CallFailed", "CheckFailed", "Case"):  # given, not called
            continue
        rows = [row for row in table if re.match(rf"\| `@?{name}\(", row)]
        with contextlib.suppress(ValueError):
            for parameter in inspect.signature(getattr(deltarule, name)).parameters:
                if not any(re.search(rf"\b{parameter}\b", row) for row in rows):
                    missing.append(f"{name}: {parameter}")
    assert missing == []


def test_the_tolerance_is_as_the_guide_says():
    relative, absolute = (f"{number:.0e}".replace("e-0", "e-") for number in TOLERANCE)
    assert f"Each entry within {relative} of its own size, or {absolute} of the largest one" in GUIDE


def test_a_path_in_the_guide_leads_somewhere():
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)\)", GUIDE)  # what is shown there is an example
    assert [link for link in links if not Path(ROOT / "docs" / link).exists()] == []
