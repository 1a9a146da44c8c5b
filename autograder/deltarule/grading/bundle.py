"""What travels to graders on other machines, which share no disk: bytes that are named by their digest."""

import hashlib
import io
import json
import pickle
import zipfile
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deltarule.authoring.building.kept import sources
from deltarule.core.course import Course
from deltarule.core.errors import UserError

from .handin import HandIn
from .seeds import SEEDS, adopt_seeds, secret_seed

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""When every file of an archive was written: the same files are the same bytes."""


@dataclass(frozen=True)
class Bundle:
    """Bytes, and the digest that they are named by."""

    digest: str
    content: bytes

    @classmethod
    def of(cls, content: bytes) -> "Bundle":
        """Name bytes by their digest."""
        return cls(hashlib.sha256(content).hexdigest(), content)

    def opened(self) -> bytes:
        """Give the bytes, if they are those that were sent.

        Raises:
            UserError: they are others.
        """
        if hashlib.sha256(self.content).hexdigest() != self.digest:
            raise UserError("What came is not what was sent; is the network sound?")
        return self.content


def bundle_of_course(course: Course, assignments: Collection[str]) -> Bundle:
    """Bundle what graders need of a course: its settings, and the sources, data and secret seeds of some units.

    Of the other units it has the folders alone, for the settings may speak of them.

    Raises:
        UserError: the course is broken, or a file of it can't be read.
    """
    units = [unit for unit in course.units() if unit.assignment in assignments]
    seeds = {unit.assignment: secret_seed(course, unit.assignment) for unit in units}
    files = {f"{course.instructor.name}/{SEEDS}": json.dumps(seeds).encode()}
    files |= {f"solutions/{unit.assignment}/": b"" for unit in course.units()}
    files |= {f"solutions/{name}/": b"" for name in course.units_left_out()}
    for unit in units:
        unit.data_files()  # says what to do where one is missing
        for path in sources(unit):
            try:
                files[path.relative_to(course.root).as_posix()] = path.read_bytes()
            except OSError as error:
                raise UserError(f"{path} cannot be read ({error.strerror}); give yourself the right to.") from error
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return Bundle.of(archive.getvalue())


def unpack_course(bundle: Bundle, folder: Path) -> Course:
    """Unpack a course into a folder of its own; it is graded with the seeds that came along.

    Raises:
        UserError: it is not what was sent.
    """
    with zipfile.ZipFile(io.BytesIO(bundle.opened())) as packed:
        packed.extractall(folder)
    course = Course(folder)
    adopt_seeds(course)
    return course


def bundle_of_submissions(hand_ins: Iterable[HandIn]) -> Bundle:
    """Bundle what was handed in."""
    return Bundle.of(zlib.compress(pickle.dumps(list(hand_ins)), 1))


def unpack_submissions(bundle: Bundle) -> Sequence[HandIn]:
    """Give what was handed in; whoever sends it is trusted, as Dask trusts.

    Raises:
        UserError: it is not what was sent.
    """
    found: list[HandIn] = pickle.loads(zlib.decompress(bundle.opened()))
    return found
