import ast
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

import deltarule
from deltarule.core.errors import UserError
from deltarule.core.selfcheck import command


@pytest.fixture
def run(capsys):
    """Run the command: its exit code, and what it printed and complained of."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            command.main(arguments)
        return SimpleNamespace(code=ended.value.code, **capsys.readouterr()._asdict())

    return run


@pytest.fixture
def doing(monkeypatch):
    """Let `deltarule check` do something else."""

    def doing(error):
        def act(options):
            if isinstance(error, BaseException):
                raise error
            return error

        monkeypatch.setattr("deltarule.core.selfcheck.commands.check.run", act)

    return doing


def test_the_version_is_the_packages(run):
    assert run("--version").out == f"deltarule {deltarule.__version__}\n"


def test_help_lists_every_command_with_the_first_line_of_its_file(run):
    shown = " ".join(run("--help").out.split())
    files = command._files()
    assert {"check", "build", "grade", "export"} <= files.keys()
    for name, (_, file) in files.items():
        first = ast.get_docstring(ast.parse(file.read_text())).split("\n")[0].rstrip(".")
        assert f"{name} {first}" in shown


@pytest.mark.parametrize("name", sorted(command._files()))
def test_every_command_can_be_asked_for_help(run, name):
    found = run(name, "--help")
    assert found.code == 0
    assert found.out.startswith(f"usage: deltarule {name}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grad",), "deltarule: grad is no command; did you mean grade?\n"),
        (("check", "a", "b", "c"), "usage: deltarule check"),
    ],
)
def test_a_command_that_there_is_not_is_refused(run, arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run(*arguments)
    assert found.code == 2
    assert said in found.err


@pytest.mark.parametrize("code", [0, 1])
def test_a_commands_exit_code_is_the_programs(run, doing, code):
    doing(code)
    assert run("check").code == code


def test_closed_streams_are_no_trouble(doing, monkeypatch):
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    doing(1)
    with pytest.raises(SystemExit) as ended:
        command.main(["check"])
    assert ended.value.code == 1
    for name in ("stdout", "stderr"):
        getattr(sys, name).close()


def test_bad_input_is_one_sentence_that_no_terminal_acts_on(run, doing):
    doing(UserError("There is no \x1b[2Junit."))
    found = run("check")
    assert (found.code, found.out, found.err) == (2, "", "deltarule: There is no \\u001b[2Junit.\n")


def test_stopping_it_is_no_traceback(run, doing):
    doing(KeyboardInterrupt())
    assert (found := run("check")).code == 130
    assert found.err == "deltarule: stopped; no file is left half written.\n"


def test_stopping_it_while_it_is_loaded_is_no_traceback(run, monkeypatch):
    class Stopping:
        def __set_name__(self, owner, name):  # what it raises, Python wraps
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(command, "import_module", lambda name: type("Loaded", (), {"field": Stopping()}))
    assert (found := run("check")).code == 130
    assert found.err == "deltarule: stopped; no file is left half written.\n"


def test_an_interrupt_says_in_one_line_where_it_was(run, doing):
    doing(KeyboardInterrupt("length was stopped; it is in line 3"))
    assert (found := run("check")).code == 130
    assert found.err == "deltarule: length was stopped; it is in line 3.\n"


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("nbgrader.api", "instructor"),
        ("rich", "instructor"),
        ("yaml", "instructor"),
        ("cosmic_ray.mutating", "dev"),
        ("sklearn", "pictures"),
    ],
)
def test_a_library_that_is_not_installed_is_told_with_the_extra_that_brings_it(run, doing, module, extra):
    doing(ModuleNotFoundError(f"No module named {module!r}", name=module))
    found = run("check")
    assert found.code == 2
    assert found.err == f"deltarule: This needs {module}: run pip install 'deltarule[{extra}]'.\n"


@pytest.mark.parametrize("module", ["nb", "py", "deltarule.grading", "numpy", None])
def test_a_module_that_no_extra_brings_is_no_bad_input(doing, module):
    doing(ModuleNotFoundError("No module", name=module))
    with pytest.raises(ModuleNotFoundError):
        command.main(["check"])


def test_only_the_command_that_is_called_is_imported():
    code = (
        "import sys\nfrom deltarule.core.selfcheck.command import main\n"
        "try: main(['build', '--help'])\nexcept SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if '.commands.' in name))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "['deltarule.commands.build']"


def test_a_misspelt_flag_is_told_by_the_command_that_has_one_nearly_of_that_name(run):
    told = run("grade", "--asignment", "ann")
    assert told.code == 2
    assert told.err.startswith("usage: deltarule grade ")
    assert "there is no --asignment here; did you mean --assignment?" in told.err
    assert "there is no --xyzzy here\n" in run("build", "--xyzzy").err


@pytest.mark.parametrize(
    ("arguments", "usage", "said"),
    [
        ("mistakes new vectors --lest 2", "mistakes new", "there is no --lest here; did you mean --least?"),
        ("new unit a --nam", "new unit", "there is no --nam here"),
        ("mistakes --least 2 new", "mistakes", "there is no --least here"),
        ("release --forc", "release", "there is no --forc here"),
        ("mutants 2_ann 6_cnn", "mutants", "6_cnn is a word too many"),
        ("grade class jobs", "grade", "jobs is a word too many; did you mean --jobs?"),
        ("export --asignment ann", "export", "there is no --asignment here; did you mean --assignment?"),
        ("export --asignment=ann csv", "export", "there is no --asignment=ann here; did you mean --assignment?"),
        ("export --assignm ann csv", "export", "the following arguments are required: OUT"),
        ("check a b --plain-x", "check", "there is no --plain-x here"),
        ("new unit a b", "new unit", "b is a word too many"),
        ("release -f", "release", "there is no -f here"),
        ("export -assignment ann", "export", "there is no -assignment here; did you mean --assignment?"),
        ("--verison", "", "there is no --verison here; did you mean --version?"),
    ],
)
def test_a_word_too_many_is_told_by_its_own_command_and_before_what_is_missing(run, arguments, usage, said):
    told = run(*arguments.split())
    assert told.code == 2
    assert told.err.startswith(f"usage: {' '.join(['deltarule', *usage.split()])} ")
    assert said in told.err
    assert told.err.count("error:") == 1


def test_what_follows_two_dashes_is_no_flag(run):
    assert "there is no --" not in run("release", "--", "--forc").err
