"""Grading: a submission is read from disk, checked through a worker, and becomes a record.

- ``submission``: from a student's folder to cells, or to the reason why it can't be read;
- ``seeds``: the secret seeds, one an assignment, kept so that a regrade gives the same marks;
- ``cohort``: every submission in a folder, one after the other;
- ``records``: what grading gives, and all that any report or gradebook reads.
"""
