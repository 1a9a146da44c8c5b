"""All that a self-check imports, and all that a student's kit carries. It knows no solution, no wall and no gradebook.

A student's code, loaded and called:

- ``cells``, ``loader``, ``rules``: a submission's cells, run as far as they go, without what a unit forbids;
- ``calls``, ``values``, ``kinds``: a call, what became of it, and the values that pass between checks and student
  code;
- ``crashes``: exceptions in a beginner's words (``sayings``): what doesn't fit (``misfits``), isn't what it was taken
  for (``misuses``) or isn't there (``misnomers``), at which operation (``spots``), or can't be read (``syntax``);
- ``stalls``: calls that don't come back, ended on every system;
- ``student``, ``stubs``: the student's functions in this process, and what a notebook says of unwritten ones.

A check, and what it holds a function against:

- ``cases``, ``scripts``, ``quiz``, ``checks``: checks that are sets of cases, or rows of a quiz's table, and any check;
- ``questions``, ``gradients``: what a check asks, and how it is judged;
- ``comparison``, ``fingerprints``: right or wrong in words, wrong answers recognised;
- ``diagnosis``: what went wrong in a function; where and how (``parts``, ``conditions``, ``symptoms``, ``maps``);
- ``reference``, ``recording``, ``seals``: the right answers, written down beforehand, and such as can't be read.

Where it runs: ``plugin`` in pytest, ``notebook`` in a check cell, ``command`` and ``commands``; ``marks`` adds up.

The student's terminal: ``progress`` in a unit, its ``lesson`` on one screen, the ``overview`` of all units, an
``example`` (of ``docstrings``, or of a check) and ``hints``; ``guesses`` of names, ``saves`` of files, the ``console``
and the ``debugger``.

``course``, ``grade_ids``, ``limits``, ``files``, ``text`` and ``errors`` are what every room uses; ``light`` keeps a
slow part of Jupyter's out of those that use it.
"""
