import ast
import re
from functools import cache

import numpy as np
import pytest
from samples import solution_of

from deltarule.authoring.mistakes.derivations import RULES, derived, derived_mistakes, routine_of
from deltarule.authoring.mistakes.lapses.routine import Routine
from deltarule.authoring.mistakes.lapses.sentences import SENTENCES
from deltarule.authoring.mistakes.search import search_in
from deltarule.authoring.solution import Solution
from deltarule.core.code.calls import Returned, case
from deltarule.core.course import Course
from deltarule.core.findings.diagnosis import Evidence
from deltarule.core.text import capitalised

UNITS = {unit.assignment: unit for unit in Course.with_solutions().units_named(None)}

LAYER = '''
def sigmoid(z):
    """The sigmoid."""
    return 1 / (1 + np.exp(-z))

def layer(X, W, b):
    """Activate weighted sums.

    Args:
        X: (N, D), the samples.
        W: (D, H), the weights.
        b: (H,), the bias.
    """
    return sigmoid(X @ W + b)
'''
BACK = '''
def back(dout, x, w, a):
    """The gradients of a layer.

    Args:
        dout: (N, H), the gradient of its result.
        x: (N, D), what went in.
        w: (D, H), its weights.
        a: (N, H), its result.

    Returns:
        (dw, db): the gradients.
    """
    delta = dout * (1 - a**2)
    return x.T @ delta, delta.sum(axis=0)
'''
BIAS = '''
def bias(dout):
    """The gradient of a bias.

    Args:
        dout: (N, H, W, K), the gradient of maps.

    Returns:
        db: (K,).
    """
    db = dout.sum(axis=(0, 1, 2))
    return db
'''
LOSS = '''
def loss(y, y_hat):
    """The mean error.

    Args:
        y, y_hat: (N, K), what is right, and what is said.
    """
    return 0.5 * np.sum((y - y_hat) ** 2) / len(y)
'''
RUN = '''
def step(x_t, h):
    """One step."""
    return np.tanh(x_t + h)

def run(x, h_init, beta=0.9):
    """Add up the states of a sequence.

    Args:
        x: (N, T, H), the inputs.
        h_init: (N, H), the state before.
        beta: how much of the total stays.
    """
    total = np.zeros(h_init.shape)
    h_t = h_init
    for t in range(x.shape[1]):
        h_t = step(x[:, t], h_t)
        total += beta * h_t
    return total
'''
POOL = '''
def pool(x, size, stride, mode):
    """Pool one row.

    Args:
        x: (W,), the row.
        size: how wide a window is.
        stride: how far they are apart.
        mode: "max" or "sum".
    """
    stops = (len(x) - size) // stride + 1
    pooled = np.zeros(stops)
    for i in range(stops):
        window = x[i * stride : i * stride + size]
        pooled[i] = {"max": np.max, "sum": np.sum}[mode](window)
    return pooled
'''
MOVE = '''
def move(params, grads, alpha):
    """Move params down the hill; alpha is the learning rate."""
    return {name: weight - alpha * grads["d" + name] for name, weight in params.items()}
'''
BEFORE = '''
def gone_before(x, x_init):
    """Add up what went before each step.

    Args:
        x: (N, T, H), the inputs.
        x_init: (N, H), what went before the first.
    """
    total = np.zeros(x_init.shape)
    for t in range(x.shape[1]):
        total += x[:, t - 1] if t > 0 else x_init
    return total
'''
LENGTHS = '''
def lengths(words):
    """The lengths of words."""
    return np.array([len(word) for word in words])
'''
LABELS = '''
def errors(p, y, params):
    """The errors.

    Args:
        p: (N, K), what is said.
        y: (N,), what is right.
        params: dict of `bv`.
    """
    one_hot = np.eye(len(params["bv"]))
    return p - one_hot[y]
'''
KEPT = '''
def ends(x):
    """The squares of the ends of rows.

    Args:
        x: (N, T), the rows.
    """
    squares = np.zeros(len(x))
    for n in range(len(x)):
        squares[n] += x[n, -1] ** 2
    return squares
'''
PARTS = '''
def parts(x):
    """The whole parts, a list.

    Args:
        x: (N,), numbers.
    """
    found = []
    for number in x:
        found.append(int(number))
    return found
'''
CASES = [
    (LABELS, "errors", "added", "p + one_hot", "errors: the part with y is added; it should be subtracted."),
    (LENGTHS, "lengths", "array_missing", "return [len(word)", "lengths: this is a list; make an array of it."),
    (BEFORE, "gone_before", "in_every_round", "total += x_init", "x_init is taken in every round;"),
    (BEFORE, "gone_before", "in_every_round", "total += x[:, t - 1]", "x is taken in every round;"),
    (RUN, "run", "returned_early", "        return total\n\n", "the return stands inside the loop"),
    (LAYER, "layer", "bias_missing", "sigmoid(X @ W)", "layer: the bias b is missing."),
    (LAYER, "layer", "bias_outside", "sigmoid(X @ W) + b", "layer: the bias b is added after the sigmoid;"),
    (LAYER, "layer", "transposed", "sigmoid(X @ W.T + b)", "layer: in a matrix product W is transposed;"),
    (LAYER, "layer", "entry_by_entry", "sigmoid(X * W + b)", "layer: this multiplies entry by entry;"),
    (LAYER, "layer", "not_activated", "return X @ W + b", "layer: the sigmoid is missing."),
    (LAYER, "layer", "other_activation", "np.tanh(X @ W + b)", "layer: this goes through a tanh;"),
    (LAYER, "layer", "term_missing", "sigmoid(b)", "layer: the part with X and W is missing."),
    (LAYER, "layer", "bias_summed", "X @ W + np.sum(b)", "layer: all of b is added everywhere;"),
    (LAYER, "sigmoid", "minus_missing", "np.exp(z)", "sigmoid: a sign is wrong: look at each minus."),
    (LAYER, "sigmoid", "goes_in_turned", "z = -z", "z goes in with the other sign."),
    (BACK, "back", "slope_missing", "delta = dout\n", "On the way to all that back gives: the slope of the tanh"),
    (BACK, "back", "activation_for_slope", "delta = dout * a\n", "On the way to all that back gives: the tanh's value"),
    (
        BACK,
        "back",
        "other_slope",
        "dout * (a * (1 - a))",
        "On the way to all that back gives: this is the slope of a sig",
    ),
    (BACK, "back", "not_transposed", "x @ delta", "dw: in a matrix product x should be transposed and isn't."),
    (BACK, "back", "bias_averaged", "delta.mean(axis=0)", "db: the gradient of a bias adds up over the samples;"),
    (BACK, "back", "other_axis", "delta.sum(axis=1)", "db: this runs along axis 1; another one is meant."),
    (BIAS, "bias", "other_axis", "axis=(1, 2)", "db: this runs along axis (1, 2); another one is meant."),
    (BACK, "back", "all_axes", "delta.sum()", "db: this runs over all axes at once;"),
    (BACK, "back", "axis_kept", "keepdims=True", "db: this keeps an axis of length 1 too many."),
    (BACK, "back", "results_exchanged", "delta.sum(axis=0), x.T", "dw and db are in each other's place"),
    (LOSS, "loss", "mean_for_sum", "np.mean((y", "loss: this is a mean where a sum is asked."),
    (LOSS, "loss", "not_divided", "** 2)\n", "loss: the division by the number of samples or steps (N) is missing."),
    (LOSS, "loss", "divided_twice", "/ len(y) / len(y)", "loss: this is divided by N twice."),
    (LOSS, "loss", "divided_by_others", "/ y.shape[1]", "loss: this is divided by K; it should be divided by N."),
    (LOSS, "loss", "factor_missing", "return np.sum", "loss: a factor is missing (0.5)."),
    (
        LOSS,
        "loss",
        "not_squared",
        "np.sum(y - y_hat) /",
        "loss: something with y and y_hat isn't squared; it should be.",
    ),
    (LOSS, "loss", "squared_late", "np.sum(y - y_hat) ** 2", "loss: the sum is squared;"),
    (LOSS, "loss", "difference_turned", "y_hat - y", "loss: a difference is taken the wrong way round."),
    (RUN, "run", "not_added_up", "total = beta * h_t", "run: the parts of the rounds aren't added up"),
    (RUN, "run", "not_carried", "step(x[:, t], h_init)", "h_init isn't carried on: each round starts from the same."),
    (RUN, "run", "begins_at_zero", "h_t = 0 * h_init", "this begins at zero, not at h_init."),
    (RUN, "run", "step_before", "x[:, t - 1]", "x is taken one step too early."),
    (RUN, "run", "loop_stops_early", "range(0, x.shape[1] - 1)", "the loop leaves out its last one."),
    (RUN, "run", "loop_turned", "reversed(range(x.shape[1]))", "the loop runs the other way"),
    (RUN, "run", "option_ignored", "beta = 0.9", "beta is taken to be 0.9, whatever is passed in."),
    (
        RUN,
        "run",
        "two_arguments_exchanged",
        "step(h_t, x[:, t])",
        "run: step is given two arguments in each other's place.",
    ),
    (POOL, "pool", "windows_one_apart", "x[i:i + size]", "pool: the windows lie one apart"),
    (POOL, "pool", "choice_ignored", "mode = 'sum'", 'Whatever mode says, this does what "sum" asks.'),
    (POOL, "pool", "choice_as_other", "{'max': np.sum", 'For "max" this does what "sum" asks.'),
    (POOL, "pool", "option_for_option", "stride = size", "size is used in the place of stride."),
    (POOL, "pool", "rounded_up", "-(-(len(x) - size) // stride)", "this is rounded up; it should be rounded down."),
    (MOVE, "move", "added", "weight + alpha", "move: the part with alpha and grads is added;"),
    (MOVE, "move", "dict_changed", "params[name] = params[name] - alpha", "New arrays are put into params"),
    (MOVE, "move", "biases_not_updated", "startswith('b')", "move: the biases stay as they were."),
]


@cache
def solution(source):
    return solution_of(f"import numpy as np\n{source}")


@cache
def changes_of(source, function):
    return list(derived(solution(source), function))


NOTED = '''
def noted(word):
    """Note calls."""
    return lambda function: function

@noted("a" * (2 - 1))
def length(v):
    """The length of v.

    Args:
        v: (D,), a vector.
    """
    @noted("b")
    def squared(x):
        return x**2

    return np.sqrt(np.sum(squared(v)))
'''


@cache
def of_unit(name):
    """Give a unit's solution, and what is derived from each of its functions."""
    found = Solution.of(UNITS[name])
    return found, {function: list(derived(found, function)) for function in found.functions}


@pytest.mark.parametrize(("source", "function", "rule", "piece", "sentence"), CASES, ids=[case[2] for case in CASES])
def test_a_slip_is_derived_with_its_sentence(source, function, rule, piece, sentence):
    changes = changes_of(source, function)
    found = [item for item in changes if item.lapse.rule == rule and piece in f"{item.source}\n\n"]
    assert found, [item.source for item in changes_of(source, function) if item.lapse.rule == rule]
    assert any(sentence in item.lapse.sentence for item in found), [item.lapse.sentence for item in found]


def test_a_derived_mistake_answers_as_a_student_would_who_made_it():
    mistakes = {item.sentence: item for item in derived_mistakes(solution(LAYER), "layer")}
    mistake = mistakes["layer: the bias b is missing."]
    X, W, b = np.ones((1, 2)), np.ones((2, 3)), np.ones(3)
    assert mistake.body(X, W, b).tolist() == solution(LAYER).module.sigmoid(X @ W).tolist()
    assert mistake.function == "layer"


def test_what_is_only_written_to_is_not_said_to_be_carried_on():
    assert not {"not_carried", "dropped"} & {item.lapse.rule for item in changes_of(KEPT, "ends")}


def test_where_no_whole_numbers_go_in_nothing_is_cut_down_to_them():
    (listed,) = [item.body() for item in changes_of(PARTS, "parts") if item.lapse.rule == "whole_numbers"]
    assert listed(np.array([0.5, 1.5])) == [0, 1]  # no array, which is another slip
    assert listed(np.array([1, 2])) == [1, 2]
    (cut,) = [item.body() for item in changes_of(LAYER, "layer") if item.lapse.rule == "whole_numbers"]
    W, b = np.ones((2, 3)), np.ones(3)
    assert cut(np.ones((1, 2)), W, b).dtype.kind == "f"
    assert cut(np.ones((1, 2), int), W, b).dtype.kind == "i"


def test_a_list_has_no_axis_to_be_added_or_lost():
    cases = 'def pieces(x):\n    """Its entries, a list."""\n    return list(x)\n'
    forms = [item.body() for item in changes_of(cases, "pieces") if item.lapse.rule in ("at_least_1d", "squeezed")]
    assert [form(np.ones((2, 1))) for form in forms] == [[1, 1], [1, 1]]
    assert all(isinstance(form(np.ones((2, 1))), list) for form in forms)


def test_what_does_the_same_as_another_slip_is_no_comparison_that_was_turned():
    assert "comparison_turned" not in {item.lapse.rule for item in changes_of(BEFORE, "gone_before")}


def test_a_number_has_no_axes_to_lie_on_its_side_or_to_be_added_up_along():
    half = 'def half(n):\n    """Half of n."""\n    return n // 2\n'
    rules = "on_its_side", "one_sum", "one_mean"
    changed = [item.body() for item in changes_of(half, "half") if item.lapse.rule in rules]
    assert len(changed) == len(rules)
    for body in changed:
        with pytest.raises(np.exceptions.AxisError):
            body(4)


def test_a_slip_that_can_be_made_in_two_places_is_made_in_both_at_once_too():
    two = 'def two(a, b):\n    """Sums."""\n    c = np.sum(a)\n    d = np.sum(b)\n    return c, d\n'
    sources = [item.source for item in changes_of(two, "two") if item.lapse.rule == "mean_for_sum"]
    assert sorted(source.count("mean") for source in sources) == [1, 1, 2]


def test_a_word_of_prose_is_no_name_of_a_value():
    said = '''
def moved(w, b):
    """Give a new row, and the step that led to it.

    Args:
        w, b: (D,), rows.
    """
    new = w - b
    step = 2 * new
    return step
'''
    sentences = [item.lapse.sentence for item in changes_of(said, "moved")]
    assert "moved: the part with b is added; it should be subtracted." in sentences
    assert not [sentence for sentence in sentences if re.search(r"\b(new|step)\b", sentence)]
    noted = said.replace("Give a new row", "Give `new`")
    assert "new: the part with b is added; it should be subtracted." in [
        item.lapse.sentence for item in changes_of(noted, "moved")
    ]


def test_an_alternative_that_calls_itself_has_no_arguments_exchanged(tmp_path):
    (tmp_path / "less.py").write_text('def less(a, b):\n    """A difference."""\n    return a - b\n')
    listed = 'from deltarule import alternative\nfrom .less import less\n@alternative("less")\n'
    (tmp_path / "alternatives.py").write_text(f"{listed}def again(a, b):\n    return less(+a, +b)\n")
    rules = {item.lapse.rule for item in derived(Solution(tmp_path / "less.py"), "less")}
    assert "difference_turned" in rules
    assert not rules & {"arguments_exchanged", "two_arguments_exchanged"}


def test_a_number_in_other_words_is_no_part_that_another_operation_brings_together():
    half = LOSS.replace("0.5 *", "np.float32(0.5) *")
    told = [item for item in changes_of(half, "loss") if item.lapse.rule == "other_operation"]
    assert not [item.source for item in told if "/ np.float32(0.5)" in item.source]


def test_a_call_of_a_function_that_is_one_expression_is_written_out():
    source = (
        'def total(x):\n    """A sum."""\n    return x + 1\ndef twice(x):\n    """Two."""\n    return 2 * total(x)\n'
    )
    assert any("2 * (x - 1)" in item.source for item in changes_of(source, "twice"))


def test_right_alternatives_are_changed_as_well(tmp_path):
    (tmp_path / "double.py").write_text('def double(x):\n    """Twice x."""\n    return 2 * x\n')
    listed = 'from deltarule import alternative\n@alternative("double")\ndef added(x):\n    return x + x\n'
    (tmp_path / "alternatives.py").write_text(listed)
    mistakes = derived_mistakes(Solution(tmp_path / "double.py"), "double")
    sentences = {item.sentence: item for item in mistakes}
    assert sentences["double: the part with x is subtracted; it should be added."].body(3) == 0


def test_what_is_right_is_not_found_in_the_search_for_what_is_wrong():
    cases = [case(12, 4, 3, "same"), case(11, 4, 2, "same"), case(12, 4, 3, "valid")]
    wanted = [Returned(4), Returned(6), Returned(3)]

    def found(*given):
        parameters = ("n", "f", "stride", "padding")
        seen = Evidence(parameters, cases, wanted, [Returned(value) for value in given], list)
        return search_in(UNITS["6_cnn"])("output_size", [seen])

    assert found(np.float64(4), np.float64(6), 3) == {}  # np.squeeze(4) is 4 just so, but right
    assert list(found(5, 6, 3)) == ["derived_output_size_number_missing_output_size_1_3"]


def test_a_change_that_never_ends_raises():
    source = 'def half(n):\n    """Halve."""\n    while n > 1:\n        n = n - 2\n    return n\n'
    endless = [item for item in changes_of(source, "half") if "n + 2" in item.source]
    assert endless
    with pytest.raises(StopIteration):
        endless[0].body()(7)
    ending = next(item for item in changes_of(source, "half") if item.lapse.rule == "result_doubled")
    assert ending.body()(2) is not None


def test_no_more_are_derived_than_are_asked_for():
    assert len(derived_mistakes(solution(RUN), "run", 5)) == 5


def test_the_same_solution_gives_the_same_names():
    again = [item.name for item in derived(solution_of(f"import numpy as np\n{RUN}"), "run")]
    assert again == [item.name for item in changes_of(RUN, "run")]
    assert "derived_run_not_added_up_run" in again


def test_a_function_without_arguments_has_none():
    assert derived_mistakes(solution("def seven():\n    return 3 + 4\n"), "seven") == []


@pytest.mark.parametrize("name", UNITS)
def test_every_change_is_python_and_every_name_is_one_of_its_own(name):
    by_function = of_unit(name)[1]
    names = [item.name for changes in by_function.values() for item in changes]
    assert len(names) == len(set(names))
    for changes in by_function.values():
        assert len({item.source for item in changes}) == len(changes)
        assert all(callable(item.body()) for item in changes)


@pytest.mark.parametrize("name", UNITS)
def test_no_sentence_gives_the_line_away(name):
    """It holds no piece of a formula, but a name, a number or what it leaves of 1."""
    found, by_function = of_unit(name)
    for function, changes in by_function.items():
        pieces = {
            ast.unparse(node)
            for node in ast.walk(found.functions[function])
            if isinstance(node, ast.BinOp | ast.Compare | ast.Subscript | ast.Call | ast.IfExp)
        }
        telling = [piece for piece in pieces if not re.fullmatch(r"1 - \w+|\w+\(\w*\)", piece)]
        for item in changes:
            assert not [piece for piece in telling if piece in item.lapse.sentence], item.lapse.sentence


def test_every_sentence_is_filled_in_and_ends():
    said = {
        item.lapse.rule: item.lapse.sentence
        for name in UNITS
        for changes in of_unit(name)[1].values()
        for item in changes
    }
    for sentence in said.values():
        assert re.match(r"\S.*\S\.$", sentence)
        assert "{" not in sentence
        assert ": :" not in sentence


def test_every_rule_finds_something_and_every_sentence_is_said():
    solutions = [of_unit(name)[0] for name in UNITS]
    routines = [routine_of(found, function) for found in solutions for function in found.functions]
    routines += [routine_of(solution(source), function) for source, function, *_ in CASES]
    said = set()
    for rule in RULES:
        found = {lapse.rule for routine in routines for lapse in rule(routine)}
        assert found, rule.__name__
        said |= found
    assert set(SENTENCES) - said == set()


def test_what_stands_above_a_function_stays_in_every_change_of_it():
    changes = changes_of(NOTED, "length")
    assert changes
    for item in changes:
        assert item.source.startswith("@noted('a' * (2 - 1))\ndef length("), item.name
        assert "@noted('b')\n" in item.source, item.name
        assert callable(item.body())


@pytest.mark.parametrize(
    "source",
    [
        "def f(): pass",
        "def f(x, *rest, **more):\n    return [y for y in rest if y], {**more}, lambda z: z + x",
        "def f(x):\n    np.sum()\n    x[...] = np.zeros()\n    x.append()\n    return",
        "def f(x):\n    for a, (b, c) in x:\n        yield a @ b, c[0][1:, None], f'{a}' % 2\n    else:\n        del x",
        "def f(x):\n    with x as y, x:\n        (y.a, *z), x[0] = 1, 2, 3\n    return y and not z",
    ],
)
def test_any_python_can_be_read(source):
    definition = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    routine = Routine(definition, ["f"])
    for rule in RULES:
        for lapse in rule(routine):
            assert lapse.sentence
            assert ast.parse(ast.unparse(ast.fix_missing_locations(routine.changed(lapse))))


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_begins_with_a_capital_where_the_functions_name_is_left_out(name):
    said = SENTENCES[name].partition(": ")[2] or SENTENCES[name]
    assert said.startswith(("{", "1 ", "/", "np.")) or capitalised(said)[0].isupper()
