"""Autolab: the last two lines that an autograder prints for one submission.

The autoresult gives the one problem that an assignment is its score; the line before it makes a table of the checks.
Source: https://docs.autolabproject.com/lab/ and https://docs.autolabproject.com/features/formatted-feedback/
"""

import json

from deltarule.core.text import visible

from .request import Export, Request, whole
from .system import System


def to_autolab(request: Request) -> Export:
    """Write one submission's results.

    Raises:
        UserError: there is no such submission, or more than one.
    """
    record = request.one_submission()
    stages: dict[str, dict[str, dict[str, object]]] = {}
    for check in record.checks:
        passed = check.status == "passed"
        result: dict[str, object] = {"passed": passed} | ({} if passed else {"hint": visible(request.told(check))})
        # With its brackets no function is called as one of Autolab's own keys.
        stages.setdefault(f"{check.function}()", {})[check.name] = result
    if record.message or not record.checks:
        complete = bool(record.checks) and record.score >= record.max_score
        stages["submission"] = {record.assignment: {"passed": complete, "hint": visible(record.message)}}
    feedback = {"_presentation": "semantic", "stages": list(stages), **stages}
    autoresult = {"scores": {record.assignment: whole(record.score)}}
    # Escaped, JSON has no character in it that would end a line.
    return Export(f"{json.dumps(feedback)}\n{json.dumps(autoresult)}\n".encode("ascii"))


SYSTEM = System("autolab", "Autolab", export=to_autolab)
