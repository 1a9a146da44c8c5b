"""nbgrader's settings for this course: everything of the instructor's lies in this folder."""

from pathlib import Path

from deltarule.nbgrader import PREPROCESSORS, SANITIZERS, PlainNotebooks

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "deltarule"
# From this file, not from wherever nbgrader is started.
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
# An instructor's checkout holds more than an assignment: never collect caches or backups.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache"]
# `nbgrader zip_collect` takes what Canvas, Moodle and Gradescope hand out, as `deltarule collect` does.
c.ZipCollectApp.extractor_plugin = "deltarule.lms.zip_collect.LmsExtractor"
c.ZipCollectApp.collector_plugin = "deltarule.lms.zip_collect.LmsCollector"
# Notebooks run in isolated workers, and the marks of check cells are those of `deltarule grade`.
c.Autograde.autograde_preprocessors = PREPROCESSORS
# A cell that a student copied or split costs nobody the submission.
c.Autograde.sanitize_preprocessors = SANITIZERS
# A notebook that is none, or takes too much to read, costs nobody else theirs.
c.Autograde.exporter_class = PlainNotebooks
