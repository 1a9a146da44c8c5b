import contextlib
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import example, given, settings
from samples import CHECKS, SOLUTION, recorder_of, solution_of, student_of, write_unit
from strategies import VALUES, same

from deltarule.authoring.building.recorder import Recorder, record, recording_of
from deltarule.authoring.mistakes.listed import Mistake
from deltarule.core.checking.checks import PUBLIC_SEED, check_all, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.calls import case
from deltarule.core.errors import UserError

RIGHT = SOLUTION
X, Y = np.array([1.0, 2.0]), np.array([5.0, -1.0])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write_unit(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def recording(tiny):
    return recording_of(tiny, PUBLIC_SEED)


def test_a_recording_serves_any_number_of_submissions(recording, tiny):
    for _ in range(2):
        results = check_all(load_checks(tiny.checks), student_of(SOLUTION), recording, PUBLIC_SEED)
        assert [(result.status, result.earned) for result in results] == [("passed", 2), ("passed", 1)]


def test_a_recording_names_a_mistake_and_stands_in_for_a_wrong_helper(recording, tiny):
    wrong = student_of(SOLUTION.replace("2 * x", "x * x"))
    double, quadruple = check_all(load_checks(tiny.checks), wrong, recording, PUBLIC_SEED)
    assert (double.status, double.mistake) == ("failed", "squared")
    assert double.message.endswith("Hint: This is the square.")
    assert quadruple.status == "passed"


def test_answers_learnt_by_heart_earn_nothing_with_another_seed(tiny):
    learnt = []
    checks = load_checks(tiny.checks)
    check_all(checks, Spy(learnt), recording_of(tiny, PUBLIC_SEED), PUBLIC_SEED)
    assert learnt
    other = []
    check_all(checks, Spy(other), recording_of(tiny, 7), 7)
    assert not {str(arguments) for arguments in learnt} & {str(arguments) for arguments in other}


class Spy:
    """A student who notes what is asked."""

    def __init__(self, seen):
        self._student = student_of(SOLUTION)
        self._seen = seen

    def __getattr__(self, name):
        function = getattr(self._student, name)
        observe = function.observe
        function.observe = lambda cases, **more: (
            self._seen.extend(item.args for item in cases) or observe(cases, **more)
        )
        return function


def test_another_seed_than_the_recordings_is_refused(recording, tiny):
    with pytest.raises(UserError, match="do not belong to test_double"):
        check_all(load_checks(tiny.checks), student_of(SOLUTION), recording, 7)


@given(VALUES)
@settings(max_examples=30)
@example(np.array([[1 + 2j, 3j]], "c8"))
@example(np.array([2**63 - 1, 2**53 + 1, -5]))
@example(np.array(2**64 - 1, "u8"))
def test_values_of_every_kind_are_recorded_as_they_are(value):
    recorder = recorder_of(SOLUTION)
    packed = recorder._pack(value)
    recording = Recording(recorder.save(), "of a test")
    assert same(recording.unpack(json.loads(json.dumps(packed))), value)


def test_the_same_answers_are_the_same_bytes(tiny):
    assert record(tiny, PUBLIC_SEED) == record(tiny, PUBLIC_SEED)
    assert record(tiny, PUBLIC_SEED) != record(tiny, 7)


def test_recordings_of_other_questions_are_not_the_same(recording, tiny):
    assert recording.same_answers(recording_of(tiny, PUBLIC_SEED))
    assert not recording.same_answers(recording_of(tiny, 7))


def test_a_reference_that_answers_otherwise_when_it_is_asked_again_is_told_what_to_mend(tmp_path):
    unit = write_unit(tmp_path, solution=SOLUTION.replace("return 2 * x", "return 2 * x + np.random.random()"))
    with pytest.raises(
        UserError, match=r"fails test_double with .*; mend one of them, and let the solution answer alike"
    ):
        record(unit, PUBLIC_SEED)


@pytest.mark.parametrize("seed", [PUBLIC_SEED, 7])
def test_a_reference_that_fails_a_check_is_refused_and_the_check_named(tmp_path, seed):
    broken = CHECKS.replace("    agree(student.quadruple", "    raise ValueError\n    agree(student.quadruple")
    unit = write_unit(tmp_path, checks=broken)
    with pytest.raises(UserError, match=rf"y, line \d+: the reference fails test_quadruple with seed {seed}"):
        record(unit, seed)


def test_the_example_units_solution_earns_every_point_of_its_recording(ann, ann_recording):
    results = check_all(load_checks(ann.checks), student_of(ann.solution.read_text()), ann_recording, PUBLIC_SEED)
    assert {result.status for result in results} == {"passed"}


def test_the_example_units_stub_is_not_started_and_earns_nothing(ann, ann_recording):
    results = check_all(load_checks(ann.checks), student_of(ann.exercise.read_text()), ann_recording, PUBLIC_SEED)
    assert {(result.status, result.earned) for result in results} == {("not_started", 0)}


def test_a_recording_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(UserError, match=r"answers\.npz cannot be read; in a kit, unpack it again"):
        Recording.read(tmp_path / "answers.npz")


def archive(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"answers",
        npy(np.zeros(3)),
        archive(numbers=np.zeros(3)),
        archive(index=np.frombuffer(b"{}", np.uint8), numbers=np.zeros(3)),
        archive(index=np.frombuffer(b"[1]", np.uint8), numbers=np.zeros(3)),
        archive(index=np.frombuffer(b"\xff{", np.uint8), numbers=np.zeros(3)),
        archive(index=np.array([None]), numbers=np.zeros(3)),
    ],
    ids=["empty", "cut", "text", "npy", "no index", "no calls", "a list", "no json", "pickled"],
)
def test_a_damaged_recording_is_refused(content, tmp_path):
    path = tmp_path / "answers.npz"
    path.write_bytes(content)
    with pytest.raises(UserError, match="are damaged; in a kit, unpack it again"):
        Recording.read(path)


def test_a_recording_cut_short_anywhere_is_refused(tiny):
    content = record(tiny, PUBLIC_SEED)
    for size in range(0, len(content), 97):
        with pytest.raises(UserError):
            Recording(content[:size], "")


@pytest.mark.parametrize("flipped", [1, 0x80])
def test_a_recording_with_one_flipped_bit_is_refused_or_unharmed(tiny, flipped):
    content = record(tiny, PUBLIC_SEED)
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= flipped
        with contextlib.suppress(UserError):
            Recording(bytes(damaged), "")


def test_a_recording_is_a_plain_archive_without_pickles(tiny):
    with zipfile.ZipFile(io.BytesIO(record(tiny, PUBLIC_SEED))) as archive:
        assert sorted(archive.namelist()) == ["index.npy", "numbers.npy"]


# --- what is recorded is replayed --------------------------------------------------------------------------------


def replayed(source, ask):
    """Ask once while recording and once of the recording; give both answers."""
    recorder = recorder_of(source)
    first = ask(recorder.begin("check"))
    return first, ask(Recording(recorder.save(), "of a test").begin("check"))


@pytest.mark.parametrize(
    "value",
    [
        "x",
        "(x, [1, 2.5], {'a': x.astype('i4'), 'b': None})",
        "np.float32(0.1)",
        "x > 1.5",
        "np.zeros((0, 3))",
        "'word'",
        "True",
        "np.array([np.nan, np.inf])",
    ],
)
def test_a_recording_answers_as_the_reference_did(value):
    first, again = replayed(f"import numpy as np\ndef f(x): return {value}", lambda reference: reference.f(X))
    assert repr(again) == repr(first)
    assert np.array_equal(getattr(first, "dtype", 0), getattr(again, "dtype", 0))


def test_a_recording_answers_several_calls_by_turn():
    def ask(reference):
        return reference.double(X).tolist(), reference.quadruple(Y).tolist(), reference.double(3)

    first, again = replayed(RIGHT, ask)
    assert first == again == ([2, 4], [20, -4], 6)


def test_a_recording_knows_the_parameters_too():
    first, again = replayed(RIGHT, lambda reference: reference.double.answer([case(X)]).parameters)
    assert first == again == ["x"]


REFUSED = "recorded answers of a test do not belong to test_double: in a kit, unpack it again"


@pytest.mark.parametrize(
    ("function", "cases"),
    [
        ("quadruple", [case(X)]),
        ("double", [case(Y)]),
        ("double", [case(X[None])]),
        ("double", [case(x=X)]),
        ("double", [case(X), case(X)]),
        ("double", []),
    ],
    ids=["function", "values", "shape", "keyword", "more cases", "no cases"],
)
def test_another_question_than_the_recorded_one_is_refused(function, cases):
    recorder = recorder_of(RIGHT)
    recorder.begin("test_double").double.answer([case(X)])
    replay = Recording(recorder.save(), "of a test").begin("test_double")
    with pytest.raises(UserError, match=REFUSED):
        getattr(replay, function).answer(cases)


def test_questions_in_another_order_are_refused():
    recorder = recorder_of(RIGHT)
    live = recorder.begin("test_double")
    live.double.answer([case(X)])
    live.quadruple(Y)
    replay = Recording(recorder.save(), "of a test").begin("test_double")
    with pytest.raises(UserError, match=REFUSED):
        replay.quadruple(Y)


def test_more_questions_than_were_recorded_are_refused():
    recorder = recorder_of(RIGHT)
    recorder.begin("test_double").double(X)
    replay = Recording(recorder.save(), "of a test").begin("test_double")
    replay.double(X)
    with pytest.raises(UserError, match=REFUSED):
        replay.double(X)


def test_an_answer_that_a_check_changed_is_whole_for_the_next_submission():
    recorder = recorder_of("def f(): return {'a': [1]}")
    recorder.begin("check").f()
    recording = Recording(recorder.save(), "")
    recording.begin("check").f()["a"].append(2)
    assert recording.begin("check").f() == {"a": [1]}


def test_a_check_that_changes_an_answer_is_found_out_while_recording():
    first, again = replayed(RIGHT, lambda reference: reference.double(X))
    assert first.flags.writeable is again.flags.writeable


def test_a_check_that_was_not_recorded_is_refused(recording):
    with pytest.raises(UserError, match="test_unknown"):
        recording.begin("test_unknown").double(X)


def helpers_of(source, *asked):
    """Give the right helpers of `f` that a recording keeps, where a check asked `f` about these."""
    recorder = recorder_of(source)
    recorder.begin("check").f.answer([case(*asked)])
    return Recording(recorder.save(), "").begin("check").f.answer([case(*asked)]).helpers(True)


def test_a_recorded_helper_has_no_answer_to_what_was_not_asked():
    double = helpers_of("def double(x): return 2 * x\ndef f(x): return double(double(x))", X)["double"]
    assert double(X).tolist() == [2, 4]
    assert double(2 * X).tolist() == [4, 8]
    assert double(Y) is NotImplemented


def test_a_recorded_helper_tells_strings_apart():
    source = "def g(kind): return {'one': 1, 'two': 2}[kind]\ndef f(x): return x * (g('one') + 10 * g('two'))"
    g = helpers_of(source, 1)["g"]
    assert (g("one"), g("two")) == (1, 2)


def test_a_recorded_helper_knows_every_way_of_writing_a_call():
    g = helpers_of("def g(x, by=2): return by * x\ndef f(x): return g(x) + g(by=3, x=x)", X)["g"]
    assert g(X).tolist() == g(X, 2).tolist() == g(x=X, by=2).tolist() == [2, 4]
    assert g(X, 3).tolist() == g(X, by=3).tolist() == [3, 6]


def test_a_recorded_helpers_answer_is_the_callers_to_change():
    double = helpers_of("def double(x): return 2 * x\ndef f(x): return double(x)", X)["double"]
    double(X)[0] = 9
    assert double(X).tolist() == [2, 4]


def test_helpers_are_those_that_the_solution_calls_itself_or_through_others():
    source = "def a(x): return x\ndef b(x): return a(x)\ndef c(x): return x\ndef f(x): return b(x)"
    assert sorted(helpers_of(source, 1)) == ["a", "b"]


CHAIN = """
def a(x): return x + 1
def b(x): return 2 * a(x)
def c(x): return x - 1
def f(x): return b(x) + c(x)
"""


@pytest.mark.parametrize(
    ("sound", "replaced"), [("abc", []), ("bc", ["a", "b"]), ("ac", ["b"]), ("ab", ["c"]), ("", ["a", "b", "c"])]
)
def test_what_calls_a_wrong_helper_is_replaced_with_it(sound, replaced):
    recorder = Recorder(solution_of(CHAIN), [], list("abcf"))
    recorder.begin("check_b").b.answer([case(X)])
    recorder.begin("check_f").f.answer([case(X)])
    recording = Recording(recorder.save(), "")
    answers = recording.begin("check_f", sound=sound).f.answer([case(X)])
    assert list(answers.helpers(False)) == replaced
    assert list(answers.helpers(True)) == ["a", "b", "c"]


def test_a_recorded_helper_answers_for_rounding_and_not_for_the_step_of_a_measured_slope():
    double = helpers_of("def double(x): return 2 * x\ndef f(x): return double(x)", X)["double"]
    assert double(X * (1 + 1e-14)).tolist() == [2, 4]
    assert double(X + np.array([1e-8, 0])) is NotImplemented


@pytest.mark.parametrize(
    ("sound", "replaced"), [("abcd", []), ("abc", ["d"]), ("abd", ["c", "d"]), ("bcd", ["a", "b"])]
)
def test_what_the_students_own_calls_besides_is_replaced_too(sound, replaced):
    """Here `f` calls `d`, which calls `c`."""
    recorder = Recorder(solution_of(CHAIN), [], list("abcf"))
    recorder.begin("check_b").b.answer([case(X)])
    recorder.begin("check_f").f.answer([case(X)])
    begun = Recording(recorder.save(), "").begin(
        "check_f", lambda name: lambda x: name, sound=sound, own={"f": {"d", "c"}, "d": {"c"}}
    )
    answers = begun.f.answer([case(X)])
    assert list(answers.helpers(False)) == replaced
    assert list(answers.helpers(True)) == ["a", "b", "c", "d"]
    assert answers.helpers(True)["d"](X) == "d"
    assert answers.helpers(True)["b"](X).tolist() == [4, 6]


def test_what_a_helper_asks_of_another_is_not_recorded():
    helpers = helpers_of("def a(x): return x + 1\ndef b(x): return 2 * a(x)\ndef f(x): return b(x) + a(3 * x)", X)
    assert helpers["b"](X).tolist() == [4, 6]
    assert helpers["a"](3 * X).tolist() == [4, 7]
    assert helpers["a"](X) is NotImplemented


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 1, 0)])
def test_recorded_calls_of_a_helper_are_found_in_any_order(order):
    asked = (X, Y, X + Y)
    helper = helpers_of("def g(x): return 2 * x\ndef f(x, y): return g(x) + g(y) + g(x + y)", X, Y)["g"]
    assert [helper(asked[place]).tolist() for place in order] == [(2 * asked[place]).tolist() for place in order]


def test_a_mistake_that_answers_right_here_is_not_recorded():
    recorder = recorder_of(RIGHT, ("squared", "double", lambda x: x * x))
    recorder.begin("check").double.answer([case(2)])
    assert Recording(recorder.save(), "").prints_of("squared", "double") == [{}]


@pytest.mark.parametrize(
    ("precision", "factor", "sentence", "alike"),
    [
        ("float64", "(1 + 1e-13)", "double!", True),
        ("float64", "(1 + 1e-4)", "double!", False),
        ("float32", "(1 + 1e-6)", "double!", True),
        ("float32", "(1 + 1e-4)", "double!", False),
        ("float64", "1", "Another.", False),
    ],
)
def test_recordings_that_differ_by_rounding_alone_are_the_same(precision, factor, sentence, alike):
    def recorded(source, sentence):
        recorder = Recorder(solution_of(source), [Mistake("m", "double", sentence, lambda x: x * x)], ["double"])
        recorder.begin("check").double.answer([case(X.astype(precision))])
        return Recording(recorder.save(), "")

    one, other = recorded(RIGHT, "double!"), recorded(RIGHT.replace("2 * x", f"2 * x * {factor}"), sentence)
    assert one.same_answers(other) is other.same_answers(one) is alike


def test_what_submissions_are_asked_is_drawn_for_the_first_and_the_answers_stay_in_turn():
    recorder = recorder_of(RIGHT)
    drawn = []

    def asked(reference):
        def draw():
            drawn.append(reference.quadruple(Y))
            return [case(X)]

        cases = reference.double.once(draw)
        return cases, reference.double.answer(cases).outcomes, reference.quadruple(X)

    asked(recorder.begin("check"))
    replay = Recording(recorder.save(), "of a test")
    first, again = asked(replay.begin("check")), asked(replay.begin("check"))
    assert len(drawn) == 2, "for the recording, and for the first of two submissions"
    assert again[0] is first[0]
    assert same([again[1][0].value, again[2]], [first[1][0].value, first[2]])


def test_what_went_wrong_while_it_was_drawn_goes_wrong_for_the_next_submission_too():
    recorder = recorder_of(RIGHT)
    recorder.begin("check").double(X)
    replay = Recording(recorder.save(), "of a test")
    for _ in range(2):
        reference = replay.begin("check")
        with pytest.raises(UserError, match="do not belong to check"):
            reference.double.once(lambda: reference.quadruple(X))  # noqa: B023
        assert reference.double(X).tolist() == [2, 4]


def test_a_student_who_changes_arguments_changes_nobody_elses(recording, tiny):
    checks = load_checks(tiny.checks)
    before = check_all(checks, student_of(SOLUTION), recording, PUBLIC_SEED)
    changing = "def double(x):\n    x *= 2\n    return x\n"
    assert any(not result.earned for result in check_all(checks, student_of(changing), recording, PUBLIC_SEED))
    assert check_all(checks, student_of(SOLUTION), recording, PUBLIC_SEED) == before
