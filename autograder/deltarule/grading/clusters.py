"""Clusters: functions that are wrong alike, over submissions and runs, and that no mistake is known for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from deltarule.core.findings.fingerprints import Digest, all_match
from deltarule.core.text import spelt_out

from .records import Records, SubmissionRecord


@dataclass
class Cluster:
    """Students whose answers to all that was asked of a function are the same, wrong, and no known mistake's.

    Attributes:
        assignment: the unit.
        function: the function.
        answers: a digest of what they answered to each question.
        said: what the first of them was told, where and how it goes wrong.
        members: the records of their submissions.
    """

    assignment: str
    function: str
    answers: tuple[Digest, ...]
    said: list[str]
    members: list[SubmissionRecord] = field(default_factory=list)

    @property
    def students(self) -> list[str]:
        """Who they are: each once, however often they were graded."""
        return list(dict.fromkeys(spelt_out(member.student) for member in self.members))


def clusters_of(runs: Iterable[Records]) -> list[Cluster]:
    """Put together what is wrong alike, that of most students first.

    Runs with other cases, because the seed or the checks are others, have no answers in common.
    """
    found = dict[tuple[str, ...], list[Cluster]]()
    for record in (record for records in runs for record in records.submissions):
        for check in record.checks:
            if check.answers and check.mistake is None:
                shapes = (answer.shape for answer in check.answers)
                near = found.setdefault((record.assignment, check.function, *shapes), [])
                cluster = next((item for item in near if all_match(item.answers, check.answers)), None)
                if cluster is None:
                    said = check.finding.lines() if check.finding else check.message.splitlines()[:1]
                    cluster = Cluster(record.assignment, check.function, check.answers, said)
                    near.append(cluster)
                cluster.members.append(record)
    return sorted((item for near in found.values() for item in near), key=lambda item: -len(item.students))
