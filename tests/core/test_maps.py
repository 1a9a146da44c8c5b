"""Where a result is wrong, as it is drawn."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from deltarule.core.code.calls import Returned, case
from deltarule.core.findings.diagnosis import Evidence, diagnose
from deltarule.core.findings.maps import Map, map_of

RIGHT = np.arange(12.0).reshape(3, 4)


def wrong_at(*places, right=RIGHT):
    given = right.copy()
    for place in places:
        given[place] += 1
    return given


def test_each_wrong_entry_is_crossed_where_it_stands():
    assert map_of("y", wrong_at((0, 1), (2, 3)), RIGHT).rows == [".x..", "....", "...x"]


def test_a_row_of_numbers_is_one_row():
    assert map_of("", np.array([1.0, 2.5, 3.0]), np.array([1.0, 2.0, 3.0])).rows == [".x."]


def test_what_is_wrong_anywhere_along_the_first_axes_is_wrong():
    right = np.zeros((2, 5, 2, 3))
    found = map_of("", wrong_at((0, 0, 1, 2), (1, 3, 0, 0), right=right), right)
    assert (found.rows, found.shape) == (["x..", "..x"], [2, 5, 2, 3])
    assert found.caption == "The result, (2, 5, 2, 3), along its last two axes: 2 of 6 entries are wrong"


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (RIGHT + 1, RIGHT),  # wrong throughout
        (RIGHT, RIGHT),
        (RIGHT.T, RIGHT),
        (3.0, 2.0),
        (np.array(["a", "b"]), np.array([1.0, 2.0])),
        (np.eye(200), np.zeros((200, 200))),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)
def test_a_map_that_would_show_nothing_is_not_made(given, right):
    assert map_of("y", given, right) is None


def test_it_holds_no_number_of_the_result():
    found = map_of("y", wrong_at((0, 1), right=RIGHT + 4711.25), RIGHT + 4711.25)
    assert "47" not in found.drawing() + found.text()


def test_it_is_drawn_with_a_cross_for_each_wrong_entry_and_says_so_in_words():
    drawn = ET.fromstring(Map("y<", [2, 2], ["x.", ".x"]).drawing())
    assert sum(item.tag.endswith("path") for item in drawn) == 2
    assert drawn.get("aria-label") == "y<, (2, 2): 2 of 4 entries are wrong"


def test_a_finding_has_the_map_of_the_first_part_of_which_one_shows_something():
    given, right = (RIGHT + 1, wrong_at((1, 1))), (RIGHT, RIGHT)
    evidence = Evidence(["x"], [case(1.0)], [Returned(right)], [Returned(given)], lambda: [], ["a", "b"])
    assert diagnose("f", [evidence], lambda name: None).map == Map("b", [3, 4], ["....", ".x..", "...."])
