"""Gradescope: the ``results.json`` of one submission.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

import msgspec

from autograder.checking.checks import CheckResult
from autograder.reports.text import visible

from .request import Export, Request, whole


def to_gradescope(request: Request) -> Export:
    """Write one submission's results.

    Raises:
        UserError: there is no such submission, or more than one.
    """
    record = request.one_submission()
    functions = list(dict.fromkeys(check.function for check in record.checks))
    numbers = dict.fromkeys(functions, 0)
    tests = []
    for check in record.checks:
        numbers[check.function] += 1
        tests.append(_test(check, f"{functions.index(check.function) + 1}.{numbers[check.function]}"))
    results = {
        # Gradescope adds tests up; said here, it holds where no test could be run, too.
        "score": whole(record.score),
        "output": visible(record.message),
        "output_format": "text",
        "tests": tests,
    }
    return Export(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def _test(check: CheckResult, number: str) -> dict[str, object]:
    return {
        "name": f"{check.function}: {check.name}",
        "name_format": "text",
        "number": number,
        "score": whole(check.earned),
        "max_score": whole(check.points),
        "status": "passed" if check.status == "passed" else "failed",
        "output": visible(check.message),
        "output_format": "text",
        "visibility": "visible",
    }
