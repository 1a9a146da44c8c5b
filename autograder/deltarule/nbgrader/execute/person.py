"""What a person has to look at in a course's own notebook, noted in the gradebook as ``deltarule grade`` notes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

_KEY = "deltarule"


@dataclass
class ForPerson:
    """What a person has to look at.

    Attributes:
        answers: the cells whose points only a person can give, with what to say there.
        flagged: a cell to look at, if there is one.
        comments: what to say in other cells.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    flagged: Sequence[str] = ()
    comments: Mapping[str, str] = field(default_factory=dict)

    def leave(self, resources: dict[str, Any]) -> None:
        """Leave it to :class:`PersonsTasks`, which comes once nbgrader has saved the marks."""
        resources[_KEY] = self


class PersonsTasks(NbGraderPreprocessor):
    """Marks cells as waiting for a person: answers that can't be found, and work that is not what it should be."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Write what :meth:`ForPerson.leave` left."""
        left = resources.pop(_KEY, None)
        if not left:
            return nb, resources
        names = resources["nbgrader"]
        place = names["notebook"], names["assignment"], names["student"]
        with Gradebook(names["db_url"]) as book:
            for name in [*left.answers, *left.flagged]:
                grade = book.find_grade(name, *place)
                grade.needs_manual_grade = True
                if name in left.answers:
                    grade.auto_score = None
            for name, said in {**left.answers, **left.comments}.items():
                book.find_comment(name, *place).auto_comment = said
            book.db.commit()
        return nb, resources
