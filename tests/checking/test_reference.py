import sys

import numpy as np
import pytest
from samples import SOLUTION as RIGHT
from samples import loaded, reference_of, write_unit

from autograder.checking.checks import PUBLIC_SEED
from autograder.checking.mistakes import Alternative, Mistake
from autograder.checking.recording import Recorder, Recording
from autograder.checking.reference import LiveReference, listed_in, load_solution
from autograder.checking.running import recording_of
from autograder.course import Unit
from autograder.errors import UserError
from autograder.student.calling import case

X, Y = np.array([1.0, 2.0]), np.array([5.0, -1.0])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write_unit(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def recording(tiny):
    return recording_of(tiny, PUBLIC_SEED)


def recorder_of(source, *mistakes):
    return Recorder(LiveReference(loaded(source).module, [Mistake(n, n, f"{n}!", body) for n, body in mistakes]))


def replayed(source, ask):
    """Ask once while recording and once of the recording; give both answers."""
    recorder = recorder_of(source)
    first = ask(recorder.begin("check"))
    return first, ask(Recording(recorder.save(), "of a test").begin("check"))


# --- the live reference ------------------------------------------------------------------------------------------


def test_the_reference_answers_a_call_with_a_plain_value():
    answer = reference_of("import numpy as np\ndef f(x): return np.float32(x), [x]").f(2)
    assert answer[0].dtype == np.float32
    assert answer[1] == [2]


def test_a_reference_that_raises_is_the_authors_error():
    with pytest.raises(UserError, match="The reference f raised ZeroDivisionError: division by zero"):
        reference_of("def f(x): return 1 / x").f(0)


def test_arguments_are_described_by_name_and_shape():
    function = reference_of("def f(X, params, alpha=1): pass").f
    described = function.describe(case(np.ones((2, 3)), {"W": np.ones(4)}, alpha=0.5))
    assert described == "X (2, 3), params {W (4,)}, alpha 0.5"


def test_listed_mistakes_answer_for_their_own_function_alone():
    reference = reference_of(RIGHT, ("squared", "double", lambda x: x * x), ("other", "quadruple", lambda x: x))
    answers = reference.double.answer([case(X), case(Y)], uses={"quadruple": ()})
    ((name, sentence, prints),) = answers.mistakes()
    assert (name, sentence, len(prints)) == ("squared", "Hint at squared.", 2)
    assert answers.stand_ins()["quadruple"](1) == 4


def test_warnings_of_numpy_are_kept_from_the_author():
    with np.errstate(all="raise"):
        assert reference_of("import numpy as np\ndef f(x): return np.log(x)").f(np.zeros(1))[0] == -np.inf


# --- recording and replaying -------------------------------------------------------------------------------------


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


def test_a_recording_describes_arguments_too():
    def ask(reference):
        reference.double(X)
        return reference.double.describe(case(X))

    assert replayed(RIGHT, ask) == ("x (2,)", "x (2,)")


REFUSED = "recorded answers of a test do not belong to test_double: unpack the kit again"


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


def test_a_recorded_stand_in_has_no_answer_to_what_was_not_asked():
    recorder = recorder_of(RIGHT)
    recorder.begin("check").quadruple.answer([case(X)], uses={"double": ()})
    replay = Recording(recorder.save(), "").begin("check").quadruple.answer([case(X)], uses={"double": ()})
    stand_in = replay.stand_ins()["double"]
    assert stand_in(X).tolist() == [2, 4]
    assert stand_in(2 * X).tolist() == [4, 8]
    assert stand_in(Y) is NotImplemented


def test_a_recorded_stand_in_tells_strings_apart():
    source = "def g(kind): return {'one': 1, 'two': 2}[kind]\ndef f(x): return x * (g('one') + 10 * g('two'))"
    recorder = recorder_of(source)
    recorder.begin("check").f.answer([case(1)], uses={"g": ()})
    stand_in = Recording(recorder.save(), "").begin("check").f.answer([case(1)], uses={"g": ()}).stand_ins()["g"]
    assert (stand_in("one"), stand_in("two")) == (1, 2)


def test_a_recorded_stand_in_knows_further_calls_and_either_way_of_calling():
    recorder = recorder_of(RIGHT)
    recorder.begin("check").quadruple.answer([case(X)], uses={"double": [case(Y)]})
    answers = Recording(recorder.save(), "").begin("check").quadruple.answer([case(X)], uses={"double": [case(Y)]})
    stand_in = answers.stand_ins()["double"]
    assert stand_in(Y).tolist() == stand_in(x=Y).tolist() == [10, -2]


def test_a_mistake_that_answers_right_here_is_not_recorded():
    recorder = recorder_of(RIGHT, ("double", lambda x: x * x))
    recorder.begin("check").double.answer([case(2)])
    assert Recording(recorder.save(), "").begin("check").double.answer([case(2)]).mistakes() == []


@pytest.mark.parametrize(
    ("factor", "sentence", "alike"),
    [("(1 + 1e-13)", "double!", True), ("(1 + 1e-6)", "double!", False), ("1", "Another.", False)],
)
def test_recordings_that_differ_by_rounding_alone_are_the_same(factor, sentence, alike):
    def recorded(source, sentence):
        mistakes = [Mistake("m", "double", sentence, lambda x: x * x)]
        recorder = Recorder(LiveReference(loaded(source).module, mistakes))
        recorder.begin("check").double.answer([case(X)])
        return Recording(recorder.save(), "")

    one, other = recorded(RIGHT, "double!"), recorded(RIGHT.replace("2 * x", f"2 * x * {factor}"), sentence)
    assert one.same_answers(other) is other.same_answers(one) is alike


# --- solutions ---------------------------------------------------------------------------------------------------


def test_a_solution_is_a_module_that_a_students_file_of_its_name_never_meets(tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "tiny", "the student's")
    module = load_solution(tiny.solution)
    assert module is load_solution(tiny.solution)
    assert module.double(2) == 4
    assert sys.modules["tiny"] == "the student's"


def test_mistakes_can_import_from_the_solution_beside_them(tmp_path):
    unit = write_unit(
        tmp_path,
        mistakes="from autograder.checking import mistake\nfrom .tiny import double\n\n"
        "@mistake('quadruple', 'Once more.')\ndef once(x):\n    return double(x)\n",
    )
    (mistake,) = listed_in(unit.mistakes, Mistake)
    assert (mistake.name, mistake.function, mistake.body(3)) == ("once", "quadruple", 6)
    assert [item.name for item in listed_in(unit.alternatives, Alternative)] == ["added"]


def test_a_unit_need_not_list_anything(tmp_path):
    assert listed_in(tmp_path / "mistakes.py", Mistake) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("def f(:", "SyntaxError"), ("import absent_module", "ModuleNotFoundError"), (None, "ModuleNotFound")],
)
def test_a_solution_that_cannot_be_imported_says_why(tmp_path, text, said):
    unit = Unit(tmp_path, "1_tiny")
    unit.solution.parent.mkdir(parents=True)
    if text is not None:
        unit.solution.write_text(text)
    with pytest.raises(UserError, match=rf"tiny\.py could not be imported: {said}"):
        load_solution(unit.solution)
