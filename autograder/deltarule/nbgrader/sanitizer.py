"""Students' text and outputs without what a browser would run, or fetch from anywhere.

nbgrader's feedback and formgrader put rendered Markdown and rich outputs into their pages as they are. Markdown has
too many ways to a script (HTML, links, entities, MathJax) to be cleaned as Markdown. So it is rendered here, by the
renderer that they use, and the HTML is cleaned; the cell then holds that HTML, which Markdown leaves as it is.

Pictures are shown where the notebook holds them. One from elsewhere would tell whoever typed its address who reads the
page, and when: it is a link. What a page shows has an end (:class:`Room`), and no text is looked at more than once from
any of its characters; the renderer's own patterns are not like that, so hostile text is rendered in a process that may
die (:mod:`deltarule.nbgrader.sheet`).
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nh3

from deltarule.core.limits import (
    MAX_MARKDOWN,
    MAX_OUTPUT_SHOWN,
    MAX_OUTPUTS_SHOWN,
    MAX_PAGE_CHARACTERS,
    MAX_PAGE_PICTURES,
    MAX_PICTURE,
    MAX_TAGS,
    MAX_TEXT_SHOWN,
)
from deltarule.core.text import counted

_TAGS = frozenset(
    ["a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "hr", "i", "img", "p", "pre"]
)
_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "li", "s", "span", "strong", "sub", "sup", "u"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_FOREIGN = re.compile(rf"<(?!!--|/?(?:{'|'.join(sorted(_TAGS))})(?![\w-]))", re.IGNORECASE)
"""Where a tag begins that isn't rendered: it is shown as it was typed, and so is ``n<m``."""
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
_HELD = re.compile(r"data:(image/(?:png|jpeg|gif));base64,([A-Za-z0-9+/=]+)")
_DRAWN = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_ELSEWHERE = re.compile(r'<img(?=[^>]* src="(https?://[^"]*)")[^>]*>', re.IGNORECASE)
_ACTIVE_MATH = re.compile(
    r"(?<!\\)\\++(?=(?:href|url|require|class|cssId|style|unsafe|mmlToken|html[A-Za-z]*|data|unicode|csname"
    r"|bbox|fcolorbox|includegraphics)(?![A-Za-z]))"
)
"""What MathJax makes links, styles and marks of the page from; a style may name a picture elsewhere."""
_ENTITY = re.compile(r"&#?\w{1,40};?")


@dataclass
class Room:
    """What is left of what one page shows: a browser, and what makes the page, can take no more.

    Attributes:
        characters: of text, as it is written or rendered.
        pictures: characters of pictures.
    """

    characters: int = MAX_PAGE_CHARACTERS
    pictures: int = MAX_PAGE_PICTURES

    def cut(self, text: str, most: int) -> str:
        """Give of `text` what there is room for, up to `most` characters, and say how much more there was."""
        kept = text[: max(0, min(most, self.characters))]
        self.characters -= len(kept)
        more = len(text) - len(kept)
        return f"{kept}\n[{counted(more, 'character')} more]" if more else text

    def picture(self, picture: str) -> bool:
        """Whether there is room for a picture, which takes it then."""
        if len(picture) > min(MAX_PICTURE, self.pictures) or not _BASE64.fullmatch(picture):
            return False
        self.pictures -= len(picture)
        return True


def harmless_markdown(
    text: str, attachments: Mapping[str, Any] | None = None, room: Room | None = None, *, as_typed: bool = False
) -> str:
    """Turn a student's Markdown into a cell that renders alike, runs nothing and fetches nothing.

    Args:
        text: what the student typed.
        attachments: the pictures in the cell.
        room: what is left of the page.
        as_typed: whether to show the text as it was typed, which takes no time to speak of.
    """
    room = room or Room()
    typed = text
    if len(text) > MAX_MARKDOWN and not as_typed:
        text, attachments = _lifted(text, attachments or {})
    try:
        if as_typed or len(text) > MAX_MARKDOWN or text.count("<") > MAX_TAGS:
            raise ValueError
        page = _cleaned(_rendered(text, _pictures(attachments or {}, room)))
        if len(_PICTURE.sub("", page)) > room.characters:
            raise ValueError
        room.characters -= len(text)
    except Exception:  # a text that the renderer stumbles over, such as one with a missing attachment
        page = f"<pre>{html.escape(room.cut(typed, MAX_TEXT_SHOWN))}</pre>"
    # One line, so that Markdown takes all of it for one piece of HTML and leaves it alone.
    page = _ACTIVE_MATH.sub("", _ENTITY.sub(_spelt_out, page))
    return "<div>" + page.strip().replace("\r", "").replace("\n", "&#10;") + "</div>"


def _lifted(text: str, attachments: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Make attachments of the pictures that a long text holds, so that its words can be rendered; drawings go."""
    held = dict(attachments)

    def named(picture: re.Match[str]) -> str:
        name = f"held-{len(held)}"
        held[name] = {picture[1]: picture[2]}
        return f"attachment:{name}"

    return _HELD.sub(named, _DRAWN.sub("", text)), held


def _spelt_out(entity: re.Match[str]) -> str:
    """Write a letter or a backslash as itself: MathJax reads what the browser has decoded."""
    char = html.unescape(entity[0])
    return char if char == "\\" or (char.isalnum() and char.isascii()) else entity[0]


def _rendered(text: str, pictures: dict[str, dict[str, str]]) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, attachments=pictures, exclude_anchor_links=True)
    page: str = MarkdownWithMath(renderer=renderer).render(text)
    return page


def _cleaned(page: str) -> str:
    clean = _CLEANER.clean(_FOREIGN.sub("&lt;", page))
    if "<img" not in clean:
        return clean
    # Cleaned again: whatever is still a picture then is one that the page holds.
    return _STRICT.clean(_ELSEWHERE.sub(r'<a href="\1">[picture elsewhere: \1]</a>', clean))


def _harmless_value(tag: str, name: str, value: str) -> str | None:
    """Keep an attribute's value, or give None: a link may not hold data, a picture hold or name nothing but one."""
    if (tag, name) == ("a", "href"):
        return None if value.lower().lstrip().startswith("data") else value
    if (tag, name) == ("img", "src"):
        return value if _PICTURE.fullmatch(value) or value.lower().startswith(("http://", "https://")) else None
    return value


def _held_value(tag: str, name: str, value: str) -> str | None:
    """Keep an attribute's value where it makes a browser fetch nothing."""
    return None if (tag, name) == ("img", "src") and not _PICTURE.fullmatch(value) else value


_CLEANER, _STRICT = (
    nh3.Cleaner(
        tags=set(_TAGS),
        attributes={"a": {"href"}, "img": {"src", "alt"}, "*": {"title"}},
        attribute_filter=harmless,
        url_schemes={"http", "https", "mailto", "data"},
    )
    for harmless in (_harmless_value, _held_value)
)


def _pictures(attachments: Mapping[str, Any], room: Room) -> dict[str, dict[str, str]]:
    """Keep the attached pictures: a photograph of a formula is an answer, too."""
    kept: dict[str, dict[str, str]] = {}
    for name, data in attachments.items():
        for kind in ("image/png", "image/jpeg", "image/gif"):
            picture = data.get(kind) if isinstance(data, Mapping) else None
            if isinstance(picture, str) and room.picture(picture):
                kept[str(name)] = {kind: picture}
    return kept


def harmless_outputs(outputs: Any, room: Room | None = None) -> list[dict[str, Any]]:
    """Keep what a cell printed, raised and drew; leave out HTML, JavaScript, SVG, LaTeX and widgets."""
    if not isinstance(outputs, list):
        return []
    room = room or Room()
    shown = (_harmless_output(output, room) for output in outputs[:MAX_OUTPUTS_SHOWN] if isinstance(output, dict))
    return [output for output in shown if output]


def _harmless_output(output: dict[str, Any], room: Room) -> dict[str, Any] | None:
    def cut(text: Any) -> str:
        return room.cut(joined(text), MAX_OUTPUT_SHOWN)

    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": cut(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        traceback = [cut(line) for line in lines[:100]] if isinstance(lines, list) else []
        named = {key: cut(output.get(key)) for key in ("ename", "evalue")}
        return {"output_type": "error", **named, "traceback": traceback}
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    kept = {}
    for mime in ("image/png", "image/jpeg"):
        picture = joined(data.get(mime))
        if picture and room.picture(picture):
            kept[mime] = picture
    if data.get("text/plain"):
        kept["text/plain"] = cut(data["text/plain"])
    return {"output_type": "display_data", "data": kept, "metadata": {}} if kept else None


def joined(text: Any) -> str:
    """Give a notebook's text, a string or a list of lines, as one string without lone surrogates."""
    lines = text if isinstance(text, list) else [text]
    whole = "".join(line for line in lines if isinstance(line, str))
    return whole.encode("utf-8", "backslashreplace").decode()
