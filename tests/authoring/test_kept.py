"""Recordings kept from one build to the next."""

import pytest
from support import TINY, copy_course

from deltarule.authoring.building import recorder
from deltarule.authoring.building.kept import kept
from deltarule.core.checking.checks import PUBLIC_SEED
from deltarule.core.course import Course


@pytest.fixture
def unit(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Course(copy_course(tmp_path / "course", TINY, ["1_double"])).unit("double")


@pytest.fixture
def made(unit):
    """Make recordings, counted."""
    times = []

    def make():
        times.append(1)
        return recorder.record(unit, PUBLIC_SEED)

    make.times = times
    return make


def recordings(tmp_path):
    return list((tmp_path / "cache").rglob("*.npz"))


def test_the_same_unit_is_recorded_once(unit, made):
    assert kept(unit, made, "x") == kept(unit, made, "x")
    assert len(made.times) == 1


@pytest.mark.parametrize("part", ["solution", "checks", "mistakes", "settings"])
def test_whatever_a_recording_is_made_of_a_change_there_has_it_made_anew(unit, made, part):
    kept(unit, made, "x")
    path = unit.course.settings_file if part == "settings" else getattr(unit, part)
    path.write_text(f"{path.read_text() if path.exists() else ''}\n# changed\n")
    kept(unit, made, "x")
    assert len(made.times) == 2


def test_one_kind_is_not_taken_for_another(unit, made):
    kept(unit, made, "x")
    kept(unit, made, "y")
    assert len(made.times) == 2


def test_a_damaged_one_is_made_anew(unit, made, tmp_path):
    whole = kept(unit, made, "x")
    (file,) = recordings(tmp_path)
    file.write_bytes(whole[:-100])
    assert kept(unit, made, "x") == whole
    assert kept(unit, made, "x") == whole
    assert len(made.times) == 2


def test_where_none_can_be_kept_nothing_is_lost_but_time(unit, made, tmp_path):
    (tmp_path / "cache").write_text("a file in the folder's place")
    assert kept(unit, made, "x") == kept(unit, made, "x")
    assert len(made.times) == 2


def test_a_secret_seed_is_never_kept(unit, tmp_path):
    recorder.recording_of(unit, 7)
    recorder.recording_by_need(unit, 7)
    assert recordings(tmp_path) == []
    recorder.recording_of(unit, PUBLIC_SEED)
    assert len(recordings(tmp_path)) == 1
