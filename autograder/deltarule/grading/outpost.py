"""A station on another machine, set up from what was sent there.

A Dask worker keeps an outpost as the result of a task, for as long as the run that asked for it holds on to that: where
the run ends, in whatever way, Dask drops the outpost, and its processes and files go with it.
"""

import contextlib
import pickle
import weakref
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from deltarule.authoring.building.kept import versions
from deltarule.core.errors import UserError
from deltarule.door.outside.scratch import Room
from deltarule.door.walls import Level

from .bundle import Bundle, unpack_course, unpack_submissions
from .records import SubmissionRecord
from .station import Station


class Outpost:
    """A station, and the course that it grades for in a private folder.

    Attributes:
        level: how its workers are walled off.
    """

    def __init__(self, course: Bundle, isolation: Level | None) -> None:
        """Unpack the course and set up the station.

        Raises:
            UserError: the course is broken or not what was sent, or submissions can't be walled off here.
        """
        with contextlib.ExitStack() as stack:
            room = Room()
            stack.callback(room.close)
            room.path.chmod(0o700)
            self._root = room.path
            # A thread of its own: what a caught exception keeps of a call stack doesn't keep this object.
            self._thread = ThreadPoolExecutor(1, "outpost")
            stack.callback(self._thread.shutdown, wait=False)
            with self._errors_of_the_course():
                self._station = stack.enter_context(Station(unpack_course(course, room.path), isolation))
            self.level: Level = self._station.level
            weakref.finalize(self, stack.pop_all().close)

    def __reduce__(self) -> tuple[type["Gone"], tuple[()]]:
        """Stay: Dask may move what a worker keeps elsewhere, and this can't go."""
        return Gone, ()

    def grade(self, digest: str, content: bytes) -> bytes:
        """Grade submissions that come as a bundle, one after the other; give their records, pickled.

        Raises:
            UserError: the course is broken; never for what is in a submission.
        """
        with self._errors_of_the_course():
            return pickle.dumps(self._thread.submit(_graded, self._station, Bundle(digest, content)).result())

    @contextlib.contextmanager
    def _errors_of_the_course(self) -> Iterator[None]:
        """Name files as they lie in the course, not as they lie here."""
        try:
            yield
        except UserError as error:
            raise UserError(str(error).replace(f"{self._root}/", "")) from error


def _graded(station: Station, submissions: Bundle) -> list[SubmissionRecord]:
    return [station.grade(hand_in) for hand_in in unpack_submissions(submissions)]


class Gone:
    """An outpost that isn't where it was set up: it can't grade."""

    level: Level = "none"

    def grade(self, digest: str, content: bytes) -> bytes:
        """Fail.

        Raises:
            UserError: always.
        """
        raise UserError("The station of this worker is gone; restart the worker.")


def settle(digest: str, content: bytes, wanted: Mapping[str, str], isolation: Level | None) -> Outpost:
    """Set up an outpost.

    Args:
        digest: names the course.
        content: the course, bundled.
        wanted: the versions that marks are made of, where the run was started.
        isolation: how workers are to be walled off; by default as strongly as this machine can.

    Raises:
        UserError: this machine's versions are others, or see :class:`Outpost`.
    """
    for name, version in versions().items():
        if version != wanted.get(name):
            raise UserError(
                f"It has {name} {version}, and {wanted.get(name)} is here, so that marks might differ; "
                "install the same there."
            )
    return Outpost(Bundle(digest, content), isolation)
