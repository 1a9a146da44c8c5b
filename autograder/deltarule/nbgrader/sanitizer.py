"""Students' text and outputs without what a browser would run.

nbgrader's feedback and formgrader put rendered Markdown and rich outputs into their pages as they are. Markdown has
too many ways to a script (HTML, links, entities, MathJax) to be cleaned as Markdown. So it is rendered here, by the
renderer that they use, and the HTML is cleaned; the cell then holds that HTML, which Markdown leaves as it is.
"""

import html
import re
from collections.abc import Mapping
from typing import Any

import nh3

from deltarule.core.limits import MAX_MARKDOWN, MAX_OUTPUT_SHOWN, MAX_OUTPUTS_SHOWN, MAX_PICTURE, MAX_TAGS

_TAGS = frozenset(
    ["a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "hr", "i", "img", "p", "pre"]
)
_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "li", "s", "span", "strong", "sub", "sup", "u"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_FOREIGN = re.compile(rf"<(?!!--|/?(?:{'|'.join(sorted(_TAGS))})(?![\w-]))", re.IGNORECASE)
"""Where a tag begins that isn't rendered: it is shown as it was typed, and so is ``n<m``."""
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_ACTIVE_MATH = re.compile(r"\\+(?=(?:href|require|class|cssId|style|unsafe|mmlToken|html[A-Za-z]*)(?![A-Za-z]))")
"""What MathJax makes links, styles and marks of the page from."""
_ENTITY = re.compile(r"&#?\w+;?")


def harmless_markdown(text: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Turn a student's Markdown into a cell that renders alike and runs nothing."""
    try:
        if len(text) > MAX_MARKDOWN or text.count("<") > MAX_TAGS:
            raise ValueError
        page = _CLEANER.clean(_FOREIGN.sub("&lt;", _rendered(text, _pictures(attachments or {}))))
    except Exception:  # a text that the renderer stumbles over, such as one with a missing attachment
        page = f"<pre>{html.escape(text)}</pre>"
    # One line, so that Markdown takes all of it for one piece of HTML and leaves it alone.
    page = _ACTIVE_MATH.sub("", _ENTITY.sub(_spelt_out, page))
    return "<div>" + page.strip().replace("\r", "").replace("\n", "&#10;") + "</div>"


def _spelt_out(entity: re.Match[str]) -> str:
    """Write a letter or a backslash as itself: MathJax reads what the browser has decoded."""
    char = html.unescape(entity[0])
    return char if char == "\\" or (char.isalnum() and char.isascii()) else entity[0]


def _rendered(text: str, pictures: dict[str, dict[str, str]]) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, attachments=pictures, exclude_anchor_links=True)
    page: str = MarkdownWithMath(renderer=renderer).render(text)
    return page


def _harmless_value(tag: str, name: str, value: str) -> str | None:
    """Keep an attribute's value, or give None: a link may not hold data, a picture hold or name nothing but one."""
    if (tag, name) == ("a", "href"):
        return None if value.lower().lstrip().startswith("data") else value
    if (tag, name) == ("img", "src"):
        return value if _PICTURE.fullmatch(value) or value.startswith(("http://", "https://")) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={"a": {"href"}, "img": {"src", "alt"}, "*": {"title"}},
    attribute_filter=_harmless_value,
    url_schemes={"http", "https", "mailto", "data"},
)


def _pictures(attachments: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Keep the attached pictures: a photograph of a formula is an answer, too."""
    kept: dict[str, dict[str, str]] = {}
    for name, data in attachments.items():
        for kind in ("image/png", "image/jpeg", "image/gif"):
            picture = data.get(kind) if isinstance(data, Mapping) else None
            if isinstance(picture, str) and len(picture) <= MAX_PICTURE and _BASE64.fullmatch(picture):
                kept[str(name)] = {kind: picture}
    return kept


def harmless_outputs(outputs: Any) -> list[dict[str, Any]]:
    """Keep what a cell printed, raised and drew; leave out HTML, JavaScript, SVG, LaTeX and widgets."""
    if not isinstance(outputs, list):
        return []
    shown = (_harmless_output(output) for output in outputs[:MAX_OUTPUTS_SHOWN] if isinstance(output, dict))
    return [output for output in shown if output]


def _harmless_output(output: dict[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _cut(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        traceback = [_cut(line) for line in lines[:100]] if isinstance(lines, list) else []
        named = {key: _cut(output.get(key)) for key in ("ename", "evalue")}
        return {"output_type": "error", **named, "traceback": traceback}
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    kept = {}
    for mime in ("image/png", "image/jpeg"):
        picture = joined(data.get(mime))
        if picture and len(picture) <= MAX_PICTURE and _BASE64.fullmatch(picture):
            kept[mime] = picture
    if data.get("text/plain"):
        kept["text/plain"] = _cut(data["text/plain"])
    return {"output_type": "display_data", "data": kept, "metadata": {}} if kept else None


def joined(text: Any) -> str:
    """Give a notebook's text, a string or a list of lines, as one string without lone surrogates."""
    lines = text if isinstance(text, list) else [text]
    whole = "".join(line for line in lines if isinstance(line, str))
    return whole.encode("utf-8", "backslashreplace").decode()


def _cut(text: Any) -> str:
    whole = joined(text)
    more = len(whole) - MAX_OUTPUT_SHOWN
    return whole if more <= 0 else f"{whole[:MAX_OUTPUT_SHOWN]}\n[{more} characters more]"
