"""What crosses to a student's code holds no seed and no answer, what is told has no digits, and lies earn nothing."""

import re
import warnings

import numpy as np
import pytest
from samples import CHECKS, write_unit
from support import ROOT

from deltarule.authoring.building.recorder import Recorder, record
from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.checking.checks import check_all, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.calls import CallFailed
from deltarule.core.code.cells import Cell, cells_of_python
from deltarule.core.code.definitions import definitions
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.student import local_student
from deltarule.core.course import Course
from deltarule.core.disclosure import hiding
from deltarule.core.errors import UserError
from deltarule.core.limits import Limits
from deltarule.door import frames
from deltarule.door.forms import Unpacker
from deltarule.door.outside import workers
from deltarule.door.outside.assistant import Assistant
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote

SEED = 1_815_264_739_154_826_403
UNITS = [unit.assignment for unit in Course(ROOT).units()]


@pytest.fixture(scope="module")
def zygote():
    with Zygote(Limits(), "none") as zygote:
        yield zygote


def recorded(unit, checks):
    """Record answers for a secret seed; what the listed mistakes answer is nobody's concern here."""
    solution = Solution.of(unit)
    recorder = Recorder(solution, (), [check.function for check in load_checks(unit.checks)])
    student = local_student(LoadedCode(solution.module, ""))
    for check in checks:
        check.run(student, recorder.begin(check.name), SEED)
    return Recording(recorder.save(), "of a test")


def reference_cells(unit):
    cells = cells_of_python(unit.solution.read_text(), unit.exercise.name)
    return [Cell(definitions(cell.source), cell.filename, cell.lines_before) for cell in cells]


def leaves(value):
    """Give all that nested values hold."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def runs(value, length=3):
    """Give the runs of a few numbers, in either order of the axes, that tell: none is whole, or a pixel's level."""
    found, loose = set(), []
    for leaf in leaves(value):
        if isinstance(leaf, float):
            loose.append(leaf)
        elif isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f":
            for flat in (leaf.ravel(), leaf.T.ravel()):
                found |= {tuple(flat[i : i + length].tolist()) for i in range(flat.size - length + 1)}
    found |= {tuple(loose[i : i + length]) for i in range(len(loose) - length + 1)}
    return {run for run in found if len(set(run)) == length and all(x % 1 and round(x * 9, 9) % 1 for x in run)}


@pytest.fixture(scope="module", params=UNITS)
def crossed(request, zygote):
    """Grade a unit's reference, and give the unit's checks, their answers, and what each asked a worker.

    What a function that is passed in answers, such as an activation, is its caller's to know.
    """
    unit, said = Course(ROOT).unit(request.param), {}
    checks, send = load_checks(unit.checks), frames.send
    recording = recorded(unit, checks)

    def listening(connection, message, buffers, *args, **more):
        unpacker = Unpacker(memoryview(b"".join(buffers)), lambda number: None)
        if isinstance(message, frames.Ask):
            cases = [unpacker.case(packed) for packed in message.cases]
            said[check.name].append([[list(item.args), item.kwargs] for item in cases])
        return send(connection, message, buffers, *args, **more)

    with pytest.MonkeyPatch.context() as patch, RemoteSubmission(zygote, reference_cells(unit), "x.py") as student:
        patch.setattr(workers.frames, "send", listening)
        for check in checks:
            said[check.name] = []
            result = check.run(student.functions, recording.begin(check.name), SEED)
            student.take_printed()
            assert result.status == "passed", result.message
    return checks, recording, said


def test_no_answer_is_in_any_message_to_a_worker(crossed):
    checks, recording, said = crossed
    answers = {}
    for check in checks:
        asked = [calls for calls in recording._calls[check.name] if calls["function"] == check.function]
        asked = [calls for calls in asked if calls["asked"] is not None]
        for calls, cases in zip(asked, said[check.name], strict=False):
            for value, arguments in zip(calls["values"], cases, strict=False):
                own = runs(arguments)  # some functions give back what they were given
                answers |= dict.fromkeys(
                    runs(recording.unpack(value)) - own if "sealed" not in value else (), check.name
                )
    for name, messages in said.items():
        held = {run for message in messages for run in runs(message)}
        assert not [(answers[run], run) for run in held if run in answers], name


def test_nothing_of_the_seed_is_in_any_message_to_a_worker(crossed):
    checks, _, said = crossed
    streams = {check.rng(SEED).bit_generator.state["state"]["inc"] for check in checks}
    for message in (message for messages in said.values() for message in messages):
        for leaf in leaves(message):
            if isinstance(leaf, np.random.Generator):
                assert leaf.bit_generator.state["state"]["inc"] not in streams
            elif isinstance(leaf, np.ndarray):
                assert SEED.to_bytes(8, "little") not in leaf.tobytes()
            else:
                assert leaf != SEED


def test_a_checks_own_generator_tells_nothing_of_the_seed():
    check = load_checks(Course(ROOT).unit("ann").checks)[0]
    # One state for each seed, and none that the seed's own generator is ever in.
    assert check.rng(1).bit_generator.state != check.rng(2).bit_generator.state
    assert check.rng(1).bit_generator.state["state"] != np.random.default_rng(1).bit_generator.state["state"]


@pytest.mark.parametrize("handed", ["rng", "np.random.default_rng(1) and rng", "copy.deepcopy(rng)", "rng.spawn(1)[0]"])
def test_build_refuses_a_checks_own_generator_among_the_arguments(tmp_path, handed):
    checks = CHECKS.replace("from deltarule", "import copy\nimport numpy as np\nfrom deltarule")
    checks = checks.replace("case(rng.standard_normal(n))", f"case({handed})")
    unit = write_unit(
        tmp_path, solution="def double(x): return x.normal()\ndef quadruple(x): return 4 * x", checks=checks
    )
    with pytest.raises(UserError, match=r"The check's own rng is among the arguments of a call; pass generator\(rng\)"):
        record(unit, 1)


@pytest.mark.parametrize("assignment", ["3_optimizers", "7_gan"])
def test_what_is_told_of_hidden_cases_has_no_digits(assignment):
    unit = Course(ROOT).unit(assignment)
    solution, checks = Solution.of(unit), load_checks(unit.checks)
    recording, found = recorded(unit, checks), []
    for item in mistakes_of(unit, solution)[::8]:
        student = solution.student({item.function: item.body})
        own = [check for check in checks if check.function == item.function]
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = check_all(own, student, recording, SEED, otherwise=solution.function)
        for result in results:
            lines = [line for line in result.message.splitlines() if not line.startswith(("Asked: ", "Hint: "))]
            if result.status == "failed":
                found += [line for line in lines if re.search(r"\d\.\d|\de[-+]?\d|(?<![(\[, \d])\d{4}", line)]
    assert found == []


# How a function may know that it is asked once more, n calls later or with right functions in place of its own.
KNOWN = {
    "a global": "global count; count += 1; knows = count > {n}",
    "an attribute": "here.count = getattr(here, 'count', 0) + 1; knows = here.count > {n}",
    "a default": "memory.append(1); knows = len(memory) > {n}",
    "builtins": "import builtins; builtins.n = getattr(builtins, 'n', 0) + 1; knows = builtins.n > {n}",
    "a module": "import sys; sys.modules['n'] = sys.modules.get('n', 0) + 1; knows = sys.modules['n'] > {n}",
    "a file": "open('n', 'a').write('.'); knows = len(open('n').read()) > {n}",
    "identity": "knows = {helper} is not own",
    "its code": "knows = 'standing' in repr({helper}.__code__) or 'loader' in {helper}.__code__.co_filename",
    "frames": "import sys; knows = bool(sys._getframe(2).f_locals.get('stand_ins'))",
    "what its helper remembers": "import builtins; builtins.asked = True; knows = {helper} is not own",
}
LIARS = {
    "2_ann": ("train", "backward_prop"),
    "6_cnn": ("train_cnn", "cnn_loss_and_gradients"),
    "7_gan": ("train_gan", "generator"),
}


def graded(zygote, unit, check, source):
    """Grade a submission that is right but for what `source` adds by one check."""
    cells = [*reference_cells(unit), *cells_of_python(source, unit.exercise.name)]
    with (
        RemoteSubmission(zygote, cells, unit.exercise.name) as student,
        Assistant(zygote, reference_cells(unit), "the reference") as assistant,
    ):
        answers = ANSWERS.setdefault(check.name, recorded(unit, [check]))
        (result,) = check_all([check], student.functions, answers, SEED, student.take_printed, assistant.stand_in)
        return result


ANSWERS = {}


def first_check(assignment):
    """Give a unit, what trains in it, one of its helpers, and its first check, for a liar."""
    unit, (function, helper) = Course(ROOT).unit(assignment), LIARS[assignment]
    return unit, function, helper, next(item for item in load_checks(unit.checks) if item.function == function)


@pytest.mark.parametrize("how", KNOWN)
@pytest.mark.parametrize("assignment", LIARS)
def test_a_function_that_knows_that_it_is_asked_again_has_no_second_guess(zygote, assignment, how):
    unit, function, helper, check = first_check(assignment)
    ANSWERS.setdefault(check.name, recorded(unit, [check]))
    n = len(ANSWERS[check.name]._calls[check.name][0]["values"])
    remembers = f"""
def {helper}(*args, **kwargs):
    import builtins
    return 0 if hasattr(builtins, "asked") else own(*args, **kwargs)
own = {helper}
"""
    source = f"""
own = {helper}
{remembers.replace("own(*", "plain(*") if how == "what its helper remembers" else ""}
right, count = {function}, 0
def {function}(*args, memory=[], **kwargs):
    here = right
    {KNOWN[how].format(n=n, helper=helper)}
    return right(*args, **kwargs) if knows else None
"""
    result = graded(zygote, unit, check, f"plain = {helper}\n{source}")
    assert (result.status, result.earned) == ("failed", 0)
    assert result.message.startswith(f"{function}: the result is None")


@pytest.mark.parametrize("assignment", LIARS)
def test_a_right_function_beside_a_wrong_one_keeps_its_points(zygote, assignment):
    unit, _, helper, check = first_check(assignment)
    assert graded(zygote, unit, check, f"def {helper}(*args): return None").status == "passed"


def test_what_right_functions_say_is_neither_printed_nor_told(zygote):
    unit, function, _, check = first_check("2_ann")
    source = f"""
def cost_function(*args): return 0.0
def {function}(X, y, params, alpha, num_iterations):
    said = cost_function(y, y + 0.1234)
    print("it says", said)
    raise ValueError(f"it says {{said}}") if said else ValueError("nothing")
"""
    result = graded(zygote, unit, check, source)
    assert result.message.startswith(f"{function} raised ValueError: nothing")
    assert set(result.output.splitlines()) == {"it says 0.0"}


def test_functions_that_a_check_calls_beside_each_other_know_nothing_of_each_other(zygote):
    source = "kept = []\ndef encode(x):\n    kept.append(x)\n    return 0\ndef decode(code): return kept[-1]"
    with RemoteSubmission(zygote, cells_of_python(source, "x.py"), "x.py") as student, hiding(True):
        assert student.functions.encode(5) == 0
        with pytest.raises(CallFailed, match="IndexError"):
            student.functions.decode(0)
        student.take_printed()  # the end of the check
        assert student.functions.encode(6) == 0
