import numpy as np
import pytest

from deltarule.core.findings.conditions import condition


def cases(*values):
    return [{"x": value} if isinstance(value, np.ndarray) else {"x": np.ones((2, 3)), **value} for value in values]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (cases({"mode": "max"}, {"mode": "sum"}), cases({"mode": "average"}), "where mode is 'average'"),
        (cases({"stride": 1}), cases({"stride": 2}, {"stride": 3}), "where stride is not 1"),
        (cases({"t": 0}, {"t": 1}), cases({"t": 3}, {"t": 4}), "where t is larger than 1"),
        (cases({"size": 1}, {"size": 2}), cases({"size": 4}), None),  # 3 may go wrong as well
        (cases(np.ones(1)), cases(np.ones(2), np.ones(3)), "where x has more than one entry"),
        (cases(np.ones(1)), cases(np.ones(2), np.ones((3, 2))), "where x has more than one entry along axis 0"),
        (cases({"y": np.ones((1, 2))}), cases({"y": np.ones((4, 2))}), "where y has more than one row"),
        (cases({"y": np.ones((1, 1))}), cases({"y": np.ones((4, 2))}), None),  # rows or columns?
        (cases(np.zeros(3)), cases(-np.ones((3, 2))), "where x has 2 axes"),
        (cases(np.ones(3)), cases(np.zeros(3)), "where x is zero throughout"),
        (cases({"y": 1.0 + np.arange(4), "z": np.ones(3)}), cases({"y": -1.0 - np.arange(4), "z": np.ones(3)}), None),
        (cases({"train": True}), cases({"train": False}), "where train is False"),
        (cases(np.ones((1, 3))), cases(np.ones((2, 3)), np.ones((5, 3))), "where x has more than one row"),
        (cases(np.ones((4, 3))), cases(np.ones((1, 3))), "where x has one row only"),
        (cases(np.ones((3, 2))), cases(np.ones((2, 2)), np.ones((3, 3))), "where x is square"),
        (cases(np.ones((2, 2))), cases(-np.ones((2, 2))), "where x holds negative numbers"),
        (cases(np.array([1.0, 2.0])), cases(np.array([3, 4])), "where x holds integers"),
        (cases(np.array([1.0, 2.0])), cases(np.array([0.0, 4.0])), "where x holds zeros"),
        (cases(np.array([1, 2])), cases(np.array([0, 4])), None),  # a class is no less than another
        (cases(np.array([1.0, 2.0])), cases(np.array([1e3, 4.5])), "where x holds large numbers"),
        (cases(np.array([1.0, 2.0])), cases(np.array([2.0, 2.0])), "where x holds equal numbers"),
        (cases(np.array(1.0)), cases(np.array([2.0, 3.0])), "where x is an array"),
        (cases({"rate": 0.0}), cases({"rate": 0.3}, {"rate": 0.2}), "where rate is not zero"),
    ],
)
def test_what_parts_right_from_wrong_is_said(right, wrong, told):
    assert condition(right, wrong) == told


def test_sizes_that_are_one_size_are_told_by_the_first():
    def batch(size):
        return {"X": np.ones((size, 2)), "y": np.ones((size, 1)), "W": np.ones((2, 3)), "b": np.ones((1, 3))}

    assert condition([batch(1)], [batch(2), batch(5)]) == "where X has more than one row"


def test_a_size_is_not_told_where_an_array_that_is_zero_parts_them_as_well():
    def layer(size, bias):
        return {"X": np.ones((3, 2)), "W": np.ones((2, size)), "b": np.full((1, size), bias)}

    assert condition([layer(1, 0.0)], [layer(2, 0.5), layer(5, 0.3)]) is None
    assert condition([layer(1, 0.5)], [layer(2, 0.0), layer(5, 0.0)]) is None
    found = condition([layer(1, 0.0), layer(1, 0.3)], [layer(2, 0.5), layer(5, 0.3)])
    assert found == "where W has more than one column"


def test_what_is_empty_parts_them_before_the_numbers_of_a_case():
    def training(orders, alpha):
        return {"orders": orders, "alpha": alpha}

    ragged = [np.arange(2), np.arange(3)]
    found = condition([training([], 0.5)], [training(ragged, 1.5), training(np.ones((2, 3)), 2.5)])
    assert found == "where orders is not empty"
    assert condition([training(ragged, 1.5)], [training(np.ones((0, 3)), 2.5)]) == "where orders is empty"


def test_nothing_is_said_where_all_goes_wrong_or_nothing_parts_them():
    assert condition([], cases({"mode": "max"})) is None
    assert condition(cases({"mode": "max"}), cases({"mode": "max"})) is None


def test_a_number_of_a_case_is_no_setting():
    assert condition(cases({"seed": 12345}), cases({"seed": 54321})) is None
    assert condition(cases({"rate": 0.5}), cases({"rate": 1.0}, {"rate": 2.5})) is None
