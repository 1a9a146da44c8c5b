"""What is shown of a hostile file, and what nbgrader is handed of it: bounded, whatever there is in it."""

import contextlib
import json

import nbformat
import pytest
from effort import costs_at_most
from nbconvert.filters.highlight import Highlight2HTML

from deltarule.door.outside.readers import Readers
from deltarule.grading.handin import Unreadable
from deltarule.nbgrader.apart import MODULES, ON_DEMAND, read_plain, read_sheet
from deltarule.nbgrader.book.answers import handed_out
from deltarule.nbgrader.sheet import UNCOLOURED, Purpose, sheet_of


def file_of(*cells, **more):
    """Write a notebook of pairs of a type and a source, or of whole cells."""
    whole = [cell if isinstance(cell, dict) else {"cell_type": cell[0], "source": cell[1]} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": whole, **more}).encode()


def read(readers, *cells):
    return read_sheet(readers, file_of(*cells), "x.ipynb", Purpose())


def test_what_cannot_be_rendered_in_time_is_shown_as_it_was_typed():
    cells = [("markdown", "*first*"), *[("markdown", "[" * 9_999)] * 100, ("code", "1 +")]
    with Readers("none", MODULES, on_demand=ON_DEMAND, seconds=1.0) as quick:
        shown = read(quick, *cells)
    assert shown[0].page == "<div><pre>*first*</pre></div>"
    assert [cell.source for cell in shown[-2:]] == ["[" * 9_999, "1 +"]


def test_honest_text_is_rendered_and_words_in_code_are_known(readers):
    shown = read(readers, ("markdown", "*first*"), ("code", "x = 1"), ("code", "Because two halves"), ("code", "# why"))
    assert "<em>first</em>" in shown[0].page
    assert [cell.words for cell in shown] == [True, False, True, True]


@pytest.mark.parametrize("piece", ["*", "...", "a.", " ", "1.", "{", "\\N{", "'''", "\t", "?"])
def test_code_that_takes_long_to_colour_is_shown_without_colours(readers, piece):
    cells = [("code", (piece * 20_000)[:size]) for size in (90_000, 20_000, 5_000)]
    colours, shown = Highlight2HTML(pygments_lexer="ipython3"), read(readers, *cells)

    def coloured():
        for cell in shown:
            colours(cell.source, metadata={} if cell.coloured else UNCOLOURED)

    assert costs_at_most(10, coloured)


def test_a_page_colours_so_much_code_and_no_more(readers):
    shown = read(readers, *[("code", "x = 1\n" * 3_000)] * 100)
    assert 1 <= sum(cell.coloured for cell in shown) <= 6


def test_outputs_of_all_cells_together_have_an_end(readers):
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 20_000}] * 20
    shown = read(readers, *[{"cell_type": "code", "source": "x", "outputs": outputs}] * 40)
    assert sum(len(output["text"]) for cell in shown for output in cell.outputs) < 2 * 2**20


HOSTILE = {
    "nested": b'{"nbformat": 4, "cells": ' + b"[" * 5_000_000,
    "brackets": file_of({"cell_type": "code", "source": "x", "outputs": [[]] * 3_000_000, "metadata": {}}),
    "mappings": b'{"nbformat": 4, "cells": [' + b",".join([b'{"a": {}}'] * 2_000_000) + b"]}",
    "cells": file_of(*[("code", "")] * 100_000),
    "text": file_of(("markdown", "x" * 20_000_000)),
    "surrogates": file_of(
        ("markdown", "\ud800"), {"cell_type": "code", "source": "\ud800", "metadata": {"tags": ["\ud800"]}}
    ),
    "old": json.dumps(
        {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "1"}] * 20_000}]}
    ).encode(),
    "future": file_of(nbformat=5),
    "bytes": b"\xff\xfe{",
    "nothing": b"",
    "number": b"1e999",
    "long number": b'{"nbformat": ' + b"9" * 10**6 + b"}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_becomes_a_bounded_notebook_or_none(readers, name):
    for function in (lambda: read_plain(readers, HOSTILE[name], "x.ipynb"), lambda: sheet(readers, HOSTILE[name])):
        with contextlib.suppress(Unreadable):
            assert len(json.dumps(function())) < 20 * 2**20


def sheet(readers, content):
    return [cell.page or cell.source for cell in read_sheet(readers, content, "x.ipynb", Purpose())]


def test_what_nbgrader_is_handed_is_in_the_format_whatever_it_was(readers):
    odd = {"tags": [3, "a,b", "a", "a"], "jupyter": 3, "name": "", "nbgrader": {"grade_id": "f", "points": "many"}}
    content = file_of(
        {"cell_type": "hologram", "source": ["x"], "id": '"><img src=//evil>', "metadata": odd, "shape": []},
        {"cell_type": "code", "source": "1", "id": "same", "outputs": 3, "execution_count": "x", "metadata": []},
        {
            "cell_type": "markdown",
            "source": "x",
            "id": "same",
            "attachments": {"a": 3, "b": {"image/png": "A", "x": {}}},
        },
        metadata={"kernelspec": {"name": 3}, "language_info": [], "title": "<script>", "widgets": {}},
        nbformat_minor=99,
    )
    made = read_plain(readers, content, "x.ipynb")
    nbformat.validate(made)
    assert [cell.id for cell in made.cells] == ["handed-in-1", "same", "handed-in-3"]
    assert made.cells[0].metadata == {"tags": ["a"], "nbgrader": {"grade_id": "f"}}
    assert made.cells[2].attachments == {"b": {"image/png": "A"}}
    assert made.metadata == {}


def test_an_honest_notebook_stays_what_it_is(readers):
    cells = [("markdown", "# Why"), ("code", "x = [\n1,\n2]"), ("raw", "raw")]
    made = read_plain(readers, file_of(*cells), "x.ipynb")
    assert [(cell.cell_type, cell.source) for cell in made.cells] == cells


def test_what_was_handed_out_comes_back_by_its_digest_alone(readers):
    """With white space around it, too; and what was added to it is the student's."""
    picture = f"![A long drawing](data:image/svg+xml;base64,{'A' * 50_000})"
    texts = handed_out([picture, "x = 1"])
    content = file_of(
        ("markdown", picture),
        ("markdown", f"{picture}\n\n"),
        ("markdown", "Mine."),
        ("code", "x = 1"),
        ("code", "x = 2"),
    )
    crossing = json.dumps({"texts": dict.fromkeys(texts, "")})
    assert len(readers.apply(sheet_of, content, "x.ipynb", crossing)) < 2000
    cells = read_sheet(readers, content, "x.ipynb", Purpose(texts))
    assert [cell.source for cell in cells] == [picture, picture, "Mine.", "x = 1", "x = 2"]
    assert [cell.page for cell in cells][:2] == [picture, picture]
    assert not any(cell.given for cell in cells)
