import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltarule.core.errors import UserError
from deltarule.lms.worksheet import Worksheet

CELLS = st.text(st.sampled_from('a,;\t" \r\n王\u200f=1'), max_size=5)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4)


def written(rows, delimiter=",", quoting=csv.QUOTE_MINIMAL, end="\r\n"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return text.getvalue()


@given(
    TABLES,
    st.sampled_from(",;\t"),
    # Where lines end in \n, Python leaves a lone \r without quotes, which nobody can read back.
    st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\n")]),
)
def test_a_file_comes_back_as_the_bytes_that_it_was_and_reads_as_python_reads_it(rows, delimiter, style):
    rows = [["head", "ing", "s", "here", "and", "more", "of", "them"], *rows]
    content = written(rows, delimiter, *style).encode()
    sheet = Worksheet.parse(content, "x.csv")
    assert sheet.encode() == content
    assert sheet.delimiter == delimiter
    assert [[sheet.value(row, column) for column in range(len(cells))] for row, cells in enumerate(rows)] == rows


@given(TABLES, st.data())
def test_a_cell_that_is_filled_in_says_so_and_no_other_changes(rows, data):
    rows = [["head", "ing", "s", "here", "and", "more"], *rows]
    sheet = Worksheet.parse(written(rows).encode(), "x.csv")
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(1, 5))
    text = data.draw(CELLS)
    sheet.put(row, column, text)
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = text
    read = list(csv.reader(io.StringIO(sheet.encode().decode(), newline=""), strict=True))
    assert read == rows


def test_quotes_are_written_as_csv_has_them():
    sheet = Worksheet.parse(b'a,b\n1,"2"\n', "x.csv")
    sheet.put(1, 0, 'say "x"')
    sheet.put(1, 1, "plain")
    assert sheet.encode() == b'a,b\n"say ""x""","plain"\n'


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfa,b\n1,2", b"a,b\r\n1,2\r\n\r\n", b'a;"b;c"\n"1";\n', b"a,b\n1\n"])
def test_marks_ends_and_ragged_rows_stay(content):
    assert Worksheet.parse(content, "x.csv").encode() == content


@pytest.mark.parametrize("first", ["sep=;\r\n", "sep=;;;\n", '"sep=;"\n', "SEP=;\n"])
def test_a_line_for_spreadsheets_is_no_heading(first):
    sheet = Worksheet.parse(b"\xef\xbb\xbf" + first.encode() + b"a,x;b\n1;2\n", "x.csv")
    assert (sheet.headings, sheet.value(1, 1)) == (["a,x", "b"], "2")
    assert sheet.encode() == b"\xef\xbb\xbfa,x;b\n1;2\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no table"),
        (b"\xef\xbb\xbf \n", "holds no table"),
        ("Müller,1\n".encode("latin-1"), "is not a CSV file in UTF-8"),
        ("a,b\n".encode("utf-16"), "is not a CSV file in UTF-8"),
        (b'a,b\n"1,2\n3,4\n', "Row 2 of x.csv opens a quote"),
        (b"PK\x03\x04\0\0", "holds no table"),
    ],
)
def test_what_is_no_table_is_refused(content, sentence):
    with pytest.raises(UserError, match=sentence):
        Worksheet.parse(content, "x.csv")
