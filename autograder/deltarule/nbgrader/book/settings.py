"""The course as nbgrader sees it: ``instructor/nbgrader_config.py``, loaded by nbgrader itself."""

import contextlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import has_file

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Settings:
    """What nbgrader's tools would work with.

    Attributes:
        app: nbgrader's application object, the parent of whatever it configures.
        course_id: the course's name in the gradebook.
        db_url: where the gradebook is.
    """

    app: Any
    course_id: str
    db_url: str

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Give nbgrader's folder for a step, such as ``autograded``."""
        directory = getattr(self.app.coursedir, f"{step}_directory")
        return Path(self.app.coursedir.format_path(directory, student, assignment))

    def step(self, step: str) -> Path:
        """Give the folder that all of a step lies in."""
        return Path(self.app.coursedir.root) / str(getattr(self.app.coursedir, f"{step}_directory"))

    @property
    def shown_url(self) -> str:
        """The address of the database, for people to read: no password."""
        url = make_url(self.db_url)
        return url.database or "" if url.drivername.startswith("sqlite") else url.render_as_string(hide_password=True)

    def late_plugin(self) -> Any:
        """Make the plugin that ``AssignLatePenalties.plugin_class`` names.

        Raises:
            UserError: there is none of that name, or it fails.
        """
        try:
            assigning = AssignLatePenalties(parent=self.app)
            assigning.init_plugin()
            return assigning.plugin_inst
        except (Exception, SystemExit) as error:  # the instructor's own code, or its name
            name = re.sub(r" of <[^>]*> instance", "", f"{type(error).__name__}: {error}")
            raise UserError(f"c.AssignLatePenalties.plugin_class of {CONFIG} cannot be used: {name}") from error

    def late_penalty(self, student: str, score: float, seconds: float) -> float | None:
        """Ask the configured ``AssignLatePenalties.plugin_class`` what lateness costs: between nothing and all.

        Raises:
            UserError: the plugin failed, or gave no number of points.
        """
        plugin = self.late_plugin()
        try:
            penalty = plugin.late_submission_penalty(student, score, seconds)
            points = 0.0 if penalty is None else float(penalty)
            if not points >= 0:
                raise ValueError(f"it gave {points:g}, where it should give points to take off, 0 or more")
            return None if penalty is None else min(points, score)
        except (Exception, SystemExit) as error:  # the instructor's own code
            name = f"{type(error).__name__}: {error}"
            raise UserError(f"The late penalties' plugin of {CONFIG} failed on {student}: {name}.") from error


def load_settings(course: Course) -> Settings:
    """Load the configuration as nbgrader would in the instructor's folder.

    Raises:
        UserError: there is none, or it cannot be loaded.
    """
    path = course.nbgrader_config
    if not has_file(path):
        raise UserError(f"There is no {path}, which says where the gradebook is; nbgrader's quickstart writes one.")
    app = NbGrader()
    app.raise_config_file_errors = True
    app.log_level = logging.ERROR
    try:
        with contextlib.chdir(course.instructor):  # nbgrader reads the folder that it is started in
            app.initialize([])
        app.log_level = logging.ERROR
        settings = Settings(app, app.coursedir.course_id or "default_course", app.coursedir.db_url)
        make_url(settings.db_url)
    except ArgumentError as error:
        raise UserError(
            f"{path} sets db_url to what is no database's address; see nbgrader's documentation."
        ) from error
    except (Exception, SystemExit) as error:  # whatever a configuration can raise
        raise UserError(f"{path} cannot be loaded: {type(error).__name__}: {error}.") from error
    return settings
