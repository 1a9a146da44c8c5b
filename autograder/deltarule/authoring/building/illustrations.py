"""Drawings and pictures that a unit's text shows: ``![what one sees](drawings/neuron.svg)``, on a line of its own.

They lie beside the solution, in ``drawings/`` and, where they are what a demonstration shows, in ``seen/``; what one
prints is a text there, ``seen/sentences.txt``. A notebook holds them itself, so that it can go anywhere alone; beside
the student's ``.py`` lie copies, where its links find them.

Notebooks hold them as data addresses, each in the form that most places show: JupyterLab renders no SVG that is
attached to a cell, Colab nothing that is attached, and VS Code no SVG in Markdown's own form. In an ``img``, a browser
runs nothing of an SVG and fetches nothing for it.
"""

import base64
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_ILLUSTRATION_BYTES, MAX_ILLUSTRATIONS_BYTES

FOLDERS = ("drawings", "seen")
MADE_FROM = "seen/made_from.json"
"""What the code above each picture and text in ``seen/`` was when it was made; see :mod:`.made_from`."""

_LINK = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>(?:drawings|seen)/[^()\s]*)\)")
_NEARLY = re.compile(r"[(\"'=]\s*(?:\./)?(?:drawings|seen)/[^()\s\"']*\.\w+")
_ASTRAY = re.compile(
    r"^#\s*!\[[^\]\n]*\]\((?!\.?/?(?:drawings|seen)/|[a-z]+:|//)(?P<path>[^()\s]+)\)\s*$", re.MULTILINE
)
"""On a line of its own, a file that lies nowhere where one is handed out."""
_NAME = re.compile(r"\w+/[A-Za-z0-9_-]+\.(?:svg|png)|seen/[A-Za-z0-9_-]+\.txt")
_SVG = "{http://www.w3.org/2000/svg}"
_DECLARED = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", re.IGNORECASE)
_ELSEWHERE = re.compile(r"@import|url\(\s*[\"']?(?!#|data:image/)", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """A place in a text where an illustration is shown.

    Attributes:
        path: its file, from the solution's folder: ``drawings/neuron.svg``.
        alt: what one sees, for whom can't see it.
        line: the line of its path in the text.
    """

    path: str
    alt: str
    line: int


def links_in(text: str) -> list[Link]:
    """Find what a text shows: a solution file's, or a cell's."""
    return [
        Link(match["path"], _in_one_line(match["alt"]), text.count("\n", 0, match.start("path")) + 1)
        for match in _LINK.finditer(text)
    ]


def illustrations_of(unit: Unit) -> dict[str, bytes]:
    """Read what a unit's text shows, by path from the solution's folder; what isn't there is left out.

    Raises:
        UserError: a file can't be read.
    """
    found = dict[str, bytes]()
    for link in links_in(_text_of(unit)):
        path = unit.solution.parent / link.path
        if _NAME.fullmatch(link.path) and path.is_file():
            found[link.path] = _read(path)
    return found


def copies(unit: Unit) -> dict[Path, bytes]:
    """Give what should lie beside the student's file; nothing for what no text shows any more."""
    folder = unit.exercise.parent
    left = {path: b"" for part in FOLDERS for path in sorted((folder / part).glob("*")) if path.is_file()}
    return {**left, **{folder / path: content for path, content in illustrations_of(unit).items()}}


def embedded(text: str, illustrations: Mapping[str, bytes]) -> str:
    """Put illustrations into the text of a notebook's cell, in place of their paths."""

    def held(match: re.Match[str]) -> str:
        if match["path"] not in illustrations:
            return match[0]
        alt, content = _in_one_line(match["alt"]), illustrations[match["path"]]
        if match["path"].endswith(".txt"):
            return f"{alt}:\n\n```text\n{content.decode().rstrip()}\n```\n"
        packed = base64.b64encode(content).decode()
        if match["path"].endswith(".png"):
            return f"![{alt}](data:image/png;base64,{packed})"
        # A blank line ends a block of HTML: what follows is Markdown again.
        return f'<img alt="{html.escape(alt)}" src="data:image/svg+xml;base64,{packed}">\n'

    return _LINK.sub(held, text)


def slips_in(unit: Unit) -> Iterator[tuple[int, str]]:
    """Find what is wrong with what a unit's text shows: the line of its solution, 0 for none, and what to do."""
    text = _text_of(unit)
    links = links_in(text)
    places = [match.span() for match in _LINK.finditer(text)]
    for match in _NEARLY.finditer(text):
        if not any(start <= match.start() < end for start, end in places):
            said = "this shows no picture; write ![what one sees](drawings/NAME.svg), with no ] in what one sees."
            yield text.count("\n", 0, match.start()) + 1, said
    for match in _ASTRAY.finditer(text):
        said = (
            f"nobody would get {match['path']}; put it into drawings/ beside {unit.solution.name}, and show it there."
        )
        yield text.count("\n", 0, match.start("path")) + 1, said
    for link in links:
        if not _NAME.fullmatch(link.path):
            said = "call it by letters, digits and underscores, .svg or .png, or seen/NAME.txt."
            yield link.line, f"{link.path} can't be shown; {said}"
        elif not link.alt:
            yield link.line, f"{link.path} has no words for whom can't see it; write them between the brackets."
        elif (unit.solution.parent / link.path).is_file() and (
            trouble := _trouble_with(unit.solution.parent / link.path)
        ):
            yield link.line, f"{link.path} {trouble}"
    if (size := sum(map(len, illustrations_of(unit).values()))) > MAX_ILLUSTRATIONS_BYTES:
        yield 0, f"what its text shows has {size:,} bytes, and may have {MAX_ILLUSTRATIONS_BYTES:,}; make it smaller."


def absences(unit: Unit) -> Iterator[tuple[int, str]]:
    """Find what a unit's text shows and isn't there, and what is there and isn't shown; as :func:`slips_in`."""
    links, folder = links_in(_text_of(unit)), unit.solution.parent
    for link in links:
        if _NAME.fullmatch(link.path) and not (folder / link.path).is_file():
            put = "let Deltarule's tools/seen.py write it, or put it" if link.path.startswith("seen/") else "put it"
            yield link.line, f"{link.path} isn't there; {put} beside {unit.solution.name}, or take the line away."
    shown = {folder / link.path for link in links}
    for path in sorted(path for part in FOLDERS for path in (folder / part).glob("*")):
        if path not in shown and path != folder / MADE_FROM and path.name[0] not in "._":
            yield 0, f"no text shows {path.relative_to(folder).as_posix()}; show it, or take the file away."


def _trouble_with(path: Path) -> str | None:
    """Say what keeps a file from being shown anywhere, or from being only looked at; None where nothing does."""
    content = _read(path)
    if len(content) > MAX_ILLUSTRATION_BYTES:
        return f"has {len(content):,} bytes, and may have {MAX_ILLUSTRATION_BYTES:,}; make it smaller."
    if path.suffix == ".txt":
        return _trouble_with_text(content)
    if path.suffix == ".png":
        return None if content.startswith(b"\x89PNG\r\n\x1a\n") else "is no PNG; draw it anew."
    if _DECLARED.search(content):
        return "declares entities or a style sheet; write the drawing without them."
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        return f"is no well-formed XML ({error}); mend it."
    if root.tag != f"{_SVG}svg":
        return 'is no SVG; it begins with <svg xmlns="http://www.w3.org/2000/svg" ...>.'
    for element in root.iter():
        tag = str(element.tag).removeprefix(_SVG)
        if tag in ("script", "foreignObject", "set") or tag.startswith("animate"):
            return f"holds <{tag}>; a drawing stands still and runs nothing."
        values = [(name.split("}")[-1].lower(), value) for name, value in element.items()]
        if running := [name for name, _ in values if name.startswith("on")]:
            return f"has {running[0]}=; a drawing runs nothing."
        for name, value in [*values, *([("style", element.text or "")] if tag == "style" else [])]:
            if (name in ("href", "src") and not value.strip().startswith(("#", "data:image/"))) or _ELSEWHERE.search(
                value
            ):
                return f"refers to what is elsewhere ({value.strip()[:60]}); a drawing holds all that it shows."
    return None


def _trouble_with_text(content: bytes) -> str | None:
    """Say what keeps a text from being shown as it is."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return "is no text in UTF-8; write it anew."
    if not text.strip():
        return "is empty; let the demonstration print something, or take the line away."
    return "has a line of ```, which would end it; print something else." if "```" in text else None


def _in_one_line(alt: str) -> str:
    """Join the lines of a description, which are comments in a solution file."""
    return " ".join(re.sub(r"\n#", "\n", alt).split())


def _text_of(unit: Unit) -> str:
    try:
        return unit.solution.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{unit.solution} cannot be read: {error}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from error
