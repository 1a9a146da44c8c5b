"""The same for nbgrader's own ``nbgrader zip_collect``: its two plug-ins, named in ``nbgrader_config.py``.

``downloaded/<assignment>/archive/`` holds what a system handed out. The extractor collects it into
``extracted/<student>/<assignment>/``, and the collector tells nbgrader whose each file is.
"""

import contextlib
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_TIMESTAMP
from deltarule.core.text import one_line
from deltarule.grading.strangers import read_file

from .archive import Archive, Budget, Entry, Refused
from .choice import SUFFIXES
from .collection import collect
from .deposit import TIMESTAMP
from .registry import sources


class LmsExtractor(ExtractorPlugin):
    """Unpacks what a learning management system handed out, a folder for each student."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Collect every zip file in `archive_path`, or `archive_path` itself where one was unpacked to it."""
        archive, extracted = Path(archive_path), Path(extracted_path)
        assignment = self.parent.coursedir.assignment_id
        zips = sorted(path for path in archive.glob("*.zip") if not _is_an_upload(path.name))
        try:
            course = Course.find(Path(self.parent.coursedir.root))
            for download in zips or [archive]:
                collection = collect(course, download, extracted, assignment=assignment)
                for reason in collection.ignored:
                    self.log.warning("ignored: %s", one_line(reason))
        except UserError as error:
            self.parent.fail(one_line(str(error)))


class LmsCollector(FileNameCollectorPlugin):
    """Tells nbgrader whose a file is that :class:`LmsExtractor` extracted, by the folder that it lies in."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Give the student, the file's name and the time it was handed in; none for what isn't to be graded."""
        path = Path(submitted_file)
        if path.suffix not in SUFFIXES:
            return None
        student = path.parent.parent.name
        found = {"student_id": student, "file_id": path.name}
        with contextlib.suppress(OSError, UnicodeDecodeError):  # there is none, or none of ours
            found["timestamp"] = read_file(path.with_name(TIMESTAMP), MAX_TIMESTAMP).decode()
        return found


def _is_an_upload(name: str) -> bool:
    """Whether a zip file is what one student handed in, by its name, and no download."""
    archive = Archive(name, [Entry((name,), None, _shut)])
    return any(source.recognises(archive) for _, source in sources().values())


def _shut(budget: Budget) -> bytes:
    raise Refused("is known by its name alone")
