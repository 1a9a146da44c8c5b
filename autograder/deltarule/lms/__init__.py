"""Other systems: what they hand out and what they take back, one file a system, both ways.

A system's file offers a ``SYSTEM`` (see ``system``). A new system, or a new format, is such a file and its name in
``registry``: ``deltarule collect`` and ``deltarule export`` read that list and no other.

- ``canvas``, ``moodle``, ``gradescope``, ``gradescope_autograder``, ``autolab``, ``classroom``, ``spreadsheet``: the
  systems;
- ``registry``: their list; ``system``: what each offers.

From a download to ``submitted/``:

- ``archive``: a zip file or a folder that strangers filled, read within bounds;
- ``download``: whose the files in it are;
- ``choice``: which of a student's files is the unit's;
- ``roster``: which folder is whose, and what else they are called;
- ``deposit``: a submission put in its place, and what it replaces kept;
- ``collection``: all of this, for everyone in a download;
- ``zip_collect``: the same for nbgrader's own command of that name.

From the records to what a system takes back:

- ``request``: which records are wanted, and what they go into;
- ``worksheet``: a CSV file to fill in;
- ``pairs``, ``scale``: the rows of a worksheet's students, and their marks as the system counts.

``formulas`` keeps text from being one, in any file that a spreadsheet opens.
"""
