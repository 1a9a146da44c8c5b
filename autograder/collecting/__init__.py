"""From what Canvas, Moodle and Gradescope hand out to ``submitted/<student>/<assignment>/``.

- ``archive``: a zip file or a folder, read within strict bounds;
- ``formats``: who handed in what, by the names that each system gives;
- ``choosing``: which of a student's files is the unit's;
- ``roster``: which folder is whose, so that exports can match students again;
- ``placing``: a submission put in its place whole, and what it replaces kept;
- ``collect``: all of it, one after the other;
- ``zip_collect``: the same for nbgrader's own ``zip_collect``.
"""
