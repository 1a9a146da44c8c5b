"""A page as its reader has it: tags, text, headings, colours; and records with something nasty in every field."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import msgspec

from deltarule.core.checking.checks import CheckResult
from deltarule.core.findings.diagnosis import Finding, Named
from deltarule.core.findings.maps import Map
from deltarule.grading.excerpts import Excerpt
from deltarule.grading.records import Records, SubmissionRecord

VOID = {"meta", "br", "wbr", "link", "img", "input", "hr"}
SHAPES = {"rect", "line", "path"}

NASTY = (
    "</title></style></pre><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' "
    "{{ 7 * 7 }}{% raw %}\x1b[2J\x1b]8;;http://x\x07\u202e\u2066\x00\r\n=cmd|' /C calc'!A0\udcff"
)
"""What acts on a browser, a template, a terminal, a reader of text from right to left, a spreadsheet."""


class Page(HTMLParser):
    """A page's tags with their attributes, its text, and for each element the words in it."""

    def __init__(self, text):
        super().__init__()
        self.source, self.tags, self.open, self.words = text, [], [], {}
        self.feed(text)
        self.close()
        assert self.open == [], "every tag is closed"

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID | SHAPES:
            self.open.append(len(self.tags) - 1)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag not in VOID | SHAPES:
            assert self.tags[self.open.pop()][0] == tag, f"</{tag}> closes what is open"

    def handle_data(self, data):
        for number in self.open:
            self.words[number] = self.words.get(number, "") + data

    def texts(self, tag, **wanted):
        """Give the words in each such element."""
        return [
            " ".join(self.words.get(number, "").split())
            for number, (name, attributes) in enumerate(self.tags)
            if name == tag and wanted.items() <= attributes.items()
        ]

    def attributes(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self):
        return self.texts("body")[0]


def faults(text):
    """List what a screen reader, or somebody who reads none of the colours, would stumble over."""
    page, found = Page(text), []
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    found += ["no language"] * (page.attributes("html")[0].get("lang") != "en")
    found += ["no title"] * (not page.texts("title")[0])
    found += ["not one h1"] * (levels.count(1) != 1)
    found += [f"h{was} is followed by h{now}" for was, now in pairwise(levels) if now > was + 1]
    found += [f"not one {tag}" for tag in ("main", "header") if len(page.attributes(tag)) != 1]
    found += [f"id {name} twice" for name in set(ids) if ids.count(name) > 1]
    found += ["an empty heading or link"] * any(
        not words for tag in ("a", "h1", "h2", "h3", "summary", "th") for words in page.texts(tag)
    )
    for name, attributes in page.tags:
        if name == "svg" and not (attributes.get("aria-hidden") == "true" or attributes.get("aria-label")):
            found.append("a drawing without words")
        if name == "th" and attributes.get("scope") not in ("col", "row"):
            found.append("a heading of neither row nor column")
        if name == "a" and attributes["href"].startswith("#") and attributes["href"][1:] not in ids:
            found.append(f"{attributes['href']} leads nowhere")
        if attributes.get("aria-labelledby", ids[0] if ids else None) not in [*ids, None]:
            found.append("a name that is nowhere")
        if attributes.get("tabindex") == "0" and not attributes.get("aria-label"):
            found.append("a region without a name")
    return found


def acts(text):
    """List what would run, be fetched, or act on who reads the source."""
    page, found = Page(text), []
    found += [
        tag for tag, _ in page.tags if tag in ("script", "img", "iframe", "object", "embed", "link", "form", "base")
    ]
    for tag, attributes in page.tags:
        found += [f"{tag} {name}" for name in attributes if name.startswith("on") or name in ("src", "style", "srcdoc")]
        found += re.findall(r"^\s*[\w+.-]+:.*", attributes.get("href") or "")
    found += re.findall(r"url\(|@import", text)
    found += [hex(ord(char)) for char in text if char != "\n" and not char.isprintable()]
    policy = [item.get("content") for item in page.attributes("meta") if "http-equiv" in item]
    return found + ["no policy"] * (policy != ["default-src 'none'; style-src 'unsafe-inline'"])


def colours(text):
    """Give the page's colours by name, in light and in dark."""
    light, dark = re.findall(r":root \{(.*?)\}", text, re.DOTALL)[:2]
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", part)) for part in (light, dark)]


def contrast(one, other):
    """Give the contrast of two colours, as WCAG counts it."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dim, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dim + 0.05)


def result(function="f", earned=0.0, status="failed", message="", points=2, name="", **more):
    message = message or (
        "" if status == "passed" else f"{function}: it is wrong\nAsked: What it asks.\nInput: x (2, 3)"
    )
    return CheckResult(name or f"test_{function}", function, points, earned, status, message, None, **more)


def wrong(function, *mistakes, where="", how=(), map=None, **more):
    """A failed check with a finding."""
    named = [Named(name, sentence) for name, sentence in mistakes]
    finding = Finding(function, [], [], where, list(how), named, map)
    message = "\n".join([f"{function}: it is wrong", "Asked: What it asks.", "Input: x (2, 3)", *finding.lines()])
    return result(function, message=message, finding=finding, **more)


def record(student, *checks, **more):
    earned, points = sum(item.earned for item in checks), sum(item.points for item in checks)
    made = SubmissionRecord(student, "2_ann", "graded", float(earned), float(points), list(checks), file="ann.py")
    return msgspec.structs.replace(made, **more)


def full_record():
    """A record that has something in every field."""
    checks = [
        wrong(
            "f",
            ("lost", "The sign is lost."),
            map=Map("y", [2, 3], ["..x", "x.."]),
            where="where n is 1",
            how=["y is 0."],
            output="3",
            tripped="x.py",
        ),
        result("f", status="error", message="f raised ValueError: no\nann.py, line 3, in f: return x\nmore"),
        wrong("g", how=["y is transposed."]),
        result("h", status="timeout", message="h ran into the time limit"),
        result("k", status="crashed", message="k ended the process"),
        result("m", status="waiting", message="m waits"),
        result("n", 2.0, "passed"),
    ]
    excerpts = [Excerpt("f", "ann.py", 2, "def f(x):\n    return x"), Excerpt("g", "ann.py", 5, "def g(): ...")]
    return record("ada", *checks, message="Look at this.", flagged=True, excerpts=excerpts)


def spoilt(value, nasty=NASTY):
    """Give records with `nasty` after every text in them that is free."""
    fixed = {"status", "rows"}  # which only we write

    def spoil(item, key=""):
        if isinstance(item, dict):
            return {name: spoil(inner, name) for name, inner in item.items()}
        if isinstance(item, list):
            return [spoil(inner, key) for inner in item]
        return item + nasty if isinstance(item, str) and key not in fixed else item

    return msgspec.convert(spoil(msgspec.to_builtins(value)), type(value))


def hostile_records(nasty=NASTY):
    """Two records, graded and not, with something nasty in every field."""
    unreadable = SubmissionRecord("bela", "2_ann", "unreadable", 0.0, 2.0, [], "It is a link.")
    return spoilt(Records([full_record(), unreadable]), nasty)
