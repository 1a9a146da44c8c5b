"""A module that a unit forbids is not to be had, by whatever way it is asked for."""

import pytest
from samples import outcome, remote

from deltarule.core.code.calls import Raised, Returned, case
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.limits import Limits
from deltarule.door.outside.probe import forbidden_in, forbidden_read
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import beyond, hidden, missing, pieces

FORBIDDEN = ("scipy.signal", "requests", "PIL", "six")
"""A package's part with compiled code, one that pip carries, one that matplotlib loads, and a single file."""

WAYS = """
import ctypes, gc, importlib, importlib.machinery, importlib.util, os, sys, types, zipfile, zipimport

def site():
    return next(path for path in sys.path if os.path.isdir(f"{path}/numpy"))
def files(package):
    for path in list(sys.path):
        for folder, _, names in os.walk(f"{path}/{package}"):
            yield from (f"{folder}/{name}" for name in names)
def free():
    sys.meta_path[:] = [item for item in sys.meta_path if isinstance(item, type)]

def by_taking_the_finder_out(name):
    free()
    return __import__(name, fromlist=["x"]).__name__
def by_a_finder_of_its_own(name):
    package, _, _ = name.rpartition(".")
    where = importlib.import_module(package).__path__ if package else sys.path
    return importlib.machinery.PathFinder.find_spec(name, where).loader.load_module().__name__
def by_reloading(name):
    free()
    module = types.ModuleType(name)
    module.__spec__ = importlib.util.find_spec(name)
    sys.modules[name] = module
    return importlib.reload(module).__file__
def by_what_is_in_memory(name):
    found = [item for item in gc.get_objects() if isinstance(item, types.ModuleType)]
    return next(item.__name__ for item in [*found, *sys.modules.values()] if item.__name__.startswith(name))
def by_its_source(name):
    package = name.replace(".", "/")
    for path in [f"{site()}/{package}.py", *files(package)]:
        if path.endswith(".py") and os.path.exists(path):
            return len(open(path).read())
    return importlib.util.find_spec(name).loader.get_source(name)[:9]
def by_its_bytecode(name):
    for path in sys.path:
        for cached in [f"{path}/__pycache__/{name}.cpython-{sys.version_info[0]}{sys.version_info[1]}.pyc"]:
            if os.path.exists(cached):
                return len(open(cached, "rb").read())
    raise OSError("none")
def by_its_compiled_code(name):
    found = [path for path in files(name.replace(".", "/")) if path.endswith(".so")]
    return ctypes.CDLL(found[0])._name
def by_a_copy_that_pip_carries(name):
    free()
    return importlib.import_module(f"pip._vendor.{name}").__name__
def by_an_archive(name):
    folder = os.path.join(os.path.dirname(os.__file__), "ensurepip/_bundled")
    wheel = next(f"{folder}/{file}" for file in os.listdir(folder) if file.startswith("pip-"))
    free()
    sys.path.insert(0, f"{wheel}/pip/_vendor")
    return zipimport.zipimporter(wheel).load_module("pip").__name__
def by_another_python(name):
    for root in ("/usr/lib", "/usr/local/lib"):
        for python in os.listdir(root):
            for folder in (f"{root}/{python}", f"{root}/{python}/dist-packages", f"{root}/{python}/site-packages"):
                if python.startswith("python") and os.path.isdir(folder):
                    for file in os.listdir(folder):
                        if file.endswith(".py") and not folder.startswith(sys.base_prefix):
                            return len(open(f"{folder}/{file}").read())
    raise OSError("none")
def honest():
    import numpy.fft, scipy.special, json, wave
    return float(scipy.special.expit(0.0))
"""
ASKED = [line[4:].partition("(")[0] for line in WAYS.splitlines() if line.startswith("def by_")]

pytestmark = pytest.mark.skipif(bool({"landlock", "seccomp"} & set(missing())), reason="walls can't be had here")


@pytest.fixture(scope="module")
def zygote():
    """Workers without walls."""
    with Zygote(Limits(), "none") as zygote:
        yield zygote


@pytest.fixture(scope="module", params=["kernel", "bubblewrap"])
def walled(request):
    if request.param in missing():
        pytest.skip("there is no bubblewrap")
    try:
        with Zygote(Limits(), request.param, frozenset(missing()), unwanted=FORBIDDEN) as zygote:
            with remote(zygote, "def f(): pass") as submission:
                outcome(submission.functions.f)
            yield zygote
    except UserError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_module_is_not_to_be_had_whatever_is_tried(walled, name):
    for way in ASKED:
        with remote(walled, WAYS, forbidden=FORBIDDEN) as submission:
            (found,) = getattr(submission.functions, way).observe([case(name)])
            assert isinstance(found, Raised), (way, found)
            assert found.trouble == "error"


def test_what_is_not_forbidden_is_to_be_had_beside_it(walled):
    with remote(walled, WAYS, forbidden=FORBIDDEN) as submission:
        assert outcome(submission.functions.honest) == Returned(0.5)


def test_a_unit_that_forbids_it_takes_it_from_no_other_unit(walled):
    source = "def f():\n    import PIL, six\n    return 1"
    for forbidden, wanted in ((FORBIDDEN, Raised), ((), Returned), (FORBIDDEN[3:], Raised), ((), Returned)):
        with remote(walled, source, forbidden=forbidden) as submission:
            assert isinstance(outcome(submission.functions.f), wanted)


def test_the_message_is_the_rule_where_it_is_asked_for_plainly(walled):
    with remote(walled, "def f(): import scipy.signal", forbidden=FORBIDDEN) as submission:
        assert outcome(submission.functions.f).message == "scipy.signal may not be used in this unit"


def test_python_s_own_and_numpy_s_are_beyond_walls():
    assert beyond(["json", "numpy.fft", "scipy.fft", "ctypes", "torch"]) == ["json", "numpy.fft", "ctypes"]
    assert hidden(("json", "numpy.fft")) == ()


def test_pieces_leave_out_what_is_hidden_and_nothing_else(tmp_path):
    for name in ("a/b/c/deeper", "a/b/d", "a/e", "f"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "a/link").symlink_to(tmp_path / "a/b/c")
    (tmp_path / "a/up").symlink_to(tmp_path)
    root = tmp_path.resolve()
    assert pieces([root / "a/link", root], [root / "a/b/c"]) == [root / "a/b/d", root / "a/e", root / "f"]
    assert pieces([root], []) == [root]
    assert pieces([root / "a/b/c/deeper", root / "a/b/c"], [root / "a/b"]) == []


def test_the_probe_tries_to_read_what_the_course_forbids_and_sees_whether_it_could(walled, zygote, tmp_path):
    (tmp_path / "solutions/1_x").mkdir(parents=True)
    (tmp_path / "instructor").mkdir()
    (tmp_path / "instructor/course.toml").write_text('[forbidden]\nevery_unit = ["scipy.signal", "json"]\n')
    (tmp_path / "solutions/1_x/x.py").write_text("")
    course = Course(tmp_path)
    assert forbidden_in(course) == ("scipy.signal",)
    for asked, held in ((walled, True), (zygote, False)):
        (finding,) = forbidden_read(asked, course)
        assert finding.holds is held
    assert not list(forbidden_read(walled, None))
