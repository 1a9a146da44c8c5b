"""What every submission of a unit is asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from deltarule.authoring.building.recorder import recording_by_need
from deltarule.authoring.overrides import given_functions
from deltarule.core.checking.checks import Check, CheckResult, called_before, check_all, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.call_graph import reached
from deltarule.core.code.cells import Cell, cells_of_python
from deltarule.core.code.definitions import definitions
from deltarule.core.course import Unit
from deltarule.door.outside.assistant import Assistant
from deltarule.door.outside.deadlines import Allowance
from deltarule.door.outside.rehearsed import Rehearsed
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote

from .contents import Reading
from .precedents import Hearing, Precedents
from .seeds import secret_seed


@dataclass(frozen=True)
class Exam:
    """What every submission of a unit is asked: its checks, their answers, the seed of both, and what is forbidden.

    Attributes:
        reference: the solution's cells, which answer what the recording doesn't know.
        data: the files that student code may open, by name.
        given: the functions that the course leaves out: a right version stands in for them, whatever a file has there.
    """

    checks: list[Check]
    recording: Recording
    seed: int
    forbidden: tuple[str, ...] = ()
    reference: Sequence[Cell] = ()
    data: Mapping[str, bytes] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The functions that its checks are for."""
        return tuple(dict.fromkeys(check.function for check in self.checks))

    @cached_property
    def precedents(self) -> Precedents:
        """What became of its checks, by the texts of the functions that they asked."""
        return Precedents(self.recording.leans_on)

    @cached_property
    def rehearsed(self) -> Rehearsed:
        """What came of questions in which right versions of other functions took part."""
        return Rehearsed()

    @classmethod
    def prepare(cls, unit: Unit) -> "Exam":
        """Record the answers for the unit's secret seed.

        Raises:
            UserError: the unit's checks or solution are broken, or the course's settings are.
        """
        seed = secret_seed(unit.course, unit.assignment)
        reference = [
            replace(cell, source=definitions(cell.source))
            for cell in cells_of_python(unit.solution.read_text("utf-8"), unit.solution.name)
        ]
        return cls(
            load_checks(unit.checks),
            recording_by_need(unit, seed),
            seed,
            unit.forbidden(),
            reference,
            unit.data_files(),
            given_functions(unit),
        )

    def judge(
        self, reading: Reading, title: str, zygote: Zygote, allowance: Allowance | None = None
    ) -> tuple[list[CheckResult], list[str]]:
        """Run every check on a submission, in workers of `zygote`: the results, and notes on the whole.

        Args:
            reading: the submission.
            title: what the student calls the file.
            zygote: what forks the workers.
            allowance: what its code may use, where that isn't all that the limits allow.
        """
        with (
            RemoteSubmission(
                zygote,
                reading.cells,
                title,
                self.forbidden,
                allowance,
                self.data,
                known=reading.known,
                rehearsed=self.rehearsed,
            ) as handed_in,
            Assistant(zygote, self.reference, "the reference", self.data) as assistant,
        ):
            results = check_all(
                self.checks,
                handed_in.functions,
                self.recording,
                self.seed,
                handed_in.take_printed,
                assistant.stand_in,
                Hearing(self.precedents, handed_in).judge,
                self._stood_in_for(reading.calls),
            )
            if not reading.known.still:
                handed_in.load()
            return results, [*reading.remarks, *handed_in.notes()]

    def _stood_in_for(self, calls: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
        """Name what right versions may stand in for, by the graded function of a student's that calls it."""
        before = called_before(self.checks, calls)
        return {name: called | (reached(name, calls) & self.given) for name, called in before.items()}
