import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import write_atomically
from deltarule.grading import seeds as grading_seeds
from deltarule.grading.seeds import secret_seed


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


@pytest.fixture
def seeds(course):
    path = course.instructor / "seeds.json"
    path.parent.mkdir()
    return path


def test_a_seed_is_kept_for_every_regrade(course):
    assert secret_seed(course, "2_ann") == secret_seed(course, "2_ann") == secret_seed(Course(course.root), "2_ann")


def test_assignments_have_seeds_of_their_own_and_keep_them(course):
    first = secret_seed(course, "2_ann")
    assert secret_seed(course, "3_cnn") != first
    assert secret_seed(course, "2_ann") == first
    assert set(json.loads((course.instructor / "seeds.json").read_text())) == {"2_ann", "3_cnn"}


def test_seeds_are_drawn_anew_for_another_course(tmp_path):
    for i in range(5):
        (tmp_path / str(i)).mkdir()
    drawn = {secret_seed(Course(tmp_path / str(i)), "2_ann") for i in range(5)}
    assert len(drawn) == 5
    assert all(0 <= seed < 2**62 for seed in drawn)


def test_what_is_drawn_at_once_is_kept_of_all(course, seeds, monkeypatch):
    def slowly(path, content, **more):
        time.sleep(0.05)  # others have read what was there by now
        write_atomically(path, content, **more)

    monkeypatch.setattr(grading_seeds, "write_atomically", slowly)
    with ThreadPoolExecutor(4) as threads:
        drawn = dict(zip("abcd", threads.map(lambda name: secret_seed(course, name), "abcd"), strict=True))
    assert json.loads(seeds.read_text()) == drawn


def test_seeds_are_for_their_owner_alone(course):
    secret_seed(course, "2_ann")
    assert stat.S_IMODE((course.instructor / "seeds.json").stat().st_mode) == 0o600


def test_a_seed_that_somebody_chose_is_used(course, seeds):
    seeds.write_text('{"2_ann": 5}')
    assert secret_seed(course, "2_ann") == 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"3",
        b"null",
        b'{"2_ann": "5"}',
        b'{"2_ann": 1.5}',
        b'{"2_ann": true}',
        b'{"2_ann": -1}',
    ],
)
def test_a_damaged_file_is_refused_and_left_alone(course, seeds, content):
    seeds.write_bytes(content)
    with pytest.raises(UserError, match=r"seeds\.json .*Restore it, or delete it to draw new seeds"):
        secret_seed(course, "2_ann")
    assert seeds.read_bytes() == content


def test_a_folder_in_the_files_place_is_refused(course, seeds):
    seeds.mkdir()
    with pytest.raises(UserError, match=r"seeds\.json is a folder, where a file belongs: move it away, and put back"):
        secret_seed(course, "2_ann")


def test_a_course_whose_students_hand_in_again_has_a_fresh_seed_in_every_run(course, monkeypatch):
    course.instructor.mkdir()
    course.settings_file.write_text("[grading]\nfresh_seed = true\n")
    first = secret_seed(course, "2_ann")
    assert secret_seed(course, "2_ann") == first  # the same run
    monkeypatch.setattr("deltarule.grading.seeds._of_this_run", set())
    second = secret_seed(course, "2_ann")
    assert second != first
    assert json.loads((course.instructor / "seeds.json").read_text()) == {"2_ann": second}


def test_a_fresh_seed_is_asked_for_by_true_alone(course):
    course.instructor.mkdir()
    course.settings_file.write_text('[grading]\nfresh_seed = "yes"\n')
    with pytest.raises(UserError, match="sets fresh_seed to 'yes'; write true or false"):
        secret_seed(course, "2_ann")
