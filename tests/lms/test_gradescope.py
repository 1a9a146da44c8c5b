import msgspec
import pytest
from archives import METADATA
from hostile import graded
from schemas import export, gradescope

from deltarule.core.errors import UserError


def test_gradescopes_metadata_says_whose_a_submission_is_and_when_it_came(read, people):
    source, cohort = read(
        {
            "assignment_77_export/submission_metadata.yml": METADATA.encode(),
            "assignment_77_export/submission_88/ann.py": b"",
            "assignment_77_export/submission_88/submission_metadata.yml": b"evil",
            "assignment_77_export/submission_89/deep/ann.ipynb": b"",
            "assignment_77_export/submission_99/ann.py": b"",
        }
    )
    assert source == "gradescope"
    assert people(cohort) == [
        ("Ada Lovelace", "ada@example.org", ["ann.py", "submission_metadata.yml"]),
        ("张伟", "wei@example.org", ["ann.ipynb"]),
        ("=cmd()", "+x@example.org", ["ann.ipynb"]),
        ("Nobody", "nobody@example.org", []),
    ]
    assert [item.person.sid for item in cohort.handed] == ["1815", "", "-7", "3"]
    assert cohort.handed[0].submitted.isoformat() == "2026-11-19T22:30:01.250000+00:00"
    assert cohort.handed[1].submitted.isoformat() == "2026-11-21T07:00:00+00:00"
    assert cohort.ignored == ["submission_99 is named by no student in submission_metadata.yml"]


DOUBLED = ["m0: &m0 {x: 1}", *(f"m{i}: &m{i} {{<<: [*m{i - 1}, *m{i - 1}]}}" for i in range(1, 40))]


@pytest.mark.parametrize(
    "metadata",
    [
        "\n".join(DOUBLED).encode(),
        b"\xff\xfe",
        b"- a list",
        b"{",
        b"a: [" * 3000,
        b"? {a: b}\n: c",
        b"!!python/object/apply:os.system [true]",
    ],
)
def test_metadata_that_is_none_is_said_in_one_sentence(read, metadata):
    with pytest.raises(UserError, match="xport"):
        read({"submission_metadata.yml": metadata, "submission_1/ann.py": b""})


def test_metadata_with_strange_values_costs_only_what_they_would_have_told(read, people):
    _, cohort = read(
        {
            "submission_metadata.yml": b"submission_1: 7\nsubmission_2: {':submitters': [7, {':name': [1]}]}",
            "submission_1/ann.py": b"",
            "submission_2/ann.py": b"",
        }
    )
    assert people(cohort) == [("", "submission_1", ["ann.py"]), ("", "submission_2", ["ann.py"])]


def test_gradescope_gets_a_test_for_each_check_numbered_by_function():
    results = gradescope(graded("ann", 2))
    assert results.score == 3
    assert [(test.number, test.name, test.score, test.max_score, test.status) for test in results.tests] == [
        ("1.1", "f: test_f_values", 2, 2, "passed"),
        ("1.2", "f: test_f_shape", 1, 1, "passed"),
        ("2.1", "g: test_g", 0, 1, "failed"),
    ]
    assert results.score == sum(test.score for test in results.tests)


def test_points_that_do_not_add_up_in_binary_are_written_as_they_are_meant():
    record = msgspec.structs.replace(graded("ann"), score=0.1 + 0.2)
    assert b'"score": 0.3,' in export("gradescope", record)
