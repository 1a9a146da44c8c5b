"""The built wheel, installed, is enough to begin a course and grade it, in an empty folder."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv

import pytest
from support import ROOT

NEEDED = (77,)  # what pyproject.toml asks of setuptools


def version():
    try:
        return tuple(map(int, importlib.metadata.version("setuptools").split(".")[:1]))
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return ()


def call(*command, cwd, **environment):
    result = subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=300, env={**os.environ, **environment}
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment with the wheel in it; what the wheel needs comes from the one that the tests run in."""
    if version() < NEEDED:
        pytest.skip("building a wheel needs setuptools 77 or later: pip install -e '.[dev]'")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(
        ROOT / "autograder", source / "autograder", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    options = ("--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir")
    call(*pip, "wheel", *options, "-w", folder, source, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    call(*pip, "--python", python, "install", "--no-index", "--no-deps", wheel, cwd=folder)
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    # Read as a plain folder: the .pth file there that leads to this checkout isn't.
    (site / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    return folder / "env" / "bin"


@pytest.fixture(scope="module")
def walked(installed, tmp_path_factory):
    """What each command of a course's first day says."""
    folder, said = tmp_path_factory.mktemp("empty"), {}
    here = folder
    for command in (
        "new course c",
        "build",
        "build --check",
        "audit",
        "kit kit.zip",
        "grade sample",
        "new unit waves",
        "build",
        "audit waves",
    ):
        said[command] = call(installed / "deltarule", *command.split(), cwd=here, PYTHONPATH=os.environ["PYTHONPATH"])
        here = folder / "c"
    return here, said


def test_the_wheel_holds_one_package_and_its_templates(installed):
    where = call(installed / "python", "-c", "import deltarule; print(deltarule.__file__)", cwd=installed)
    assert where.startswith(str(installed.parent))
    (site,) = installed.parent.glob("lib/python*/site-packages")
    assert {path.name for path in site.iterdir() if path.is_dir() and path.suffix == ""} == {"deltarule"}


def test_a_course_begun_by_the_wheel_builds_audits_and_grades_as_it_is(walked):
    _, said = walked
    assert said["build --check"] == ""
    assert "3 of 3 mistakes caught, 3 named; 2 of 2 alternatives accepted" in said["audit"]
    assert re.search(r"ada +1_vectors +5 +5", said["grade sample"])
    assert re.search(r"ben +1_vectors +3 +5 +length", said["grade sample"])
    assert "2_waves: 3 of 3 mistakes caught" in said["audit waves"]


def test_its_kit_checks_itself(walked, installed):
    here, _ = walked
    shutil.unpack_archive(here / "kit.zip", here.parent)
    kit = here.parent / "kit"
    shutil.copy(here / "sample/ada/1_vectors/vectors.py", kit / "exercises/1_vectors/vectors.py")
    assert re.search(r"together +5 of 5", call(installed / "python", "-m", "pytest", cwd=kit))


if sys.platform == "win32":
    pytest.skip("an environment's programs lie elsewhere", allow_module_level=True)
