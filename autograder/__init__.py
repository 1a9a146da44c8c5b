"""Deltarule's grader: checks written once, run in pytest, in a notebook and over a cohort.

- ``student``: a student's code, loaded and called, and what became of each call;
- ``checking``: what a check is made of, and the judgement of one;
- ``worker``: the process that student code runs in while it is graded;
- ``grading``: submissions and cohorts, and the records that grading gives;
- ``reports``: readers of those records;
- ``course``: where a course keeps its files. No unit is known by name here.
"""

__version__ = "0.1.0"
