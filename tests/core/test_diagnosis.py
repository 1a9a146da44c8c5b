import dataclasses
import functools

import numpy as np
import pytest

from deltarule.core.code.calls import Raised, Returned, case
from deltarule.core.findings.diagnosis import (
    Evidence,
    Known,
    answers_of,
    diagnose,
    prints_of,
)
from deltarule.core.values import plain

NAMES = ("dx", "dw", "db")
SENTENCES = {name: f"{name}." for name in ("sign", "no_mean", "dw_only", "transposed", "half")}


def right(x, w, scale=1.0):
    return x * scale, x.T @ w * scale, w.sum(axis=0) * scale


def changed(**parts):
    def function(x, w):
        values = dict(zip(NAMES, right(x, w), strict=True))
        return tuple(parts.get(name, lambda value: value)(value) for name, value in values.items())

    return function


CASES = [
    case(np.random.default_rng(n).standard_normal((n, 3)), np.random.default_rng(n + 9).standard_normal((n, 2)))
    for n in (1, 2, 4)
]
MISTAKES = {
    "sign": changed(dx=np.negative, dw=np.negative, db=np.negative),
    "dw_only": changed(dw=lambda dw: 3 * dw),
    "half": changed(db=lambda db: db / 2),
}


def outcomes(function, cases=CASES):
    return [Returned(plain(function(*item.args))) for item in cases]


def asked(function, mistakes=MISTAKES, cases=CASES, **more):
    wanted = outcomes(right, cases)
    known = [Known(name, prints_of(outcomes(body, cases), wanted)) for name, body in mistakes.items()]
    given = function if isinstance(function, list) else outcomes(function, cases)
    return Evidence(("x", "w"), cases, wanted, given, lambda: known, NAMES, **more)


def names(finding):
    return [item.name for item in finding.mistakes]


def test_a_right_function_has_no_finding():
    assert diagnose("f", [asked(right)], SENTENCES.get) is None


@pytest.mark.parametrize("made", [list, tuple])
@pytest.mark.parametrize("digits", [20, 400])
def test_integers_that_fit_in_no_array_end_no_diagnosis(made, digits):
    large = changed(db=lambda db: made([10**digits, *db[1:]]))
    assert diagnose("f", [asked(large)], SENTENCES.get).right == ["dx", "dw"]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_known_mistake_is_named_and_its_sentence_said_once(name):
    finding = diagnose("f", [asked(MISTAKES[name]), asked(MISTAKES[name])], SENTENCES.get)
    assert names(finding) == [name]
    assert finding.lines().count(f"Hint: {name}.") == 1


def test_parts_that_are_right_are_named_as_right():
    finding = diagnose("f", [asked(changed(dw=np.cos), {})], SENTENCES.get)
    assert (finding.right, finding.wrong) == (["dx", "db"], ["dw"])
    assert finding.lines()[0] == "dx and db are right; dw is not."


def test_errors_in_two_parts_are_two_names():
    both = changed(dw=lambda dw: 3 * dw, db=lambda db: db / 2)
    assert sorted(names(diagnose("f", [asked(both)], SENTENCES.get))) == ["dw_only", "half"]


def test_what_nothing_known_fits_is_looked_for_further():
    both = changed(dx=np.negative, dw=lambda dw: -3 * dw, db=np.negative)
    found = {"sign": "sign.", "dw_only": "dw_only."}
    assert names(diagnose("f", [asked(both)], SENTENCES.get, lambda evidence: found)) == ["sign", "dw_only"]
    assert names(diagnose("f", [asked(MISTAKES["half"])], SENTENCES.get, lambda evidence: found)) == ["half"]


def test_a_name_has_to_fit_everything_that_was_asked():
    other = [case(np.ones((2, 3)), np.ones((2, 2)))]
    fits_one_only = [asked(MISTAKES["half"]), asked(MISTAKES["dw_only"], cases=other)]
    assert names(diagnose("f", fits_one_only, SENTENCES.get)) == []


def test_a_question_that_went_well_speaks_against_a_mistake_that_would_not_have():
    other = [case(np.ones((2, 3)), np.ones((2, 2)))]
    assert names(diagnose("f", [asked(MISTAKES["half"]), asked(right, cases=other)], SENTENCES.get)) == []


def test_one_part_that_fits_by_itself_is_no_name():
    """The sign would show in every part; here it shows in one."""
    assert names(diagnose("f", [asked(changed(dx=np.negative, dw=np.cos))], SENTENCES.get)) == []


@pytest.mark.parametrize(
    "function",
    [
        lambda x, w: tuple(np.random.default_rng(5).standard_normal(part.shape) for part in right(x, w)),
        lambda x, w: tuple(np.zeros(part.shape) for part in right(x, w)),
        lambda x, w: tuple(np.full(part.shape, np.nan) for part in right(x, w)),
        lambda x, w: (x, w, x),
        lambda x, w: None,
        lambda x, w: "half",
    ],
)
def test_what_is_no_mistake_at_all_has_no_name(function):
    finding = diagnose("f", [asked(function)], SENTENCES.get)
    assert finding is None or finding.mistakes == []


def test_a_part_of_zeros_is_recognised_by_nothing():
    zeros = {"dw_only": changed(dw=np.zeros_like), "half": changed(db=np.zeros_like)}
    both = changed(dw=np.zeros_like, db=np.zeros_like)
    assert names(diagnose("f", [asked(both, zeros)], SENTENCES.get)) == []


def test_the_condition_that_parts_right_from_wrong_is_said():
    def wrong(x, w):
        return right(x, w) if len(x) == 1 else tuple(map(np.cos, right(x, w)))

    finding = diagnose("f", [asked(wrong)], SENTENCES.get)
    assert finding.where == "where x has more than one row"


@pytest.mark.parametrize(
    ("right_case", "others"),
    [
        (case(np.ones((1, 3)), np.ones((1, 0))), CASES[1:]),
        (case(np.ones((2, 3)), np.array([[1.0, 1], [-1, -1]])), [case(np.ones((2, 3)), -np.ones((2, 2)))]),
    ],
)
def test_a_case_whose_right_answer_is_empty_or_zero_shows_no_condition(right_case, others):
    """Where db should be zero, three times as much is right, too: what else that case has is not the reason."""
    finding = diagnose("f", [asked(changed(db=lambda db: 3 * db), {}, [right_case, *others])], SENTENCES.get)
    assert (finding.wrong, finding.where) == (["db"], "")


def test_answers_are_digested_question_by_question_where_any_is_wrong():
    def nearly(x, w):
        return tuple(value * (1 + 1e-12) for value in right(x, w))

    def wrong(x, w):
        return tuple(map(np.cos, right(x, w)))

    assert answers_of([asked(right), asked(nearly)]) == ()
    first, second = answers_of([asked(right), asked(wrong)])
    same, other = answers_of([asked(nearly), asked(wrong)])
    assert first.matches(same)
    assert second.matches(other)
    assert not first.matches(second)


def test_a_crash_is_no_part():
    crashed = [Raised("error", "ValueError", "no")] * len(CASES)
    assert diagnose("f", [asked(crashed)], SENTENCES.get) is None


def test_a_mistake_that_crashes_is_known_by_its_crash():
    crashed = [Raised("error", "ValueError", "no")] * len(CASES)
    known = [Known("sign", prints_of(crashed, outcomes(right)))]
    evidence = Evidence(("x", "w"), CASES, outcomes(right), crashed, lambda: known, NAMES)
    assert names(diagnose("f", [evidence], SENTENCES.get)) == ["sign"]


def test_one_exception_everywhere_speaks_for_no_mistake_that_was_derived():
    """Many slips lead to it; one that names other shapes in every case is another matter."""

    def found(name, *messages):
        crashed = [Raised("error", "ValueError", message) for message in messages]
        known = [Known(name, prints_of(crashed, outcomes(right)))]
        evidence = Evidence(("x", "w"), CASES, outcomes(right), crashed, lambda: known, NAMES)
        return diagnose("f", [evidence], {name: f"{name}."}.get)

    assert found("derived_f_loop", "no", "no", "no") is None
    assert names(found("derived_f_loop", "(1, 3)", "(2, 3)", "(4, 3)")) == ["derived_f_loop"]
    assert names(found("loop", "no", "no", "no")) == ["loop"]


@pytest.mark.parametrize("made", [list, tuple])
def test_right_numbers_in_a_list_or_a_tuple_are_no_mistake_that_was_derived(made):
    """The check says what it is and how it becomes an array; a sentence for lists is false of tuples."""

    def found(name, **parts):
        function = changed(**parts)
        return diagnose("f", [asked(function, {name: function})], {name: f"{name}."}.get)

    assert found("derived_f_listed", db=made).mistakes == []
    assert names(found("listed", db=made)) == ["listed"]
    assert names(found("derived_f_half", db=lambda db: made(db / 2))) == ["derived_f_half"]
    assert names(found("derived_f_half", db=lambda db: made(map(str, db)))) == ["derived_f_half"]


def asked_lazily(function, told):
    """What is asked, with mistakes whose answers are found out as they are needed; `told` hears of which places."""
    wanted = outcomes(right)

    def prints(name, body, place):
        told.append((name, place))
        cases, of = (CASES, wanted) if place is None else (CASES[place : place + 1], wanted[place : place + 1])
        return prints_of(outcomes(body, cases), of)

    known = [Known(name, functools.partial(prints, name, body)) for name, body in MISTAKES.items()]
    return Evidence(("x", "w"), CASES, wanted, outcomes(function), lambda: known, NAMES)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_that_are_asked_as_they_are_needed_are_named_as_those_that_are_known(name):
    told = []
    finding = diagnose("f", [asked_lazily(MISTAKES[name], told)], SENTENCES.get)
    assert names(finding) == [name]
    assert [of for of, place in told if place is None] == [name], "the others are out by the first case"
    assert len(told) == len(set(told)), "nothing is asked twice"


def test_the_case_that_is_looked_at_first_is_one_that_went_wrong():
    told = []
    late = [*outcomes(right)[:2], *outcomes(MISTAKES["half"])[2:]]  # right on two cases: no listed mistake
    evidence = asked_lazily(right, told)
    assert names(diagnose("f", [dataclasses.replace(evidence, given=late)], SENTENCES.get)) == []
    assert {place for _, place in told if place is not None} == {2}


def test_how_other_cases_look_is_not_said_of_one_that_raised():
    late = [Raised("error", "ValueError", "no"), *outcomes(changed(dw=lambda dw: dw * np.nan))[1:]]
    finding = diagnose("f", [asked(late, {})], SENTENCES.get)
    assert finding is None or (finding.how, finding.map) == ([], None)
    early = [*outcomes(changed(dw=lambda dw: dw * np.nan))[:2], Raised("error", "ValueError", "no")]
    assert diagnose("f", [asked(early, {})], SENTENCES.get).how[0].startswith("dw holds NaN or infinity")


def test_what_is_judged_by_a_property_is_not_held_against_the_one_answer_of_the_reference():
    upside_down = changed(dx=np.flipud, dw=np.flipud)
    held = diagnose("f", [asked(upside_down, {})], SENTENCES.get)
    assert held.right
    assert held.how
    finding = diagnose("f", [asked(upside_down, {}, judged=True)], SENTENCES.get)
    assert finding is None or (finding.right, finding.wrong, finding.how, finding.map) == ([], [], [], None)
    assert names(diagnose("f", [asked(MISTAKES["half"], judged=True)], SENTENCES.get)) == ["half"]


def test_what_looks_at_arguments_alone_says_nothing_of_values_that_are_judged_by_a_property():
    upside_down = changed(dx=np.flipud)
    frozen = asked(upside_down, {}, frozen=True)
    assert diagnose("f", [asked(upside_down, {}), frozen], SENTENCES.get).wrong == ["dx"]
    finding = diagnose("f", [asked(upside_down, {}, judged=True), frozen], SENTENCES.get)
    assert finding is None or (finding.right, finding.wrong, finding.how) == ([], [], [])


def test_numbers_that_have_a_name_each_are_no_row_of_numbers():
    cases = [case(n) for n in (1, 2, 3)]

    def found(given, names):
        right, wrong = ([Returned(pair) for pair in pairs] for pairs in ([(1, True), (2, True), (3, True)], given))
        return diagnose("f", [Evidence(("n",), cases, right, wrong, list, names)], SENTENCES.get)

    wrong = [(1, False), (2, False), (3, False)]
    assert "a loop stops one early" in found(wrong, ()).how[0]
    assert found(wrong, ("best", "stop")) is None


def test_where_a_function_goes_wrong_is_not_said_of_what_is_judged_by_a_property():
    upside_down = changed(dx=np.flipud)
    held = diagnose("f", [asked(upside_down, {})], SENTENCES.get)
    assert held.where == "where x has more than one row"
    finding = diagnose("f", [asked(upside_down, {}, judged=True)], SENTENCES.get)
    assert finding is None or not finding.where


def test_how_a_value_looks_is_not_said_of_one_that_lies_in_brackets_too_many():
    """That it does is said already: no axis is to be seen to."""
    wanted, given = [Returned(np.array(3.0))] * 2, [Returned((np.array(3.0),))] * 2
    assert diagnose("f", [Evidence(("x", "w"), CASES[:2], wanted, given, list)], SENTENCES.get) is None


def test_only_parts_that_every_result_has_are_said_to_be_right_or_wrong():
    def rows(x, w):
        return list(x)

    def last_wrong(x, w):
        return [*x[:-1], -x[-1]]

    wanted, given = outcomes(rows, CASES[1:]), outcomes(last_wrong, CASES[1:])
    finding = diagnose("f", [Evidence(("x", "w"), CASES[1:], wanted, given, list)], SENTENCES.get)
    assert (finding.right, finding.wrong) == (["item 0 of the result"], ["item 1 of the result"])


def test_a_hint_does_not_name_the_function_that_stands_above_it_again():
    sentences = {"dw_only": "f: this is a mean.", "half": "dw: this is a mean."}
    both = changed(dw=lambda dw: 3 * dw, db=lambda db: db / 2)
    finding = diagnose("f", [asked(both)], sentences.get)
    assert sorted(finding.lines()) == [
        "Hint: This is a mean.",
        "Hint: dw: this is a mean.",
        "dx is right; dw and db are not.",
    ]
    assert {item.sentence for item in finding.mistakes} == {"This is a mean.", "dw: this is a mean."}


def test_a_part_that_is_one_number_throughout_has_no_name_that_nobody_listed():
    """Nobody has begun with it: what a slip in a formula may make of it says nothing of who wrote zeros."""
    nothing = changed(dx=np.zeros_like, dw=np.zeros_like)
    derived = {"derived_f_multiplied": nothing}
    sentence = {"derived_f_multiplied": "two parts are multiplied."}
    assert names(diagnose("f", [asked(nothing, derived)], sentence.get, lambda evidence: sentence)) == []
    assert names(diagnose("f", [asked(nothing, {"sign": nothing})], SENTENCES.get)) == ["sign"]
    small = {"derived_f_multiplied": lambda x, w: nothing(x, w) if len(x) > 2 else right(x, w)}  # whole numbers, say
    assert names(diagnose("f", [asked(small["derived_f_multiplied"], small)], sentence.get)) == [*sentence]
    half = {"derived_f_halved": MISTAKES["half"]}
    assert names(diagnose("f", [asked(MISTAKES["half"], half)], {"derived_f_halved": "half."}.get)) == [
        "derived_f_halved"
    ]


def test_what_is_judged_by_a_property_speaks_against_no_mistake_that_all_else_shows():
    """There an answer depends on what may be chosen, a small number, say."""
    chosen = changed(db=lambda db: db / 2 + 1e-3)
    asked_of = [asked(MISTAKES["half"]), asked(chosen, judged=True)]
    assert names(diagnose("f", asked_of, SENTENCES.get)) == ["half"]
    assert diagnose("f", [asked(right), asked(chosen, judged=True)], SENTENCES.get) is None


def test_what_stands_beside_the_part_that_is_asked_for_is_not_wrong_by_that():
    """It may be chosen there, too: how large a loss is that isn't infinite, say."""
    other = [case(np.ones((5, 3)), np.ones((5, 2))), case(np.ones((6, 3)), np.ones((6, 2)))]
    chosen = changed(dx=lambda dx: dx + 1e-3, db=lambda db: db / 2)
    finding = diagnose("f", [asked(MISTAKES["half"]), asked(chosen, cases=other, only="db")], SENTENCES.get)
    assert (finding.right, finding.wrong, names(finding)) == (["dx", "dw"], ["db"], ["half"])
    assert diagnose("f", [asked(right), asked(changed(dx=np.cos), cases=other, only="db")], SENTENCES.get) is None


def test_a_part_that_is_asked_for_anywhere_counts_there():
    asked_of = [asked(changed(dx=np.cos, dw=np.cos), {}, only="dx"), asked(right, {}, CASES[:1], only="db")]
    finding = diagnose("f", asked_of, SENTENCES.get)
    assert (finding.right, finding.wrong, finding.where) == (["db"], ["dx"], "")


def test_a_case_of_which_another_part_is_wrong_is_none_where_a_function_goes_right():
    """Where one row alone was asked for what is right, it isn't told that more rows are where it goes wrong."""
    wrong = changed(dx=np.cos)
    rows = [asked(wrong, {}, CASES[:1], only="dw"), asked(wrong, {}, CASES[1:], only="dx")]
    assert diagnose("f", rows, SENTENCES.get).where == ""
    assert diagnose("f", [asked(right, {}, CASES[:1], only="dw"), *rows[1:]], SENTENCES.get).where != ""


def test_two_wrong_entries_of_an_answer_to_a_quiz_are_two_names_each_there_as_a_whole():
    wanted = [Returned({"a": "1x", "b": "1y", "c": "1z", "d": "1w"})]
    listed = {"swapped": {"a": "1y", "b": "1x"}, "lost": {"c": "10"}, "other": {"a": "1y", "d": "10"}}

    def found(**wrong):
        known = [
            Known(name, prints_of([Returned({**wanted[0].value, **item})], wanted)) for name, item in listed.items()
        ]
        given = [Returned({**wanted[0].value, **wrong})]
        asked_of = [Evidence((), [case()], wanted, given, lambda: known)]
        return sorted(names(diagnose("q", asked_of, {name: f"{name}." for name in listed}.get)))

    assert found(a="1y", b="1x", c="10") == ["lost", "swapped"]
    assert found(a="1y", b="11", c="10") == []
