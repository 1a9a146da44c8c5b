"""Zip files as learning management systems, and worse people, make them."""

import io
import stat
import zipfile
from datetime import datetime

NOON = datetime(2026, 11, 20, 12)


def zipped(files, when=NOON):
    """Zip `files`: a dict, or pairs where a name is to come twice; a value may be (content, time)."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            content, time = content if isinstance(content, tuple) else (content, when)
            info = zipfile.ZipInfo("x", time.timetuple()[:6])
            info.filename = info.orig_filename = name  # as it is: ZipInfo itself would tidy it
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()


def with_link(name, target, files):
    """Zip `files` and a symbolic link."""
    made = io.BytesIO(zipped(files))
    with zipfile.ZipFile(made, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return made.getvalue()


def encrypted(content, name):
    """Mark one entry as encrypted, in both of the places where a zip file says so."""
    changed = bytearray(content)
    for signature, flags, length, start in ((b"PK\x03\x04", 6, 26, 30), (b"PK\x01\x02", 8, 28, 46)):
        at = -1
        while (at := changed.find(signature, at + 1)) >= 0:
            size = int.from_bytes(changed[at + length : at + length + 2], "little")
            if changed[at + start : at + start + size] == name.encode():
                changed[at + flags] |= 1
    return bytes(changed)


METADATA = """---
submission_88:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1815'
    :email: ada@example.org
  :created_at: 2026-11-19 22:30:01.250000000 Z
  :score: 3.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_89:
  :submitters:
  - :name: 张伟
    :sid:
    :email: wei@example.org
  - :name: "=cmd()"
    :sid: "-7"
    :email: +x@example.org
  :created_at: 2026-11-21 08:00:00.000000000 +01:00
submission_90:
  :submitters:
  - :name: Nobody
    :sid: '3'
    :email: nobody@example.org
  :created_at: 2026-11-18 08:00:00 Z
"""
"""What Gradescope says of three submissions: one of a pair, one with nothing in it."""
