"""What a student's terminal says, 80 columns wide and 24 rows high."""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from types import SimpleNamespace

import numpy as np
import pytest
from support import BIN, ROOT, copy_course, run, solution

from deltarule.core.checking.checks import Check
from deltarule.core.checking.recording import Recording
from deltarule.core.code.calls import Returned, case
from deltarule.core.code.loader import LoadedCode
from deltarule.core.course import Course
from deltarule.core.kinds import Stream
from deltarule.core.selfcheck import command, progress
from deltarule.core.selfcheck.example import Example
from deltarule.core.selfcheck.guesses import functions_of, meant
from deltarule.core.selfcheck.hints import hints_for
from deltarule.core.selfcheck.lesson import Lesson
from deltarule.core.selfcheck.saves import saves

UNITS = ("1_neuron", "2_ann", "8_quiz")
WORK = {unit: f"exercises/{unit}/{unit.split('_')[1]}.py" for unit in UNITS}
ANN = WORK["2_ann"]
MEAN = ("return np.mean((y", "return np.sum((y")
SIGN = ("delta2 = -(y", "delta2 = (y")
EDGE = (">= 0.5", "> 0.5")


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A kit of three units; :func:`written` puts it back."""
    folder = copy_course(tmp_path_factory.mktemp("kit"), units=UNITS)
    for part in ("solutions", "instructor"):
        shutil.rmtree(folder / part)
    return folder


@pytest.fixture
def written(kit):
    """Write the student's file of a unit: the solution with pieces of its text replaced, or another text."""

    def written(*replaced, unit="2_ann", text=None):
        work = text if text is not None else solution(unit)
        for old, new in replaced:
            assert old in work
            work = work.replace(old, new)
        (kit / WORK[unit]).write_text(work)

    yield written
    for work in WORK.values():
        shutil.copy(ROOT / work, kit / work)
    shutil.rmtree(kit / progress.FOLDER, ignore_errors=True)


@pytest.fixture
def call(kit, written, capsys, monkeypatch):
    """Call the command in the kit, on a screen of 80 columns and 24 rows."""
    monkeypatch.chdir(kit)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            command.main([str(item) for item in arguments])
        found = capsys.readouterr()
        return SimpleNamespace(code=ended.value.code, out=found.out, err=found.err)

    return call


def fits(said):
    lines = said.splitlines()
    return len(lines) < 24 and max(map(len, lines)) <= 80


def repeated(said):
    """Give the sentences that stand on the screen more than once."""
    lines = [line.strip() for line in said.splitlines() if len(line.strip()) > 30]
    return [line for line in set(lines) if lines.count(line) > 1]


@pytest.mark.parametrize("words", [["check"], ["check", "NAME"], ["hint", "NAME"]])
@pytest.mark.parametrize("name", ["exercises/2_ann/ann (1).py", "exercises/1_neuron/ann.py", "ann.py"])
def test_a_file_that_is_not_looked_at_is_told_with_what_to_do(call, kit, name, words):
    path = kit / name
    path.write_text(solution("2_ann"))
    try:
        said = call(*(word.replace("NAME", name) for word in words))
    finally:
        path.unlink()
    told = " ".join(f"{said.out}{said.err}".split())
    assert f"{name} isn't looked at" in told
    assert "put it in the place of exercises/2_ann/ann.py" in told
    assert said.code == 2 - (words == ["check"])


WRONG = {
    "nothing is started": None,
    "one is wrong": [MEAN],
    "three are wrong": [MEAN, SIGN, EDGE],
    "a bracket is missing": [("return 0.5 * np.sum(", "return 0.5 * np.sum((")],
    "a package is missing": [("import numpy as np", "import nupmy as np")],
    "a name is missing": [("np.sum", "npp.sum"), ("np.mean", "npp.mean")],
    "much is printed": [
        MEAN,
        ("    return np.sum((y", "    print('hello ' * 50, *range(999), sep='\\n')\n    return np.sum((y"),
    ],
    "all is right": [],
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_every_screen_fits_repeats_nothing_and_ends_with_the_next_step(call, written, wrong):
    if wrong is not None:
        written(*wrong)
    found = call("check", "ann")
    assert fits(found.out), found.out
    assert repeated(found.out) == []
    assert re.search(r"^(Next: |ann is done\.)", found.out, re.MULTILINE)
    assert found.code == (0 if wrong == [] else 1)


def test_the_first_function_to_mend_comes_first_and_the_others_have_a_line_each(call, written):
    written(MEAN, SIGN)
    said = call("check", "ann").out
    assert said.startswith("mean_squared_error: 1 of 2\n  the result is ")
    assert "  Hint: This is a sum; divide by the number of samples.\n" in said
    assert re.search(r"^backward_prop +1 of 9 +dWxh at \[0, 0\] is ", said, re.MULTILINE)
    assert re.search(r"^predict +4 of 4$", said, re.MULTILINE)
    assert re.search(r"^together +33 of 42$", said, re.MULTILINE)
    assert re.search(r"^Next: mend mean_squared_error \(ann.py, line \d+\)\.$", said, re.MULTILINE)


def test_the_same_trouble_in_another_function_is_called_the_same(call, written):
    written(("np.sum", "npp.sum"), ("np.mean", "npp.mean"))
    said = call("check", "ann").out
    assert said.count("npp isn't defined") == 1
    assert re.search(r"^mean_squared_error +0 of 2 +the same$", said, re.MULTILINE)


def test_a_unit_of_many_functions_shows_those_alike_together(call):
    said = call("check", "quiz").out
    assert "32 not started: neuron_by_hand, number_of_layers" in said
    assert fits(said)


def test_all_messages_are_shown_in_full_on_demand(call, written):
    written(MEAN, SIGN)
    said = call("check", "ann", "--all").out
    assert "The gradients predict how the cost changes" in said
    assert repeated(said) == []


def test_all_messages_say_where_another_check_of_a_function_ends_in_the_same(call, written):
    written(("    return params, costs", "    return parms, costs"))
    said = call("check", "ann", "--all").out
    assert said.count("name 'parms' is not defined") == 1
    assert re.search(r"^train: the same, asked: A list with one cost for each iteration", said, re.MULTILINE)
    assert not re.search(r"\n\nAsked", said)


def test_what_a_function_printed_is_shown_with_it_and_cut(call, written):
    written(MEAN, ("    return np.sum((y", "    print(*range(500), sep='\\n')\n    return np.sum((y"))
    said = call("check", "ann").out
    assert "  It printed: 0\n" in said
    assert not re.search(r"^ *9$", said, re.MULTILINE)
    assert re.search(r"^499$", call("check", "ann", "--all").out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "unit", "function", "guessed"),
    [
        (["2"], "ann", None, False),
        (["ANN"], "ann", None, False),
        (["ann.py"], "ann", None, False),
        (["test_ann.py"], "ann", None, False),
        (["exercises/2_ann/"], "ann", None, False),
        (["exercises/2_ann/ann.ipynb"], "ann", None, False),
        (["2_ann", "Forward-Prop()"], "ann", "forward_prop", False),
        (["forward_prop", "ann"], "ann", "forward_prop", False),
        (["ann.forward_prop"], "ann", "forward_prop", False),
        (["backward_prop"], "ann", "backward_prop", False),
        (["test_predict_on_the_edge"], "ann", "predict", False),
        (["nueron"], "neuron", None, True),
        (["sigmod"], "neuron", "sigmoid", True),
        (["ann", "foward_prop"], "ann", "forward_prop", True),
        (["an", "forward_prop"], "ann", "forward_prop", True),
        (["cost"], "ann", "cost_function", True),
        (["ann", "num"], "ann", "numerical_gradient", True),
    ],
)
def test_names_are_forgiven_and_a_near_miss_is_guessed_and_said(kit, words, unit, function, guessed, monkeypatch):
    monkeypatch.chdir(kit)
    found = meant(Course(kit), words)
    assert (found.unit.name, found.function, bool(found.remarks)) == (unit, function, guessed)


@pytest.mark.parametrize("words", [("xyz",), ("ann", "xyz"), ("xyz", "forward_prop"), ("99",)])
def test_a_name_like_no_other_is_refused_with_those_that_there_are(call, words):
    found = call("check", *words)
    assert (found.code, found.out) == (2, "")
    assert re.search(r"xyz|99", found.err)
    assert "forward_prop" in found.err or "neuron, ann, quiz" in found.err


def test_the_command_alone_shows_the_path_and_the_one_next_step(call, written):
    written(unit="1_neuron")
    written(MEAN, unit="2_ann")
    said = call().out
    assert re.search(r"^1_neuron +47 of 47 +done$", said, re.MULTILINE)
    assert re.search(r"^2_ann +41 of 42 +begun: 1 to mend$", said, re.MULTILINE)
    assert re.search(r"^8_quiz +0 of 65 +not started$", said, re.MULTILINE)
    assert said.count("Next: ") == 1
    assert "Next: mend mean_squared_error in 2_ann" in said
    assert fits(said)


def test_a_unit_that_can_not_be_read_hides_no_other(call, kit):
    (kit / ANN).write_bytes(b"\xff\xfe")
    said = call().out
    assert "can't be looked at" in said
    assert re.search(r"^1_neuron +0 of 47", said, re.MULTILINE)
    assert "Next: " in said
    assert "is not a text file in UTF-8" in " ".join(said.split())


def test_only_a_unit_that_has_changed_is_run_again(call, written, monkeypatch):
    call()
    looked = []
    look = progress.look
    monkeypatch.setattr(progress, "look", lambda unit: looked.append(unit.name) or look(unit))
    call()
    assert looked == []
    written(MEAN)
    assert "41 of 42" in call().out
    assert looked == ["ann"]


def test_what_is_kept_is_ignored_by_git_and_read_by_nobody_who_damaged_it(call, kit):
    call()
    assert (kit / progress.FOLDER / ".gitignore").read_text() == "*\n"
    for damaged in ("[]", "{", '{"2_ann": 3, "1_neuron": {"digest": []}}'):
        (kit / progress.FOLDER / "progress.json").write_text(damaged)
        assert "0 of 42" in call().out


def test_hints_come_one_at_a_time_and_are_counted_in_the_kit_alone(call, kit):
    hints = hints_for(Course(kit).unit("neuron"), "sigmoid")
    assert len(hints) == 3
    shown = [" ".join(call("hint", "sigmoid").out.split()) for _ in range(4)]
    for number, said in enumerate(shown):
        assert [hint in said for hint in hints] == [i <= number for i in range(3)]
    assert shown[3].endswith("There are no more.")
    assert hints[0] not in (kit / "exercises/1_neuron/hints.txt").read_text()


def test_where_hints_cannot_be_counted_all_of_them_come_at_once(call, kit):
    (kit / ".deltarule").write_text("a file, so that no folder can be made")
    hints = hints_for(Course(kit).unit("neuron"), "sigmoid")
    shown = " ".join(call("hint", "sigmoid").out.split())
    assert all(hint in shown for hint in hints)
    assert "more: deltarule hint" not in shown


def test_without_a_name_the_hint_is_on_the_next_function(call, written):
    written(unit="1_neuron")
    written(SIGN)
    assert call("hint").out.startswith("backward_prop of ann\n")


@pytest.mark.parametrize("command", ["hint", "show"])
def test_where_all_is_done_a_function_is_to_be_named(call, written, kit, command):
    for unit in UNITS:
        written(unit=unit)
    named = f"to choose a function, name it: deltarule {command} FUNCTION.\n"
    assert call(command).err == f"deltarule: All units are done; {named}"
    assert call(command, "2").err == f"deltarule: ann is done; {named}"
    answers = kit / "exercises/2_ann/answers.npz"
    kept = answers.read_bytes()
    try:
        answers.write_bytes(b"")
        assert "is done" not in call(command, "2").err
    finally:
        answers.write_bytes(kept)


def test_a_function_without_hints_says_so(call):
    found = call("hint", "quiz", "neuron_by_hand")
    assert (found.code, found.out) == (2, "")
    assert "There is no hint on neuron_by_hand" in found.err


def test_every_function_but_the_quizs_has_three_hints(this_course):
    without = [
        f"{unit.name}.{name}"
        for unit in this_course.units()
        for name in functions_of(unit)
        if unit.name != "quiz" and len(hints_for(unit, name)) != 3
    ]
    assert without == []


def test_no_hint_is_a_line_of_the_solution(this_course):
    for unit in this_course.units():
        nodes = [node for node in ast.walk(ast.parse(unit.solution.read_text())) if isinstance(node, ast.stmt)]
        values = [getattr(node, "value", None) for node in nodes if isinstance(node, ast.Return | ast.Assign)]
        lines = {"".join(ast.unparse(value).split()) for value in values if value is not None}
        for name in functions_of(unit):
            for hint in hints_for(unit, name):
                said = "".join(hint.split())
                assert [line for line in lines if len(line) > 12 and line in said] == []


def test_an_example_shows_what_goes_in_what_is_given_and_what_is_right(call, written):
    written(SIGN)
    said = call("show", "backward_prop").out
    assert re.search(r"^  X = \[\[", said, re.MULTILINE)
    assert re.search(r"^  dWxh = \[\[.*^ +right: \[\[", said, re.MULTILINE | re.DOTALL)
    assert 'from deltarule import example; f, args, kwargs = example("ann backward_prop")' in said
    written()
    said = call("show", "backward_prop").out
    assert "That is right." in said
    assert "right:" not in said


def test_an_example_says_what_was_raised_and_where(call, written):
    written(("return 0.5 * np.sum(", "print('so far'); return 0.5 * npp.sum("))
    said = call("show", "cost_function").out
    assert "nothing: it raised NameError: npp isn't defined" in said
    assert re.search(r"ann.py, line \d+, in cost_function", said)
    assert "It printed\n  so far\n" in said


EXAMPLE = '''
import numpy as np

def relu_derivative(z):
    """The slope.

    Example:
        >>> relu_derivative(np.array([3.0, -1.0]))
        array([1., 0.])
    """
    return z
'''


def test_the_example_is_the_one_in_the_docstring_and_what_is_right_is_told_with_it(call, written):
    written(unit="1_neuron", text=EXAMPLE)
    said = call("show", "relu_derivative").out
    assert "  z = [ 3., -1.]  (2,)\n" in said
    assert "Your code gives\n  [ 3., -1.]  (2,)\nRight is\n  [1., 0.]  (2,)\n" in said


@pytest.mark.parametrize("line", [">>> relu_derivative(np.array([3.0", ">>> relu_derivative(unknown)", ">>> 1 + 1"])
def test_a_docstring_that_a_student_has_broken_shows_nothing_and_breaks_nothing(call, written, line):
    written(unit="1_neuron", text=EXAMPLE.replace(">>> relu_derivative(np.array([3.0, -1.0]))", line))
    said = call("show", "relu_derivative").out
    assert "Your code gives" in said
    assert "Right is" not in said


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("return (v for v in z)", "a generator of 2 items: [3, -1]"),
        ("return z,", "([ 3., -1.]  (2,),)"),
        ("return np.maximum", "a function that wasn't called"),
    ],
)
def test_what_an_example_gives_is_written_as_a_student_knows_it(call, written, line, shown):
    written(("return z\n", f"{line}\n"), unit="1_neuron", text=EXAMPLE)
    assert f"Your code gives\n  {shown}\n" in call("show", "relu_derivative").out


def test_the_right_answer_to_what_is_asked_alike_in_grading_is_not_shown(call, written):
    written(unit="1_neuron", text=EXAMPLE[: EXAMPLE.index("\n    Example")] + '"""\n    return z\n')
    said = call("show", "relu_derivative").out
    assert "z = " in said
    assert "Right is" not in said


def test_a_value_that_is_right_while_checks_fail_is_told_with_what_says_why(call, written):
    written(EDGE)
    said = call("show", "predict").out
    assert "That is right, but its checks don't all pass yet: `deltarule check ann predict`" in " ".join(said.split())
    written()
    assert "\nThat is right.\n" in call("show", "predict").out


def test_the_example_of_what_has_many_right_answers_is_its_docstrings_whatever_the_work_is(call, written):
    shown = set()
    for line in ("", "    rng = np.random\n", "    1 / 0\n", "    return None\n"):
        start = "    ### BEGIN SOLUTION\n    return {\n"
        written((start, f"{line}{start}"))
        said = call("show", "initialize_parameters").out
        shown.add(said[: said.index("Your code gives")])
        assert ("Its checks pass." in said) == (line == "")
        assert ("`deltarule check ann initialize_parameters` says why." in " ".join(said.split())) == (
            "rng" in line or "return" in line
        )
    (shown,) = shown
    assert "num_hidden = 3\n" in shown


def test_no_value_is_called_right_where_checks_look_at_properties(tmp_path):
    folder = copy_course(tmp_path, units=("3_optimizers",))
    work = folder / "exercises/3_optimizers/optimizers.py"
    batch = "    for i in range(0, len(X), batch_size):\n        yield X[i : i + batch_size], y[i : i + batch_size]\n"
    head, _, rest = work.read_text().partition("def minibatches")
    work.write_text(head + "def minibatches" + rest.replace("    raise NotImplementedError()\n", batch, 1))
    said = run("deltarule", "show", "minibatches", cwd=folder).stdout
    assert "a generator of 3 items" in said
    assert "right" not in said.lower()
    assert "`deltarule check optimizers minibatches`" in said


@pytest.mark.parametrize("right", [True, False])
def test_a_generator_is_as_right_in_an_example_as_its_items_are(right):
    given = Stream((np.zeros(2), np.ones(1 if right else 2)))
    found = Example(None, "f", None, (), case(), Returned(given), [np.zeros(2), np.ones(1)], "")
    assert found.differs == (not right)


def test_an_example_can_be_called_in_a_session(kit, written, monkeypatch):
    from deltarule import example

    written()
    monkeypatch.chdir(kit)
    function, args, kwargs = example("ann forward_prop")
    assert function.__name__ == "forward_prop"
    assert len(function(*args, **kwargs)) == 4


def test_no_colour_where_nobody_looks_and_none_in_a_file(kit, written):
    written(MEAN)
    assert "\x1b" not in run("deltarule", "check", "ann", cwd=kit, FORCE_COLOR="1").stdout


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_is_coloured_unless_it_asks_for_none(environment, coloured, monkeypatch):
    from deltarule.core.selfcheck.console import Console

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    console = Console(SimpleNamespace(isatty=lambda: True))
    assert ("\x1b" in console.paint("done", "good")) is coloured


def test_the_help_of_a_kit_lists_the_students_commands_alone(call):
    said = call("--help").out
    assert set(re.findall(r"^    (\w+) ", said.split("COMMAND\n")[-1], re.MULTILINE)) == {
        "check",
        "hint",
        "show",
        "watch",
    }


def test_only_what_a_saved_change_can_touch_is_run_again(kit, written, monkeypatch):
    written()
    memory, asked = progress.Memory(), []
    check_all = progress.check_all
    monkeypatch.setattr(
        progress,
        "check_all",
        lambda checks, *more, **named: asked.append({i.function for i in checks}) or check_all(checks, *more, **named),
    )
    unit = Course(kit).unit("ann")
    assert progress.look(unit, memory=memory).complete
    written(EDGE)
    found = progress.look(unit, memory=memory)
    assert asked[1:] == [{"predict"}]
    assert [mark.function for mark in found.marks if not mark.complete] == ["predict"]
    written(SIGN)
    progress.look(unit, memory=memory)
    assert {"backward_prop", "train"} <= asked[2]
    assert "forward_prop" not in asked[2]


def test_a_decorator_that_is_changed_is_looked_at_again(kit, written):
    twice = "def times(factor):\n    return lambda f: lambda *a, **k: factor * f(*a, **k)\n\n\n@times(%s)\n"
    memory, unit = progress.Memory(), Course(kit).unit("ann")
    for factor, complete in (("1", True), ("2", False)):
        written(("def mean_squared_error", twice % factor + "def mean_squared_error"))
        found = {mark.function: mark.complete for mark in progress.look(unit, memory=memory).marks}
        assert found["mean_squared_error"] is complete


def test_a_helper_that_has_not_changed_is_known_to_be_right(kit, written, monkeypatch):
    written()
    memory, unit, run = progress.Memory(), Course(kit).unit("ann"), []
    progress.look(unit, memory=memory)
    run_check = Check.run
    monkeypatch.setattr(Check, "run", lambda self, *more: run.append(self.function) or run_check(self, *more))
    written(EDGE)
    progress.look(unit, memory=memory)
    assert set(run) == {"predict"}


def test_nothing_is_asked_of_what_is_not_written_and_no_answers_are_read_for_it(kit, written, monkeypatch):
    monkeypatch.setattr(Recording, "read", None)
    monkeypatch.setattr(Check, "run", None)
    found = progress.look(Course(kit).unit("ann"))
    assert {item.status for item in found.results} == {"not_started"}


def test_an_unwritten_function_is_told_of_as_its_checks_would(kit, written, monkeypatch):
    body = solution().split("def backward_prop")[1].split("    ### BEGIN SOLUTION")[1].split("    ### END SOLUTION")[0]
    written((body, "\n    raise NotImplementedError()\n"))
    unit = Course(kit).unit("ann")
    told = progress.look(unit).results
    assert {item.function for item in told if item.status == "not_started"} == {"backward_prop"}
    monkeypatch.setattr(LoadedCode, "unwritten", lambda self, name: None)
    assert [(item.status, item.message) for item in progress.look(unit).results] == [
        (item.status, item.message) for item in told
    ]


def test_the_settings_are_parsed_once(call, kit, monkeypatch):
    (kit / "course.toml").write_text("# Read by the test of this name alone.\n")
    parsed, loads = [], tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: parsed.append(text) or loads(text))
    try:
        call("check")
    finally:
        (kit / "course.toml").unlink()
    assert len(parsed) == 1


def test_a_save_is_noticed_and_a_file_that_is_gone_for_a_moment_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("deltarule.core.selfcheck.saves._ticks", lambda paths: iter([None] * 2))
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("1")
    other.write_text("1")
    watched = saves([one, other])
    one.write_text("12")
    other.unlink()
    assert list(watched) == [{one}]


def test_a_file_that_is_being_written_is_one_save(tmp_path, monkeypatch):
    monkeypatch.setattr("deltarule.core.selfcheck.saves._ticks", lambda paths: iter([None] * 2))
    file, texts = tmp_path / "one.py", iter(["half", "whole"])
    file.write_text("as it was")
    watched = saves([file])
    file.write_text("")
    monkeypatch.setattr("time.sleep", lambda seconds: (text := next(texts, None)) and file.write_text(text))
    assert next(watched) == {file}
    assert file.read_text() == "whole"
    assert list(watched) == []


def test_watching_shows_each_save_and_ends_in_one_line(call, written, monkeypatch, kit):
    written()

    def saved(files):
        def each():
            written(MEAN)
            yield {kit / ANN}
            raise KeyboardInterrupt

        return each()

    monkeypatch.setattr("deltarule.core.selfcheck.commands.watch.saves", saved)
    found = call("watch", "ann")
    assert found.code == 0
    assert found.out.index("ann is done.") < found.out.index("Next: mend mean_squared_error")
    assert found.out.endswith("deltarule: the watch has ended.\n")
    assert "\x1b" not in found.out


def test_what_a_screen_shows_can_not_be_taken_for_a_terminals_orders(call, written):
    written(MEAN, ("    return np.sum((y", "    print('\\x1b[2J\\x1b]0;x\\x07')\n    return np.sum((y"))
    said = call("check", "ann").out
    assert "\x1b" not in said
    assert "\\u001b[2J" in said
    assert "\x1b" not in call("check", "ann", "--all").out


def test_a_lesson_has_room_for_the_finding_on_a_small_screen(kit, written, monkeypatch):
    from deltarule.core.selfcheck.console import Console

    written(MEAN, SIGN)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "16")
    lines = Lesson(progress.look(Course(kit).unit("ann")), Console()).screen()
    assert len(lines) < 16
    assert any("divide by the number of samples" in line for line in lines)


def test_code_that_ends_the_process_is_no_silent_success(call, written):
    written(("    y_hat = sigmoid(z2)", "    import os; os._exit(0)"))
    found = call("check", "ann")
    assert found.code == 1
    assert "forward_prop raised SystemExit" in found.out
    assert "nothing: it raised SystemExit" in call("show", "forward_prop").out


def test_what_is_written_is_mended_before_what_is_missing(call, written):
    written(text="def predict(X, params):\n    return None\n")
    found = call("check", "ann")
    assert found.out.startswith("predict: 0 of 4\n  the result is None: is a `return` missing?")
    assert re.search(r"^initialize_parameters +0 of 3 +ann.py has no function", found.out, re.MULTILINE)
    assert fits(found.out)


def test_work_in_the_notebook_is_checked_and_named(call, kit, monkeypatch):
    notebook = kit / "exercises/2_ann/ann.ipynb"
    before = notebook.read_text()
    notebook.write_text(re.sub(r'"    raise NotImplementedError\(\)"', '"    return None"', before, count=1))
    found = call("check", "ann").out
    notebook.write_text(before)
    assert found.startswith("ann.ipynb, as saved, was looked at: ann.py is as it came.\n")
    assert re.search(r"^Next: mend \w+ \(ann\.ipynb cell \d+, line \d+\)\.$", found, re.MULTILINE)


def test_every_room_names_a_notebook_that_is_damaged(call, kit, written):
    (kit / "exercises/2_ann/ann.ipynb").write_text('{"cells": [{"source": ["def in_rows')
    said = "ann.ipynb is damaged"
    try:
        for words in (["check", "ann"], ["check", "ann.ipynb"], ["show", "ann", "cost_function"], ["check"]):
            found = call(*words)
            assert said in found.out + found.err, words
        assert said in run("pytest", "-q", "exercises/2_ann", cwd=kit).stdout
        written(MEAN)
        for words in (["check", "ann"], ["show", "ann", "mean_squared_error"], ["check"]):
            assert call(*words).out.startswith(said) or f"ann.py was looked at: {said}" in call(*words).out, words
        assert said in run("pytest", "-q", "exercises/2_ann", cwd=kit).stdout
    finally:
        shutil.copy(ROOT / "exercises/2_ann/ann.ipynb", kit / "exercises/2_ann/ann.ipynb")


def test_a_function_that_is_gone_raised_nothing(call, written):
    written(("def predict(", "def prophesy("))
    assert "\n  nothing: ann.py has no function predict; put it back under that name\n" in call("show", "predict").out


def test_a_function_of_another_unit_is_told_with_its_own(call):
    said = "deltarule: neuron has no function 'predict'; ann has: write `ann predict`.\n"
    assert call("check", "predict", "neuron").err == said
    assert call("hint", "predict", "1").err == said


def test_an_example_is_spoken_of_only_where_there_is_one(call):
    assert call("hint", "number_of_layers").err == "deltarule: There is no hint on number_of_layers of quiz.\n"
    said = "number_of_layers of quiz has no example to be called with, as it takes nothing; its docstring says"
    assert call("show", "number_of_layers").err.startswith(f"deltarule: {said}")


def test_a_given_function_is_told_to_be_unchecked(call):
    found = call("check", "ann", "sigmoid")
    assert found.err.startswith("deltarule: sigmoid of ann is given, or your own, and not checked; ")
    assert found.code == 2


def test_alone_outside_of_a_course_it_says_so(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (
        call().err
        == call("check").err
        == f"deltarule: {tmp_path} is in no course: go to the folder that holds exercises/.\n"
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_where_there_is_no_room_for_what_is_said_that_is_said_in_a_sentence(kit):
    with open("/dev/full", "w") as full:
        found = subprocess.run(
            [BIN / "deltarule", "check", "quiz"], cwd=kit, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert found.stderr == "deltarule: Where the output goes there is no room left (No space left on device).\n"
    assert found.returncode == 2


def test_a_given_function_that_was_changed_is_to_be_put_back_before_what_calls_it_is_blamed(call, kit, written):
    written(("return 0.5 * (1 + np.tanh(0.5 * z))", "return 1 / (1 + np.exp(z))"))
    for found in (call("check", "ann").out, call("check", "ann", "forward_prop").out):
        assert found.startswith("sigmoid is given, and was changed (ann.py, line ")
        assert re.search(r"^Next: put sigmoid back as it was handed out \(ann\.py, line \d+\)\.$", found, re.MULTILINE)
    assert "sigmoid is given, and was changed" in run("pytest", "-q", "exercises/2_ann", cwd=kit).stdout
    written(("return 0.5 * (1 + np.tanh(0.5 * z))", "return np.tanh(0.5 * z)"))
    for name, told in (("forward_prop", True), ("cost_function", False)):
        assert ("sigmoid is given, and was changed" in call("show", name).out) is told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["predict"], "predict is no command; did you mean check predict?"),
        (["2"], "2 is no command; did you mean check 2?"),
        (["chek", "ann"], "chek is no command; did you mean check?"),
        (["help"], "help is no command; deltarule --help says what each does."),
        (["nothing"], "nothing is no command; deltarule --help lists all."),
    ],
)
def test_a_word_that_is_no_command_is_guessed_where_all_of_deltarule_is_installed(call, words, said):
    found = call(*words)
    assert (found.code, found.err) == (2, f"deltarule: {said}\n")
