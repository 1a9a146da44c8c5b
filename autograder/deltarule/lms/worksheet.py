"""A CSV file to fill in: every cell that is not filled in comes back as the bytes that it was.

Python's own csv module reads values and forgets how they were quoted, so this keeps the cells as they were written.
"""

import codecs
import re
from dataclasses import dataclass

from deltarule.core.errors import UserError

_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(?:\r\n|\n|\r)', re.IGNORECASE)
_LINE = re.compile(r"\r\n|\n|\r")


@dataclass
class Worksheet:
    """Rows of cells as they are written in the file.

    Attributes:
        name: the file's name.
        rows: the rows, headings first; each cell with its quotes.
        ends: what ends each row.
        delimiter: what stands between cells.
        bom: the byte order mark that the file began with, or nothing.
    """

    name: str
    rows: list[list[str]]
    ends: list[str]
    delimiter: str
    bom: bytes

    @classmethod
    def parse(cls, content: bytes, name: str) -> "Worksheet":
        """Read a file; a first line that names what is between cells is left out, as the other system takes none.

        Raises:
            UserError: it is no CSV in UTF-8, or is empty.
        """
        bom = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        try:
            text = content[len(bom) :].decode()
        except UnicodeDecodeError as error:
            raise UserError(
                f"{name} is not a CSV file in UTF-8; export it anew and don't save it in between."
            ) from error
        if not text.strip() or "\0" in text:
            raise UserError(f"{name} holds no table; export it anew.")
        # The one that cuts the headings into most cells; where none does, any would do.
        text, delimiter = without_separator(text)
        delimiter = delimiter or max(",;\t", key=lambda mark: len(_rows(text, mark, name, 1)[0][0]))
        return cls(name, *_rows(text, delimiter, name), delimiter, bom)

    @property
    def headings(self) -> list[str]:
        """The first row's values."""
        return [_value(cell) for cell in self.rows[0]]

    def value(self, row: int, column: int) -> str:
        """Give what a cell says; one beyond the row's end says nothing."""
        cells = self.rows[row]
        return _value(cells[column]) if column < len(cells) else ""

    def put(self, row: int, column: int, text: str) -> None:
        """Write `text` into a cell, quoted where it must be or the cell was."""
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        if cells[column].startswith('"') or any(mark in text for mark in (self.delimiter, '"', "\n", "\r")):
            text = '"' + text.replace('"', '""') + '"'
        cells[column] = text

    def encode(self) -> bytes:
        """Give the file."""
        lines = (self.delimiter.join(cells) + end for cells, end in zip(self.rows, self.ends, strict=True))
        return self.bom + "".join(lines).encode()


def without_separator(text: str) -> tuple[str, str | None]:
    """Leave out a first line such as ``sep=;``, which spreadsheets alone read, and give the mark in it."""
    found = _SEPARATOR.match(text)
    return (text[found.end() :], found[1]) if found else (text, None)


def _rows(text: str, delimiter: str, name: str, most: int | None = None) -> tuple[list[list[str]], list[str]]:
    cell = re.compile(rf'"(?:[^"]|"")*"[^{delimiter}\r\n]*|[^{delimiter}\r\n]*')
    rows: list[list[str]] = []
    ends: list[str] = []
    place = 0
    while place < len(text) and len(rows) != most:
        cells: list[str] = []
        while True:
            found = cell.match(text, place)
            assert found is not None  # it matches nothing, too
            cells.append(found[0])
            if found[0].count('"') % 2 and found[0].startswith('"'):
                raise UserError(f"Row {len(rows) + 1} of {name} opens a quote and never closes it; export it anew.")
            place = found.end()
            if not text.startswith(delimiter, place):
                break
            place += 1
        end = _LINE.match(text, place)
        rows.append(cells)
        ends.append(end[0] if end else "")
        place = end.end() if end else place
    return rows, ends


def _value(cell: str) -> str:
    if not cell.startswith('"'):
        return cell
    inside, _, after = cell[1:].rpartition('"')
    return inside.replace('""', '"') + after
