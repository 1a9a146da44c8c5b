"""Like is judged like, once; what may have been tampered with is judged by itself."""

from collections import Counter
from types import SimpleNamespace

import pytest
from support import TINY, copy_course

from deltarule.core.checking.checks import Check, CheckResult, Standing, Verdict
from deltarule.core.code.pure import FunctionText, KnownText
from deltarule.core.course import Course
from deltarule.core.limits import PRECEDENT_SIZE
from deltarule.grading.handin import HandIn
from deltarule.grading.precedents import Hearing, Precedents
from deltarule.grading.station import Station

RIGHT = "import numpy as np\n\n\ndef double(x):\n    return 2 * x\n"
LOUD = "import numpy as np\n\n\ndef double(x):\n    print('twice')\n    return 2 * x\n"
WRONG = "import numpy as np\n\n\ndef double(x):\n    return 3 * x\n"


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    course = Course.find(copy_course(tmp_path_factory.mktemp("course"), TINY, ("1_double",)))
    with Station(course, "none") as station:
        yield station


@pytest.fixture
def ran(monkeypatch):
    """Count the checks that are run."""
    found = Counter()
    run = Check.run

    def counted(self, *arguments):
        found[self.name] += 1
        return run(self, *arguments)

    monkeypatch.setattr(Check, "run", counted)
    return found


def graded(station, source):
    record = station.grade(HandIn("ada", "1_double", (("double.py", source.encode()),), ()))
    assert record.status == "graded"
    return record


def test_a_function_of_a_known_text_is_not_asked_again_and_has_the_same_record(station, ran):
    for source, other in (
        (RIGHT, RIGHT.replace("    return", "    # mine\n    return")),
        (WRONG, WRONG.replace("def double(x):", 'def double(x):\n    """Mine."""')),
        (LOUD, LOUD + "\n\n"),
    ):
        first = graded(station, source)
        assert ran
        ran.clear()
        second = graded(station, other)
        assert (second.score, second.checks, second.message) == (first.score, first.checks, first.message)
        assert not ran


def test_what_a_function_raised_is_told_with_its_own_place_each_time(station, ran):
    broken = "def double(x):\n    return x + {}\n"
    first, second = graded(station, broken), graded(station, "\n\n" + broken)
    assert "line 2" in str(first.checks)
    assert "line 4" in str(second.checks)


def test_another_text_is_asked(station, ran):
    graded(station, RIGHT)
    ran.clear()
    graded(station, RIGHT.replace("2 * x", "x + x"))
    assert ran


@pytest.mark.parametrize(
    "trick",
    [
        "get_ipython().run_cell_magic('time', '', 'np.asarray = lambda x: 7.0')",
        "get_ipython(exec('np.asarray = lambda x: 7.0')).x()",
        "def get_ipython():\n    np.asarray = lambda x: 7.0\n    return np\n\nget_ipython().sum(1)",
        "__name__ = '__main__'\nif __name__ == '__main__':\n    np.asarray = lambda x: 7.0",
    ],
)
def test_nobodys_trick_changes_the_mark_of_who_wrote_the_same_function(station, trick):
    text = "import numpy as np\n\n\ndef double(x):\n    return np.asarray(x) * 2.0\n"
    text = text.replace("np.asarray(x)", f"np.asarray(x) * {len(trick)} / {len(trick)}.0")  # nobody's but this one's
    assert graded(station, f"{text}\n\n{trick}\n").score == 0
    victim = graded(station, text)
    assert victim.score == victim.max_score


TIGHT = "[limits]\nmemory_mb = 320\nload_seconds = 5\n"
HUNGRY = """import numpy as np


def double(x):
    try:
        return 2 * x * np.ones(2**19)[0]
    except Exception:
        return 3 * x
"""
FULL = """
size, kept = 2**28, []
while size > 2**20:
    try:
        kept.append(np.ones(size, dtype=np.int8))
    except Exception:
        size = size // 2
"""
FULL_WITHOUT_CATCHING = "\n".join(
    f"kept_{power}_{turn} = np.ones({2**power})" for power in range(25, 16, -1) for turn in "ab"
)
CUT = f"""import numpy as np
{FULL_WITHOUT_CATCHING}

# %%
{RIGHT.removeprefix("import numpy as np")}
text = '''
def double(x):
    return 3 * x

def last():
    pass
'''
many = {[1] * 2**16}
"""


@pytest.mark.parametrize(
    ("text", "trick"), [(HUNGRY, HUNGRY + FULL), (RIGHT, CUT)], ids=["no memory left", "cut in a text"]
)
def test_cells_that_leave_something_else_than_what_they_define_teach_nothing(tmp_path, text, trick):
    course = copy_course(tmp_path, TINY, ("1_double",))
    (course / "instructor/course.toml").write_text(TIGHT)
    with Station(Course.find(course), "none") as station:
        assert graded(station, trick).score == 0
        victim = graded(station, text)
        assert victim.score == victim.max_score


HALVE = """

def halve(x):
    \"\"\"Halve `x`.\"\"\"
    return x / 2
"""
HALVE_AND_KEEP = """

def halve(x):
    size = 2**28
    while size > 2**20:
        try:
            kept = [np.ones(size, dtype=np.int8)]
            kept.append(kept)
        except Exception:
            size = size // 2
    return x / 2
"""
"""What lies in itself stays until Python looks for such."""
ASKED = """
@asks("halve", points=2)
def test_halve_values(rng):
    \"\"\"Every entry is halved.\"\"\"
    yield case(rng.standard_normal(3))


@asks("double\""""


def course_of_two(folder):
    """Make a course in which `halve` is asked before `double`."""
    course = copy_course(folder, TINY, ("1_double",))
    for path, old, new in (
        (course / "solutions/1_double/double.py", "\n\n# %%\nif", f"{HALVE}\n\n# %%\nif"),
        (course / "exercises/1_double/test_double.py", '@asks("double"', ASKED.strip()),
    ):
        path.write_text(path.read_text().replace(old, new))
    return course


def test_a_function_that_leaves_no_memory_to_its_neighbour_teaches_nothing_of_that(tmp_path):
    course = course_of_two(tmp_path)
    (course / "instructor/course.toml").write_text(TIGHT)
    with Station(Course.find(course), "none") as station:
        assert graded(station, HUNGRY + HALVE_AND_KEEP).score == 2
        victim = graded(station, HUNGRY + HALVE)
        assert victim.score == victim.max_score


FORGING = """

def halve(x):
    named = np.array([halve, np.array([1]), np.ndarray, np.dtype('i8')], dtype='O')
    objects = np.array([None], dtype='O')
    function, _, class_of_arrays, of_integers = np.ndarray((4,), 'i8', named)

    def object_at(address):
        return np.ndarray((1,), 'O', np.array([address]))[0]

    def address_of(numbers):
        objects[0] = np.ndarray((1,), f'S{8 * len(numbers)}', np.array(numbers)).tolist()[0]
        return np.ndarray((1,), 'i8', objects)[0] + 32

    shape = address_of([4096, 8, -1])
    kept = objects[0]
    array = [2**20, class_of_arrays, function, 1, shape, shape + 8, 0, of_integers, 0x501, 0, 0, 0, 0, -1]
    of_the_function = object_at(address_of(array))
    object_at(of_the_function[2]).update({'double': lambda x: 3 * x})
    return x / 2
"""
"""Makes an array of numbers that lies over the memory of a function, and so reaches the globals of the file."""


FORGING_BY_SIZE = """

def halve(x):
    number = np.zeros(1, [('n', 'i8'), ('', 'S2147483644'), ('', 'S2147483644'), ('o', 'O')])
    memory = np.zeros(1, [('numbers', '(5,)i8'), ('', 'S2147483628'), ('', 'S2147483628'), ('text', 'S40')])

    def address_of(thing):
        number['o'][0] = thing
        return number['n'].tolist()[0]

    def object_at(address):
        number['n'][0] = address
        return number['o'][0]

    memory['numbers'][0] = [2**20, address_of(list), 1, address_of(halve) + 16, -1]
    text = memory['text'].tolist()[0]
    object_at(address_of(text) + 32)[0].update({'double': lambda x: 3 * x})
    return x / 2
"""
"""Names sizes whose sum is beyond 32 bits, so that NumPy lays an object and a number over one another."""


@pytest.mark.parametrize("forging", [FORGING, FORGING_BY_SIZE], ids=["an array over memory", "sizes beyond 32 bits"])
def test_who_forges_objects_out_of_numbers_changes_nobody_elses_mark(tmp_path, forging):
    with Station(Course.find(course_of_two(tmp_path)), "none") as station:
        graded(station, RIGHT + forging)
        victim = graded(station, RIGHT + HALVE)
        assert victim.score == victim.max_score


def test_a_file_that_may_do_anything_is_asked_itself_and_teaches_nothing(station, ran):
    patched = "import numpy as np\n\nnp.multiply = None\n\n\ndef double(x):\n    return x * 2\n"
    for source in (patched, patched):
        ran.clear()
        assert graded(station, source).score
        assert ran


def test_what_cells_do_besides_is_told_though_no_function_is_asked(station, ran):
    graded(station, RIGHT)
    ran.clear()
    record = graded(station, RIGHT + "\ny = double(2)\ny[0] = 1\n")
    assert not ran
    assert "Not run: double.py, line 8: y[0] = 1 (TypeError" in record.message


def test_a_function_is_judged_with_right_helpers_once_whatever_the_students_own_are(tmp_path, ran):
    """Where these have lost points, and it only computes: what it is worth follows from its own text."""
    course = Course.find(copy_course(tmp_path, units=["1_neuron"]))
    right = course.unit("1_neuron").solution.read_text("utf-8")

    def found(station, body):
        source = right.replace("    small = np.exp(-np.abs(z))  # never above 1\n", f"    return {body}\n")
        assert source != right
        ran.clear()
        record = station.grade(HandIn("ada", "1_neuron", (("neuron.py", source.encode()),), ()))
        lost = {item.function for item in record.checks if item.earned < item.points}
        return lost, [name for name in ran if "sigmoid_derivative" in name]

    with Station(course, "none") as station:
        lost, asked = found(station, "0 * z")
        assert lost == {"sigmoid"}
        assert asked
        assert found(station, "np.tanh(z)") == ({"sigmoid"}, [])
        lost, asked = found(station, "(z, open.__name__)[0]")  # who knows what it did
        assert lost == {"sigmoid"}
        assert asked


ALONE = frozenset([("f", frozenset[str]())])
VERDICT = Verdict(CheckResult("test_f", "f", 1, 1, "passed", "", None), [])


def sound(*names):
    return Standing(frozenset(names))


def text(**functions):
    return KnownText({name: FunctionText(digest) for name, digest in functions.items()}, True)


def test_after_a_function_that_may_do_anything_nothing_is_taken_as_known():
    precedents, asked = Precedents({}), []
    submission = SimpleNamespace(known=text(f="text of f"), asked=ALONE, is_exemplary=True, begin=lambda alone: None)
    check = Check("test_f", "f", 1, "Ask.", lambda: None)
    for known in (text(f="text of f"), text(f="text of f"), KnownText()):
        submission.known = known
        Hearing(precedents, submission).judge(check, Standing(), lambda: asked.append(1) or VERDICT)
    assert len(asked) == 2


def test_a_verdict_holds_only_with_the_same_sound_helpers():
    precedents = Precedents({"f": ["g"]})
    precedents.keep("test_f", ALONE, sound("g", "h"), text(f="one"), VERDICT)
    assert precedents.find("test_f", sound("g"), text(f="one")) is VERDICT
    assert precedents.find("test_f", Standing(), text(f="one")) is None
    assert precedents.find("test_f", sound("g"), text(f="another")) is None
    assert precedents.find("test_f", sound("g"), KnownText()) is None


def test_a_verdict_with_right_helpers_holds_whatever_the_students_own_are():
    def calling(helper, text_of_helper="one"):
        return KnownText({"f": FunctionText("one", (helper,)), helper: FunctionText(text_of_helper)}, True)

    precedents = Precedents({"f": ["g"]})
    precedents.keep("test_f", frozenset([("f", frozenset(["g"]))]), Standing(), calling("g"), VERDICT)
    assert precedents.find("test_f", sound("g"), calling("g", "another")) is VERDICT
    assert precedents.find("test_f", Standing(), KnownText({"f": FunctionText("one", ("g",))}, True)) is VERDICT
    assert precedents.find("test_f", Standing(), calling("h")) is None
    assert precedents.find("test_f", Standing(), KnownText({"g": FunctionText("one")}, True)) is None


def offered(**called):
    return Standing(offered=frozenset((name, frozenset(names)) for name, names in called.items()))


def test_a_verdict_with_a_right_helper_holds_only_where_one_would_stand_in():
    """Nothing stands in for what isn't begun, nor for what isn't in the file."""
    known = KnownText({"f": FunctionText("one", ("g",)), "g": FunctionText("raise NotImplementedError()")}, True)
    precedents = Precedents({})
    precedents.keep("test_f", frozenset([("f", frozenset(["g"]))]), offered(f="g"), known, VERDICT)
    assert precedents.find("test_f", offered(f="g", h="g"), known) is VERDICT
    for standing in (Standing(), offered(f=""), offered(f="h"), offered(h="g")):
        assert precedents.find("test_f", standing, known) is None


def test_those_that_were_of_use_last_are_kept():
    precedents = Precedents({}, room=2 * PRECEDENT_SIZE)
    for digest in ("one", "two"):
        precedents.keep("test_f", ALONE, Standing(), text(f=digest), VERDICT)
    assert precedents.find("test_f", Standing(), text(f="one"))
    precedents.keep("test_f", ALONE, Standing(), text(f="three"), VERDICT)
    found = [bool(precedents.find("test_f", Standing(), text(f=digest))) for digest in ("one", "two", "three")]
    assert found == [True, False, True]
