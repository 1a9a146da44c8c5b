from dataclasses import replace

import numpy as np
import pytest
from strategies import DTYPES

from deltarule.core.findings.symptoms import Sample, symptom, told_together

SHAPES = [(3, 4), (5, 2), (2, 2)]


def samples(given, shapes=SHAPES, right=lambda a: a):
    found = []
    for seed, shape in enumerate(shapes):
        rng = np.random.default_rng(seed)
        drawn = right(rng.standard_normal(shape))
        x = rng.standard_normal((shape[0], 3))
        arguments = {"x": x, "w": rng.standard_normal(shape), "rate": 0.1 + seed}
        others = {"db": rng.standard_normal(shape)}
        found.append((drawn, arguments, others))
    return [Sample(np.asarray(given(*item)), item[0], item[1], item[2]) for item in found]


@pytest.mark.parametrize("brought", [np.floor, np.ceil, np.rint, np.trunc])
def test_fractions_that_are_brought_to_whole_numbers_are_told_whichever_way(brought):
    told = symptom("z", samples(lambda a, *_: brought(a), right=lambda a: 9 * a))
    assert "whole numbers where fractions belong" in told


def test_small_cases_beside_large_ones_hide_no_rounding():
    found = samples(lambda a, *_: np.floor(a), right=lambda a: 9 * a)
    small = samples(lambda a, *_: np.trunc(a), right=lambda a: 1e-3 * a)
    assert "whole numbers where fractions belong" in symptom("z", [*found, *small])
    assert symptom("z", small) == "z is zero throughout."


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_numbers_that_were_rounded_to_be_read_are_told_and_whole_ones_are_not_said_to_be(digits):
    told = symptom("z", samples(lambda a, *_: np.round(a, digits)))
    assert told == f"z is rounded to {digits} digit{'s' * (digits > 1)} behind the point: return it as it is."
    chosen = samples(lambda a, *_: a > 0.5, right=lambda a: 0.5 + np.sign(a) / 2.1)
    assert "rounded" not in (symptom("z", [replace(item, given=item.given.astype(float)) for item in chosen]) or "")


@pytest.mark.parametrize(("given", "told"), [(np.sum, "added up"), (np.mean, "averaged")])
def test_a_case_of_one_number_hides_no_axis_that_is_gone(given, told):
    found = samples(lambda a, *_: given(a), [(4,), (1,), (3,)], right=np.ravel)
    assert f"{told} to one number" in symptom("z", found)
    assert "its shape is not" in symptom("z", found[1:2])


def test_the_case_that_is_reported_is_spoken_of_first():
    broken, negative = Sample(np.array([np.inf, 1]), np.array([2.0, 3]), {}, {}), samples(lambda a, *_: -a)
    told = symptom("z", [broken, *negative])
    assert told.startswith("z holds NaN or infinity")
    assert told.endswith(" In other cases z has the wrong sign.")
    assert symptom("z", [*negative, broken]).startswith("z has the wrong sign. In other cases z holds NaN or infinity")


def test_a_case_of_which_an_axis_has_one_entry_hides_no_sum_that_is_missing():
    found = samples(lambda a, *_: a, [(4, 3), (1, 3)])
    summed = [Sample(item.given, item.right.sum(axis=0), {}, {}) for item in found]
    assert "not added up yet" in symptom("z", summed)


def test_an_argument_that_comes_back_is_named_where_its_shape_is_another_too():
    found = [Sample(x, x.reshape(-1, 2), {"x": x}, {}) for x in (np.arange(6.0), np.arange(8.0))]
    assert symptom("z", found) == "z is what was handed in as x, unchanged."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lambda a, *_: a, None),  # in a list, say
        (lambda a, *_: -a, "wrong sign"),
        (lambda a, *_: -a if a.shape == (3, 4) else np.full(a.shape, np.nan), "wrong sign. In other cases"),
        (lambda a, *_: np.cos(a) if a.shape == (3, 4) else np.full(a.shape, np.nan), None),
        (lambda a, *_: 2 * a, "twice"),
        (lambda a, *_: a / 2, "half"),
        (lambda a, *_: 1.7 * a, "one factor"),
        (lambda a, args, _: a * len(args["x"]), "too large by a factor, the number of rows of x"),
        (lambda a, args, _: a / len(args["x"]), "too small by a factor, the number of rows of x"),
        (lambda a, args, _: -a * len(args["x"]), "wrong sign, and is off by a factor"),
        (lambda a, args, _: a * args["rate"], "the factor rate once too often"),
        (lambda a, args, _: a / args["rate"], "lacks the factor rate"),
        (lambda a, *_: a.T, "on its side"),
        (lambda a, *_: a[None], "its shape is not"),
        (lambda a, *_: a.sum(), "added up to one number"),
        (lambda a, *_: a.mean(), "averaged to one number"),
        (lambda a, *_: a.sum(axis=0), "added up along one of its axes already"),
        (lambda a, *_: a.sum(axis=1, keepdims=True), "added up along one of its axes already"),
        (lambda a, *_: 0 * a, "zero throughout"),
        (lambda a, *_: np.trunc(3 * a), None),
        (lambda a, *_: np.abs(a), "lost its signs"),
        (lambda a, *_: a**2, "square"),
        (lambda a, *_: 1 - a, "1 minus"),
        (lambda a, *_: 1 / a, "one divided by"),
        (lambda a, *_: a[::-1], "runs backwards along its rows"),
        (lambda a, *_: a[:, ::-1], "runs backwards along its columns"),
        (lambda a, *_: a + 0.3, "off by the same amount"),
        (lambda a, args, _: a - args["w"], "lacks w"),
        (lambda a, args, _: args["w"], "is what was handed in as w, unchanged"),
        (lambda a, _, others: others["db"], "is what db should be"),
        (lambda a, *_: np.where(a > 0, a, np.nan), "NaN"),
        (lambda a, *_: np.vstack([a[:-1], 0 * a[-1:]]), "a loop stops one early"),
        (lambda a, *_: np.vstack([0 * a[:1], a[1:]]), "a loop starts one late"),
        (lambda a, *_: np.where(a > 0, a, 0), "zero that shouldn't be"),
    ],
)
def test_what_a_wrong_part_looks_like_is_said(given, told):
    said = symptom("dw", samples(given))
    assert said is None if told is None else "dw" in said and told in said


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lambda a, *_: np.vstack([0 * a[:1], a[:-1]]), "one step late"),
        (lambda a, *_: np.vstack([a[1:], 0 * a[:1]]), "one step early"),
        (lambda a, *_: np.clip(a, -0.5, 0.5), "held at a bound"),
        (lambda a, *_: np.vstack([a[:-1], a[:1]]), "is right but for the end of"),
        (lambda a, *_: np.random.default_rng(0).permuted(a, axis=0), "in the wrong places"),
    ],
)
def test_what_needs_a_few_rows_is_seen_where_there_are_a_few(given, told):
    assert told in symptom("dw", samples(given, [(6, 4), (5, 3)]))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lambda a, args, _: args["w"], "is what was handed in as w, unchanged"),
        (lambda a, _, others: others["db"], "is what db should be"),
    ],
)
def test_a_case_of_one_number_hides_nothing_that_all_others_show_too(given, told):
    assert told in symptom("dw", samples(given, [(1, 1), (3, 4), (5, 2)]))
    assert told not in (symptom("dw", samples(given, [(1, 1)])) or "")


def test_weights_have_no_beginning_and_no_end():
    found = samples(lambda a, *_: np.vstack([a[:1], a[1:] + 1]), [(3, 4), (5, 2)])
    assert "right at the beginning of its rows" in symptom("h", found)
    assert symptom("w", found) is None  # an argument of this name and shape: what came of it


def test_whole_numbers_where_fractions_belong_are_told():
    assert "whole numbers" in symptom("z", samples(lambda a, *_: a.astype(int), right=lambda a: 5 * a))


def test_one_number_a_case_is_judged_over_several_cases():
    shown = symptom("the cost", samples(lambda a, *_: 2 * a, right=lambda a: np.asarray(a.sum())))
    assert shown == "the cost is twice what it should be."


@pytest.mark.parametrize(
    "given",
    [
        lambda a, *_: np.random.default_rng(9).standard_normal(a.shape),
        lambda a, *_: a * np.random.default_rng(9).random(a.shape),
        lambda a, *_: np.zeros(0),
        lambda a, *_: np.broadcast_to(np.asarray(0.0), (2**21,)),
    ],
)
def test_nothing_is_said_of_noise(given):
    assert symptom("dw", samples(given)) is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lambda a, *_: np.vstack([a[:1], -2 * a[1:-1] ** 2, a[-1:]]), None),
        (
            lambda a, *_: np.vstack([a[:2], -(a[2:] ** 2)]),
            "right at the beginning of its rows (axis 0), and goes wrong",
        ),
        (lambda a, *_: np.vstack([-(a[:-2] ** 2), a[-2:]]), "right at the end of its rows (axis 0), and goes wrong"),
        (lambda a, *_: np.where(a > 1, 7, np.rint(a)).astype(int), "whole numbers where fractions belong"),
    ],
)
def test_nothing_is_said_that_some_entries_belie(given, told):
    said = symptom("dw", samples(given, [(6, 4), (5, 3)]))
    assert said is None if told is None else told in said


def test_one_small_entry_that_is_wrong_is_not_held_at_a_bound():
    said = symptom("dw", samples(lambda a, *_: np.where(np.abs(a) == np.sort(np.abs(a), None)[9], a / 2, a), [(6, 4)]))
    assert said is None or "bound" not in said


def test_whole_numbers_are_no_fault_where_they_are_right():
    said = symptom("n", samples(lambda a, *_: (a**3 + 1).astype(int), right=np.rint))
    assert said is None or "whole numbers" not in said


def test_an_infinity_that_is_right_is_no_symptom():
    given = samples(lambda a, *_: np.where(a > 0, np.inf, a - 1), right=lambda a: np.where(a > 0, np.inf, a))
    assert symptom("dw", given) is None


@pytest.mark.filterwarnings("error")
def test_an_empty_part_is_looked_at_in_silence():
    assert symptom("dw", [Sample(np.asarray(0.5), np.zeros((0, 3)), {}, {})]) is None


@pytest.mark.parametrize("dtype", DTYPES)
def test_numbers_of_any_kind_are_looked_at_without_a_crash(dtype):
    """As ``return z > 0`` for a ReLU does: yes-or-noes can't be taken from each other."""
    right = np.array([[0.0, 2.5], [3.5, 0.0]])
    said = symptom("h", [Sample((right > 0).astype(dtype), right, {"z": right}, {"dh": right})])
    assert said is None or "h" in said


def test_an_empty_case_has_no_factor():
    right = np.arange(3.0), np.zeros(0)
    assert symptom("h", [Sample(3 * item, item, {}, {}) for item in right]) is None


def test_a_symptom_must_show_in_every_case():
    first, *rest = samples(lambda a, *_: -a)
    assert symptom("dw", [first, *(Sample(np.cos(s.right), s.right, s.arguments, s.others) for s in rest)]) is None


def test_no_number_of_a_case_is_told():
    for given in (lambda a, *_: a * 1.234, lambda a, *_: a + 0.777, lambda a, *_: np.clip(a, -0.4321, 0.4321)):
        said = symptom("dw", samples(given, [(6, 4), (5, 3)]))
        assert said
        assert not any(character.isdigit() for character in said)


def test_complex_numbers_are_held_against_each_other_whole():
    right = np.array([1 + 2j, 3 - 1j])
    assert symptom("z", [Sample(right.conj()[:, None], right, {}, {})]) is None
    assert "its shape is not" in symptom("z", [Sample(right[:, None], right, {}, {})])
    assert "added up to one number" in symptom("z", [Sample(right.sum(), right, {}, {})])
    assert symptom("z", [Sample(right.real.sum(), right, {}, {})]) is None


def test_a_vector_has_entries_and_no_rows():
    right = [np.arange(1.0, 3.0 + n) for n in range(3)]
    vectors = [Sample(a / len(a), a, {"b": np.ones(len(a))}, {}) for a in right]
    assert "the number of entries of b" in symptom("db", vectors)


def test_the_same_is_said_once_of_several_parts():
    zero = {name: f"{name} is zero throughout." for name in ("dU", "dW", "db")}
    assert told_together(zero | {"dx": "dx has the wrong sign."}) == [
        "dU, dW and db are zero throughout.",
        "dx has the wrong sign.",
    ]
    assert told_together({"dU": zero["dU"]}) == [zero["dU"]]
