"""Writes the pictures and texts that a unit shows as what one should see, from the solved notebook.

Run it as ``python tools/seen.py UNIT``: for each ``![...](seen/NAME.png)`` it takes the last picture of the nearest
demonstration above that draws one, and writes ``solutions/UNIT/seen/NAME.png``, in few colours where Pillow is at hand;
for each ``![...](seen/NAME.txt)``, what the nearest one above prints that prints anything. Beside them it writes
down what code made them, so that ``deltarule build`` can tell once that is other code.
"""

import argparse
import base64
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from demonstrations import broken, demonstrated, pictures_in, printed_in
from nbformat import NotebookNode

from deltarule.authoring.building.illustrations import links_in
from deltarule.authoring.building.made_from import write_digests
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.files import write_atomically

ROOT = Path(__file__).resolve().parent.parent
MOST = 60_000
"""Bytes of a picture: a notebook holds several, and goes to and fro with each submission."""
COLOURS = (128, 64, 32, 16)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures and texts of one unit, or of all."""
    parser = argparse.ArgumentParser(description="Write what a unit's text shows as what one should see.")
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    parser.add_argument("--course", type=Path, default=ROOT, metavar="DIR", help="the course; this one by default")
    options = parser.parse_args(arguments)
    try:
        for unit in Course.find(options.course).units_named(options.unit):
            for path, content in seen(unit).items():
                path.parent.mkdir(exist_ok=True)
                write_atomically(path, content)
                print(f"{path}: {len(content):,} bytes", flush=True)
            write_digests(unit)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def seen(unit: Unit) -> dict[Path, bytes]:
    """Run a unit's solved notebook, and give the pictures and texts that its text names in ``seen/``.

    Raises:
        UserError: a cell fails, or no demonstration above draws or prints what is named.
    """
    notebook = demonstrated(unit)
    if failed := broken(notebook):
        raise UserError(f"{unit.solution}: {failed[0][0]!r} fails ({failed[0][1]}); mend it before it is shown.")
    return {unit.solution.parent / name: content for name, content in _named(unit, notebook).items()}


def _named(unit: Unit, notebook: NotebookNode) -> dict[str, bytes]:
    found, picture, printed = dict[str, bytes](), "", ""
    for cell in notebook.cells:
        picture, printed = [picture, *pictures_in(cell)][-1], printed_in(cell) or printed
        for link in links_in(cell.source) if cell.cell_type == "markdown" else ():
            if not link.path.startswith("seen/"):
                continue
            is_text = link.path.endswith(".txt")
            if not (printed if is_text else picture):
                what = "prints anything" if is_text else "draws a picture"
                raise UserError(f"{unit.solution}: nothing above {link.path} {what}; put it below what does.")
            found[link.path] = printed.encode() if is_text else small(base64.b64decode(picture))
    return found


def small(picture: bytes) -> bytes:
    """Give a PNG in as many colours as there is room for."""
    try:
        from PIL import Image
    except ImportError:
        return picture
    with Image.open(io.BytesIO(picture)) as image:
        whole = image.convert("RGB")
    method = Image.Quantize.MAXCOVERAGE  # keeps rare colours, such as the ends of a colour bar
    for colours in COLOURS:
        written = io.BytesIO()
        whole.quantize(colours, method=method, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if written.tell() <= MOST:
            break
    return min(picture, written.getvalue(), key=len)


if __name__ == "__main__":
    sys.exit(main())
