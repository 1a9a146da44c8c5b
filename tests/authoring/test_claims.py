"""Cells that prove what a text says of a picture: run here, on other seeds too, and handed out to nobody."""

import base64
import json

import pytest
from claims import main as try_claims
from demonstrations import broken, demonstrated, draws
from seen import seen
from support import TINY, copy_course, deltarule

from deltarule.authoring.building.made_from import outdated, write_digests
from deltarule.authoring.building.products import CLAIM, build, solved
from deltarule.authoring.building.slips import slips_of
from deltarule.core.course import DEMONSTRATION, Course
from deltarule.core.errors import UserError

CELLS = """

# %%
if __name__ == "__main__":
    from IPython.display import Image, display

    SEED = 3
    display(Image(data=DOT, format="png"))
    print("one dot")

# %% proves="seeds are small"
if __name__ == "__main__":
    assert SEED < 5

# %% [markdown]
# ![What you should see: a dot.](seen/dot.png)
#
# ![What it says](seen/words.txt)
"""
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")


def claiming_in(folder):
    """Lay out a unit that draws a dot, prints two words, shows both and claims something."""
    unit = Course(copy_course(folder, TINY, ["1_double"])).unit("double")
    unit.solution.write_text(unit.solution.read_text() + CELLS.replace("DOT", repr(DOT)))
    show_a_dot(unit)
    return unit


@pytest.fixture(scope="module")
def claiming(tmp_path_factory):
    return claiming_in(tmp_path_factory.mktemp("claims"))


@pytest.fixture
def edited(tmp_path):
    """One that is edited."""
    return claiming_in(tmp_path)


def show_a_dot(unit):
    """Put the picture of the text beside it, and what is printed."""
    (unit.solution.parent / "seen").mkdir()
    (unit.solution.parent / "seen/dot.png").write_bytes(DOT)
    (unit.solution.parent / "seen/words.txt").write_text("one dot\n")


@pytest.fixture
def tiny(tmp_path):
    return Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")


def test_nobody_is_handed_a_claim(claiming):
    made = build(claiming)
    for path in (claiming.exercise, claiming.notebook, claiming.source / claiming.notebook.name):
        assert b"proves" not in made[path]
        assert b"SEED < 5" not in made[path]
        assert b"SEED = 3" in made[path]


def test_a_notebook_is_the_same_with_a_claim_and_without(claiming, tiny):
    show_a_dot(tiny)
    tiny.solution.write_text(
        claiming.solution.read_text().replace(CELLS[CELLS.index("# %% proves") : CELLS.index("# %% [markdown]")], "")
    )
    ids = [[cell["id"] for cell in json.loads(build(unit)[unit.notebook])["cells"]] for unit in (claiming, tiny)]
    assert ids[0] == ids[1]


def test_the_solved_notebook_has_solutions_and_claims_and_needs_no_recording(claiming, monkeypatch):
    monkeypatch.setattr("deltarule.authoring.building.products.record", None)
    cells = {tag: cell for cell in solved(claiming).cells for tag in cell.metadata.get("tags", [cell.id])}
    assert "return 2 * x" in cells["double"].source
    assert (cells[CLAIM].metadata["proves"], cells[CLAIM].source) == ("seeds are small", "assert SEED < 5")
    assert "SEED = 3" in cells[DEMONSTRATION].source


def test_a_claim_is_tried_on_another_seed_and_named_where_it_fails(claiming):
    assert broken(demonstrated(claiming, 7)) == [("seeds are small", "AssertionError")]


def test_claims_are_tried_from_the_seed_on_that_is_asked_for(claiming, capsys):
    assert try_claims(["double", "--first", "4", "--seeds", "2", "--course", str(claiming.course.root)]) == 1
    tried = [line for line in capsys.readouterr().out.splitlines() if "seed" in line]
    assert [line.split(":")[0] for line in tried] == ["1_double, seed 4", "1_double, seed 5", "    failed"]


def test_what_one_should_see_is_what_the_demonstration_above_draws_and_prints(claiming):
    folder = claiming.solution.parent / "seen"
    picture, printed = (found := seen(claiming))[folder / "dot.png"], found[folder / "words.txt"]
    assert set(found) == {folder / "dot.png", folder / "words.txt"}
    assert picture.startswith(b"\x89PNG")
    assert printed == b"one dot\n"


def change(unit, before, after):
    text = unit.solution.read_text()
    assert before in text
    unit.solution.write_text(text.replace(before, after))


def test_what_is_shown_is_outdated_once_the_code_above_it_is_other_code(edited):
    assert outdated(edited) == []  # who put it there by hand knows best
    write_digests(edited)
    change(edited, "return 2 * x", "return x + x")
    assert outdated(edited) == ["seen/dot.png", "seen/words.txt"]
    write_digests(edited)
    assert outdated(edited) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("return 2 * x", "# as asked\n\n    return 2 * x"), ("assert SEED < 5", "assert SEED < 6")],
)
def test_comments_and_claims_outdate_nothing(edited, before, after):
    write_digests(edited)
    change(edited, before, after)
    assert outdated(edited) == []


def test_build_tells_what_is_outdated_and_its_check_fails_for_it(edited):
    deltarule("build", cwd=edited.course.root)
    write_digests(edited)
    change(edited, "SEED = 3", "SEED = 4")
    result = deltarule("build", cwd=edited.course.root)
    assert (result.returncode, "words.txt: the code above has changed since" in result.stdout) == (0, True), result
    result = deltarule("build", "--check", cwd=edited.course.root)
    assert result.returncode == 2
    assert "solutions/1_double/seen/dot.png, solutions/1_double/seen/words.txt" in result.stderr


def test_a_unit_that_draws_nothing_has_no_other_seeds(tiny):
    assert not draws(tiny)
    with pytest.raises(UserError, match="has no line SEED = "):
        demonstrated(tiny, 1)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ('# %% proves="x"\nassert True\n', 'begins with `if __name__ == "__main__":`'),
        ('# %% proves="x"\nif __name__ == "__main__":\n    print(1)\n', "asserts nothing"),
        ('# %% prove="x"\nif __name__ == "__main__":\n    assert True\n', "means nothing to a cell of code"),
        ("# %% Proves 'x'\nassert True\n", "means nothing to a cell of code"),
        ('# %% pruves = "x"\nassert True\n', "means nothing to a cell of code"),
        ('# %% proves=""\nif __name__ == "__main__":\n    assert True\n', "means nothing to a cell of code"),
        ('# %% proves="x" points=2\nif __name__ == "__main__":\n    assert True\n', "means nothing to a cell of code"),
    ],
)
def test_a_claim_that_proves_nothing_is_a_slip(tiny, cell, sentence):
    text = tiny.solution.read_text()
    tiny.solution.write_text(f"{text}\n\n{cell}")
    (said,) = slips_of(tiny)
    assert said.startswith(f"{tiny.solution}, line {text.count(chr(10)) + 3}: ")
    assert sentence in said
