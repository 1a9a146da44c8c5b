"""Imported before nbformat or nbconvert, so that they are there in a third of the time.

jsonschema builds a grammar of international addresses when it is imported, in nearly two seconds, wherever Jupyter's
packages brought it. No schema of a notebook's asks for one, and jsonschema does without it where it isn't installed.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: "not to be had"
