"""Grading: a submission is read from disk, checked through a worker, and becomes a record.

- ``handin``: from a student's folder to cells, or to the reason why it can't be read;
- ``contents``: what a file holds; it is read in a process of its own;
- ``strangers``: opens what a stranger left, and reads it within a bound;
- ``seeds``: the secret seeds, one an assignment, kept so that a regrade gives the same marks;
- ``cohort``: every submission in a folder;
- ``journal``, ``trial``: what was in hand when a grader died, and whether it died of it;
- ``excerpts``: the student's own text of what lost points; ``accounts``: what went wrong in a function, told once;
- ``records``: what grading gives, and all that any report or gradebook reads;
- ``likeness``: submissions that are suspiciously alike;
- ``clusters``, ``proposals``: what several students got wrong alike, and what an author could list for it.
"""

from deltarule.core import light  # noqa: F401 - before any module here imports nbformat
