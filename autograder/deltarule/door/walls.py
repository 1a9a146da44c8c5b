"""What isolation is made of, and what this machine has of it."""

import functools
import os
import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from deltarule.core.errors import UserError

Layer = Literal["bubblewrap", "user", "landlock", "seccomp"]
Level = Literal["bubblewrap", "kernel", "none"]

LAYERS: dict[Layer, str] = {
    "bubblewrap": "namespaces: no network, no other process, a read-only view of Python alone",
    "user": "a user who owns nothing, or whoever started the grader if that isn't root",
    "landlock": "no file but Python's to read, none but its own scratch folder's to write",
    "seccomp": "a list of system calls that compute; no process, socket, signal or mount",
}
"""What can stand between a worker and the machine. Resource limits, a clean environment and closed descriptors go
without saying: no worker is without them."""

LEVELS: dict[Level, frozenset[Layer]] = {
    "bubblewrap": frozenset(LAYERS),
    "kernel": frozenset(LAYERS) - {"bubblewrap"},
    "none": frozenset(),
}
"""The strongest first."""


def need_linux() -> None:
    """See that there can be workers on this system.

    Raises:
        UserError: there can't.
    """
    if not hasattr(os, "pidfd_open"):
        raise UserError(
            "Grading needs Linux, whose kernel walls student code off: use a Linux machine (WSL 2 is one). "
            "Self-checks (`deltarule check`) work here."
        )


def weakest(levels: Iterable[Level]) -> Level | None:
    """Give the weakest of some levels; None of none."""
    return max(levels, key=list(LEVELS).index, default=None)


def missing() -> dict[Layer, str]:
    """Give the layers that this machine can't have, each with what to do about it."""
    found: dict[Layer, str] = {}
    if shutil.which("bwrap") is None:
        found["bubblewrap"] = "install bubblewrap (Debian, Ubuntu: apt install bubblewrap)"
    try:
        from .seccomp import program

        program()
    except Exception as error:
        found["seccomp"] = str(error)
    try:
        import landlockpy

        landlockpy.abi_version()
    except Exception:
        found["landlock"] = (
            "run Linux 5.13 or later with Landlock on (`landlock` in the kernel's lsm= line), "
            "and install deltarule with its [instructor] extra"
        )
    return found


def nobody() -> tuple[int, int] | None:
    """Give the user of root's workers, where each can't have one of its own, and their group.

    None where the grader is an ordinary user's.
    """
    if os.getuid() != 0:
        return None
    import pwd

    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:  # a bare container
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def readable() -> list[Path]:
    """List what code needs to read to run: Python's library, what is installed in it, shared libraries, fonts."""
    found = {path for path in _readable() if path.exists()}
    return sorted(path for path in found if found.isdisjoint(path.parents))  # a folder stands for what is in it


def _pythons() -> Iterator[Path]:
    """List where this Python looks for modules, but for what is somebody's own."""
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield Path(sysconfig.get_path(name))
    yield from (Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages", "lib-dynload")))


def _readable() -> Iterator[Path]:
    yield from _pythons()
    if library := sysconfig.get_config_var("LIBDIR"):
        yield from Path(library).glob("libpython*")
    yield from map(Path, _LIBRARIES)
    for place in ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/usr/share/zoneinfo", "/usr/share/fonts"):
        yield Path(place)


_NEEDED = ("deltarule", "landlockpy", "msgspec", "numpy")
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib")
_MODULE = (".py", ".pyc", ".so")
_ARCHIVE = (".egg", ".pyz", ".whl", ".zip")
_CARRYING = frozenset(("_vendor", "_vendored", "vendor", "vendored", "extern", "externals", "third_party"))
"""Where packages keep copies of others."""


def beyond(modules: Iterable[str]) -> list[str]:
    """List those of `modules` that no wall keeps: Python's own, NumPy's, and what a worker is made of.

    They are in a worker's memory, or those need them.
    """
    return [name for name in modules if (top := _top(name)) in sys.stdlib_module_names or top in _NEEDED]


@functools.cache
def hidden(modules: tuple[str, ...]) -> tuple[Path, ...]:
    """List what has to be unreadable so that `modules` can't be had: folders and files.

    A module is looked for wherever this Python looks for any: with its compiled code, what was installed along with it,
    the copies that other packages carry and archives that hold it. Other Pythons' libraries are hidden as a whole. What
    is :func:`beyond` walls isn't among it.
    """
    wanted = tuple(module for module in modules if not beyond([module]))
    if not wanted:
        return ()
    folders, archives = _searched()
    found = {path for module in wanted for folder in folders.get(_top(module), ()) for path in _places(folder, module)}
    found |= {archive for archive in archives if _packs(archive, wanted)}
    own = {os.path.realpath(path) for path in _pythons()}
    for library in map(os.path.realpath, _LIBRARIES):
        names = os.listdir(library) if os.path.isdir(library) else []
        pythons = {f"{library}/{name}" for name in names if name.startswith(("python", "pypy"))}
        found |= {path for path in pythons if not any(f"{root}/".startswith(f"{path}/") for root in own)}
    return tuple(sorted({Path(os.path.realpath(path)) for path in found}))


@functools.cache
def _searched() -> tuple[dict[str, list[str]], list[str]]:
    """List the folders where modules may lie that are no part of a package, by what lies there: names without endings.

    And list archives that may hold some.
    """
    found, archives, seen = dict[str, list[str]](), list[str](), set[str]()
    waiting = [os.path.realpath(path) for path in _pythons()]
    while waiting:
        folder = waiting.pop()
        if folder in seen:  # one root may lie in another
            continue
        seen.add(folder)
        try:  # os.walk takes twice as long: it asks of each whether it is a link
            with os.scandir(folder) as listed:
                entries = list(listed)
        except OSError:
            continue
        names = {entry.name for entry in entries} - {"__pycache__"}
        waiting += [item.path for item in entries if item.name in names and item.is_dir(follow_symlinks=False)]
        if "__init__.py" not in names or os.path.basename(folder) in _CARRYING:
            for name in {_top(name) for name in names}:
                found.setdefault(name, []).append(folder)
        archives += [f"{folder}/{name}" for name in names if name.endswith(_ARCHIVE)]
    return found, archives


def _top(name: str) -> str:
    return name.partition(".")[0]


def _places(folder: str, module: str) -> Iterator[str]:
    """List what a module is read from, where it lies in `folder`."""
    name, _, inner = module.partition(".")
    entries = _entries(folder)
    if inner:
        if name in entries and os.path.isdir(f"{folder}/{name}"):
            yield from _places(f"{folder}/{name}", inner)
        return
    found = [entry for entry in entries if _is_of(entry, name)]
    yield from (f"{folder}/{entry}" for entry in found)
    if found and "__pycache__" in entries:
        cached = os.listdir(f"{folder}/__pycache__")
        yield from (f"{folder}/__pycache__/{entry}" for entry in cached if _is_of(entry, name))
    for entry in entries if found else ():
        if entry.endswith(".dist-info"):
            yield from _installed_with(folder, entry, name)


@functools.cache
def _entries(folder: str) -> list[str]:
    return os.listdir(folder)


def _is_of(entry: str, name: str) -> bool:
    return entry == name or (entry.startswith(f"{name}.") and entry.endswith(_MODULE))


def _installed_with(folder: str, distribution: str, name: str) -> Iterator[str]:
    """List what lies in `folder` because of the distribution that has the module `name` there."""
    laid_out = _laid_out(folder, distribution)
    if any(_is_of(part, name) for part in laid_out):
        yield from (os.path.join(folder, part) for part in laid_out if part not in ("..", "", distribution))


@functools.cache
def _laid_out(folder: str, distribution: str) -> frozenset[str]:
    """List what a distribution lays into `folder`, and the compiled code that it lays into ``__pycache__``."""
    try:
        record = Path(folder, distribution, "RECORD").read_text("utf-8", "replace")
    except OSError:
        return frozenset()
    paths = {line.partition(",")[0] for line in record.splitlines()}
    return frozenset("/".join(path.split("/", 2)[: 2 if path.startswith("__pycache__/") else 1]) for path in paths)


def _packs(archive: str, modules: Sequence[str]) -> bool:
    return any(_is_of(part, top) for top in set(map(_top, modules)) for part in _parts_in(archive))


@functools.cache
def _parts_in(archive: str) -> frozenset[str]:
    """List the names of all files and folders in an archive; none of one that can't be read, nor be imported from."""
    try:
        with zipfile.ZipFile(archive) as packed:
            return frozenset(part for name in packed.namelist() for part in name.split("/"))
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return frozenset()


@functools.cache
def all_but(hidden: tuple[Path, ...]) -> tuple[Path, ...]:
    """List what workers may read where some of it is `hidden`; nothing where nothing is, for then that goes without."""
    return tuple(pieces(readable(), hidden)) if hidden else ()


def pieces(paths: Iterable[Path], without: Collection[Path]) -> list[Path]:
    """Take `without` out of `paths`: a folder that one of them lies in gives way to all else that is in it.

    They are told apart by what they are, not by name, as Landlock does: links and mounts give one thing many names.
    """
    hidden = {_identity(path) for path in without}
    above = {_identity(parent) for path in without for parent in path.parents}

    @functools.cache
    def is_in_hidden(folder: str) -> bool:
        real = Path(folder).resolve()
        return any(_identity(each) in hidden for each in (real, *real.parents))

    kept, seen = list[str](), set[tuple[int, int] | None]([None])
    waiting = [str(path) for path in paths]
    while waiting:
        path = waiting.pop()
        itself = _identity(path)
        if itself in seen or itself in hidden:
            continue
        seen.add(itself)
        if itself in above:
            waiting += [item.path for item in os.scandir(path)]
        elif not is_in_hidden(os.path.dirname(os.path.realpath(path) if os.path.islink(path) else path)):
            kept.append(path)
    return [Path(path) for path in sorted(kept)]


def _identity(path: str | Path) -> tuple[int, int] | None:
    """Tell a file or a folder from every other; None where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def bubblewrap(command: list[str], scratch: Path, environment: dict[str, str], also_readable: list[Path]) -> list[str]:
    """Put the outer wall around a command that starts Python: namespaces, and a view of Python and `scratch` alone.

    Args:
        command: what to run inside, with this process's Python.
        scratch: the one folder that can be written.
        environment: the environment inside.
        also_readable: what else can be read inside.
    """
    package = Path(__file__).resolve().parent.parent.parent
    python = Path(sys.executable)
    seen = [*readable(), *also_readable, package, python, python.resolve()]
    seen += [path for path in (Path(sys.prefix) / "pyvenv.cfg", Path(sys.base_prefix) / "bin") if path.exists()]
    wall = [
        shutil.which("bwrap") or "bwrap",
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    if os.getuid() == 0:
        # What the zygote needs to make its workers nobody's.
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_KILL"):
            wall += ["--cap-add", capability]
    else:
        wall += ["--unshare-user"]
    wall += ["--new-session", "--clearenv"]
    for name, value in environment.items():
        wall += ["--setenv", name, value]
    # Parents first: a bind inside another bind must come after it.
    for path in sorted(set(seen)):
        wall += ["--ro-bind", str(path), str(path)]
    wall += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    wall += ["--bind", str(scratch), str(scratch), "--remount-ro", "/", "--chdir", str(scratch), "--"]
    return [*wall, *command]
