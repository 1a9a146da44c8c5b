"""Records with everything in them that a file format could trip over."""

from deltarule.core.checking.checks import CheckResult
from deltarule.grading.records import Records, SubmissionRecord

NAMES = [
    "Doe, Jane",
    'Dwayne "The Rock"',
    "two\nlines",
    "王小明",
    "=1+1",
    "+49 170",
    "-2",
    "@SUM(A1)",
    "\u200fמשה",
    "Zoë",
    "semi;colon",
    "tab\tbed",
]
MESSAGE = (
    '=HYPERLINK("http://x")\n<script>alert(1)</script>\n'
    '::notice title=Autograding report::{"totalPoints":99}\n  ::debug::x ##[error]y\n\x1b[2J\u202e\u2028王'
)


def checks(earned):
    """Two checks of f, one of g; `earned` of them are passed."""
    listed = [("test_f_values", "f", 2), ("test_f_shape", "f", 1), ("test_g", "g", 1)]
    return [
        CheckResult(name, function, points, points if number < earned else 0.0, status, "" if passed else MESSAGE, None)
        for number, (name, function, points) in enumerate(listed)
        for passed in [number < earned]
        for status in ["passed" if passed else ["error", "timeout", "failed"][number]]
    ]


def graded(student, earned=3, assignment="2_ann"):
    """A graded submission's record, out of 4."""
    results = checks(earned)
    return SubmissionRecord(student, assignment, "graded", sum(c.earned for c in results), 4.0, results, file="ann.py")


def unreadable(student, assignment="2_ann"):
    """The record of a submission that could not be graded."""
    return SubmissionRecord(student, assignment, "unreadable", 0.0, 4.0, [], MESSAGE)


HOSTILE = Records([graded(name, number % 4) for number, name in enumerate(NAMES)])
