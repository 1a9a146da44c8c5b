import contextlib
import io
import zipfile

import numpy as np
import pytest
from samples import CHECKS, SOLUTION, student_of, write_unit

from autograder.checking.checks import PUBLIC_SEED, load_checks
from autograder.checking.recording import Recording
from autograder.checking.running import check_all, record, recording_of
from autograder.errors import UserError


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


def test_the_same_answers_are_the_same_bytes(tiny):
    assert record(tiny, PUBLIC_SEED) == record(tiny, PUBLIC_SEED)
    assert record(tiny, PUBLIC_SEED) != record(tiny, 7)


def test_recordings_of_other_questions_are_not_the_same(recording, tiny):
    assert recording.same_answers(recording_of(tiny, PUBLIC_SEED))
    assert not recording.same_answers(recording_of(tiny, 7))


@pytest.mark.parametrize("seed", [PUBLIC_SEED, 7])
def test_a_reference_that_fails_a_check_is_refused_and_the_check_named(tmp_path, seed):
    broken = CHECKS.replace("    agree(student.quadruple", "    raise ValueError\n    agree(student.quadruple")
    unit = write_unit(tmp_path, checks=broken)
    with pytest.raises(UserError, match=rf"The reference fails test_quadruple of .*test_tiny\.py with seed {seed}"):
        record(unit, seed)


def test_the_example_units_solution_earns_every_point_of_its_recording(ann, ann_recording):
    results = check_all(load_checks(ann.checks), student_of(ann.solution.read_text()), ann_recording, PUBLIC_SEED)
    assert {result.status for result in results} == {"passed"}


def test_the_example_units_stub_is_not_started_and_earns_nothing(ann, ann_recording):
    results = check_all(load_checks(ann.checks), student_of(ann.exercise.read_text()), ann_recording, PUBLIC_SEED)
    assert {(result.status, result.earned) for result in results} == {("not_started", 0)}


def test_a_recording_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(UserError, match=r"answers\.npz cannot be read; unpack the kit again"):
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
    with pytest.raises(UserError, match="are damaged; unpack the kit again"):
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
