import pytest
from archives import zipped

from deltarule.lms.archive import open_archive
from deltarule.lms.collection import read_cohort
from deltarule.lms.registry import recognise


@pytest.fixture
def read(tmp_path):
    """Read a download of `files`: the system that it is taken to be from, and whose what is."""

    def read(files, source=None):
        path = tmp_path / "download.zip"
        path.write_bytes(zipped(files if isinstance(files, dict) else dict.fromkeys(files, b"")))
        with open_archive(path) as archive:
            found = recognise(archive)
            _, cohort = read_cohort(archive, source or found)
        return found, cohort

    return read


@pytest.fixture
def people():
    """What shows of a cohort: names, ids and the names of uploads."""

    def people(cohort):
        return [
            (item.person.name, item.person.source_id, [upload.name for upload in item.uploads])
            for item in cohort.handed
        ]

    return people
