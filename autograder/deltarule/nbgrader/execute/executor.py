"""The preprocessor that takes the place of nbgrader's ``Execute``: notebooks run in isolated, warm workers."""

import hashlib
import os
import platform
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_solution
from traitlets import Enum, Float, Integer

from deltarule.core.checking.checks import CheckResult
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import NOTEBOOK_SCRATCH_MB, NOTEBOOK_SECONDS, Limits
from deltarule.door.outside.cell_runs import CellRun
from deltarule.door.outside.readers import Readers
from deltarule.door.walls import LEVELS

from . import course_cells
from .labels import Labels
from .lookahead import LookAhead, Work
from .person import PersonsTasks
from .pool import shared_readers, shared_zygote
from .replacement import take_reason
from .runs import Code, Screen, Task, run
from .screen import READERS, Harmless, converter_of, own_unit
from .surroundings import files_in, merged

_LANGUAGE = {  # as an IPython kernel introduces itself
    "name": "python",
    "version": platform.python_version(),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}

_PRINTED_TIMEOUT = {
    "ename": "CellTimeoutError",
    "evalue": "",
    "traceback": ["\x1b[0;31mCellTimeoutError\x1b[0m: No reply from kernel before timeout"],
}

Done = tuple[list[CellRun], list[CheckResult] | str | None]
"""What became of a notebook's cells, and, for a course's own notebook, of the course's checks."""


class IsolatedExecute(Execute):
    """Runs notebooks in workers that hold no secret and are walled off, in place of Jupyter kernels.

    For any nbgrader course on Linux whose notebooks are in Python: install deltarule with its instructor extra beside
    nbgrader, and put this line into ``nbgrader_config.py``::

        from deltarule.nbgrader import PREPROCESSORS; c.Autograde.autograde_preprocessors = PREPROCESSORS

    ``nbgrader autograde``, its API and the formgrader's button then use it, and several notebooks are run at a time.
    What ``c.Execute`` and ``c.ExecutePreprocessor`` set (``timeout``, ``timeout_func``, ``error_on_timeout``,
    ``skip_cells_with_tag``) holds here too; what is about kernels has no effect. docs/executor.md lists what
    differs, and what else to put there.
    """

    memory_mb = Integer(Limits().memory_mb, help="Address space of a notebook's worker, in MiB.").tag(config=True)

    isolation = Enum(
        [*LEVELS, ""],
        default_value="",
        help="How students' code is walled off; as strongly as this machine can where it is empty.",
    ).tag(config=True)

    output_characters = Integer(
        1_000_000, help="Characters printed that a cell shows; the rest is cut, and shown as cut."
    ).tag(config=True)

    notebook_seconds = Float(
        NOTEBOOK_SECONDS,
        help="For all cells of a notebook together; in a Deltarule course, submission_seconds of course.toml counts.",
    ).tag(config=True)

    look_ahead = Integer(
        2 * (os.cpu_count() or 1), help="How many notebooks are run ahead of the one that nbgrader is at."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any], km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run every code cell and put into the notebook what it shows.

        Raises:
            UserError: the notebook is in another language, or workers cannot be had here.
            CellExecutionError: a cell raised where ``force_raise_errors`` asks for that.
        """
        reason = take_reason(nb)
        if reason is not None:
            course_cells.unread(nb, reason).leave(resources)
            return nb, resources
        self._refuse_other_languages(nb)
        nb.metadata["language_info"] = dict(_LANGUAGE)
        own = own_unit(self, resources)
        handed_in = deepcopy(nb)
        if own:
            course_cells.put_back(nb, own)
        task = self._task(nb, resources, self._files(resources), os.environ.get("NBGRADER_EXECUTION"))
        work = self._work(task, nb, own, resources)
        converter = converter_of(self)
        if converter is None:
            runs, results = work[1]()
        else:
            ahead: LookAhead[Done] = LookAhead.of(converter, self.look_ahead)
            runs, results = ahead.result(_name(resources), work, self._work_ahead)
        self._show(nb, task, runs)
        not_run = [nb.cells[code.index] for code, done in zip(task.cells, runs, strict=True) if done.left_out]
        if not_run:
            self.log.warning("%s: %d cells were not run: %s.", "/".join(_name(resources)), len(not_run), _why(runs))
        if not_run and own is None:
            course_cells.left_out(nb, not_run, _why(runs)).leave(resources)
        if own and results is not None:
            readers = resources[READERS] = self.readers(resources)
            course_cells.for_person(own, handed_in, results, readers).leave(resources)
            for cell in nb.cells:
                function = course_cells.function_of(cell)
                if function is not None:
                    course_cells.fill_in(cell, function, results)
        return nb, resources

    def _work_ahead(self, nb: NotebookNode, resources: dict[str, Any]) -> Work[Done]:
        """Say what work a sanitised notebook will be when nbgrader comes to it."""
        if take_reason(nb) is not None:
            raise ValueError("there is nothing to run in it")
        student, assignment, _ = _name(resources)
        converter = converter_of(self)
        assert converter is not None
        submitted, source = self._folders(converter, student, assignment)
        kept = set(converter.exclude_overwriting.get(assignment, []))
        instructors = {name: content for name, content in self._read(source).items() if name not in kept}
        own = own_unit(self, resources)
        if own:
            course_cells.put_back(nb, own)
        files = merged(self._read(submitted), instructors)
        return self._work(self._task(nb, resources, files, "autograde"), nb, own, resources)

    def _task(
        self, nb: NotebookNode, resources: dict[str, Any], files: Mapping[str, bytes], execution: str | None
    ) -> Task:
        own = own_unit(self, resources)
        cells = [
            (index, cell)
            for index, cell in enumerate(nb.cells)
            if cell.cell_type == "code" and cell.source.strip() and not self._is_skipped(cell)
        ]
        code = tuple(
            Code(index, count, cell.source, self._get_timeout(cell))
            for count, (index, cell) in enumerate(cells, 1)
            if not (own and course_cells.function_of(cell))
        )
        environment = {} if execution is None else {"NBGRADER_EXECUTION": execution}
        return Task(code, files, environment, self._limits(own), self.isolation or None, calmly=own is not None)

    def _is_skipped(self, cell: NotebookNode) -> bool:
        """Whether a tag takes a cell out; a test's tags are the student's, and what isn't run has all its points."""
        is_test = is_grade(cell) and not is_solution(cell)
        return not is_test and self.skip_cells_with_tag in cell.metadata.get("tags", [])

    def _limits(self, own: Unit | None) -> Limits:
        """Give what a notebook may use; it shows more than a check does, and is handed files."""
        usual = Limits(memory_mb=self.memory_mb, submission_seconds=self.notebook_seconds)
        limits = own.course.limits() if own else usual
        return replace(limits, output_characters=self.output_characters, scratch_mb=NOTEBOOK_SCRATCH_MB)

    def readers(self, resources: dict[str, Any]) -> Readers:
        """Give what reads this notebook apart, behind the walls that it is run behind.

        Raises:
            UserError: workers cannot be had here.
        """
        limits = self._limits(own_unit(self, resources))
        return shared_readers(shared_zygote(limits, self.isolation or None, notebooks=True))

    def _work(self, task: Task, nb: NotebookNode, own: Unit | None, resources: dict[str, Any]) -> Work[Done]:
        if not own:
            return task.key(), lambda: (run(task), None)
        readers = self.readers(resources)
        content = [(cell.cell_type, cell.source, cell.metadata) for cell in nb.cells]  # more counts than what is run
        digest = hashlib.sha256(repr(content).encode("utf-8", "backslashreplace")).hexdigest()

        def both() -> Done:
            with ThreadPoolExecutor(1, "checks") as aside:
                checked = aside.submit(course_cells.check, own, nb, task.isolation, readers)
                return run(task), checked.result()

        return task.key() + digest, both

    def _show(self, nb: NotebookNode, task: Task, runs: Sequence[CellRun]) -> None:
        screen = Screen(nb)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        for code, done in zip(task.cells, runs, strict=True):
            screen.show(code.index, done.outputs)
            cell = nb.cells[code.index]
            cell.execution_count = code.count
            reply = {"content": self._reply(done)}
            self.on_cell_executed(cell=cell, cell_index=code.index, execute_reply=reply)
            if reply["content"]["status"] == "error" and not self._may_raise(cell, reply["content"]["ename"]):
                raise CellExecutionError.from_cell_and_msg(cell, reply["content"])
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
                _move_stderr_to_stdout(cell)

    def _reply(self, done: CellRun) -> dict[str, Any]:
        if done.left_out:
            line = f"\x1b[0;31mNotRun\x1b[0m: This cell was not run: {done.left_out}."
            return {"status": "error", "ename": "NotRun", "evalue": done.left_out, "traceback": [line]}
        if done.timed_out:
            return {"status": "error", **(self.error_on_timeout or _PRINTED_TIMEOUT)}
        if done.died:
            line = f"\x1b[0;31mDeadKernelError\x1b[0m: Kernel died ({done.died})"
            return {"status": "error", "ename": "DeadKernelError", "evalue": "Kernel died", "traceback": [line]}
        if done.error is not None:
            return {"status": "error", **dict(zip(("ename", "evalue", "traceback"), done.error, strict=True))}
        return {"status": "ok"}

    def _may_raise(self, cell: NotebookNode, name: str) -> bool:
        if self.force_raise_errors:
            return False
        allowed = self.allow_errors or name in self.allow_error_names
        return bool(allowed or "raises-exception" in cell.metadata.get("tags", []))

    def _files(self, resources: dict[str, Any]) -> dict[str, bytes]:
        """Read what lies beside the notebook, but not what a link of the student's led nbgrader to copy there."""
        folder = resources.get("metadata", {}).get("path")
        if not folder:
            return {}
        files = self._read(Path(folder), say=True)
        converter = converter_of(self)
        if converter is not None and "nbgrader" in resources:
            student, assignment, _ = _name(resources)
            submitted, source = self._folders(converter, student, assignment)
            for name in list(files):
                if (submitted / name).is_symlink() and not (source / name).exists():
                    self.log.warning("%s is a link in the submission; it is not handed to the notebook.", name)
                    del files[name]
        return files

    def _read(self, folder: Path, say: bool = False) -> dict[str, bytes]:
        converter = converter_of(self)
        files, notes = files_in(folder, converter.coursedir.ignore if converter is not None else ())
        for note in notes if say else ():
            self.log.warning("Not handed to the notebook: %s.", note)
        return dict(sorted(files.items()))

    def _folders(self, converter: Autograde, student: str, assignment: str) -> tuple[Path, Path]:
        courses = converter.coursedir
        submitted = courses.format_path(courses.submitted_directory, student, assignment)
        return Path(submitted), Path(courses.format_path(courses.source_directory, ".", assignment))

    def _refuse_other_languages(self, nb: NotebookNode) -> None:
        kernel = nb.metadata.get("kernelspec", {})
        language = str(kernel.get("language") or nb.metadata.get("language_info", {}).get("name") or "python")
        if language.lower() not in ("python", "ipython"):
            raise UserError(
                f"This notebook is in {language}, and IsolatedExecute runs Python: "
                "put nbgrader's own Execute back into c.Autograde.autograde_preprocessors for this course."
            )


PREPROCESSORS = [
    *(
        IsolatedExecute if preprocessor is Execute else preprocessor
        for preprocessor in Autograde.autograde_preprocessors.default_args[0]
    ),
    PersonsTasks,
    Harmless,
]
"""nbgrader's own list of what it does to a submission, with this executor in the place of ``Execute``."""


def _name(resources: dict[str, Any]) -> tuple[str, str, str]:
    names = resources["nbgrader"]
    return names["student"], names["assignment"], names["notebook"]


def _why(runs: Sequence[CellRun]) -> str:
    """Say why the rest of a notebook wasn't run."""
    return next(done.left_out for done in runs if done.left_out)


def _move_stderr_to_stdout(cell: NotebookNode) -> None:
    """Show a graded cell's warnings as ordinary output: for nbgrader any text on stderr is worth no points."""
    outputs: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if outputs and outputs[-1].output_type == "stream":
                outputs[-1].text += output.text
                continue
            output = new_output("stream", name="stdout", text=output.text)
        outputs.append(output)
    cell.outputs = outputs


SANITIZERS = [Labels, *Autograde.sanitize_preprocessors.default_args[0]]
"""nbgrader's own list of what it does to a submission before that, once its cells are labelled anew."""
