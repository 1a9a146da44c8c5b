"""Readers of the records: each shows the same results in its own way.

- ``terminal``: the table of marks, how far grading is, what isolation there is; ``agenda``: what needs a person;
- ``figures``: what the records of a class say of each assignment;
- ``pages``: a feedback page for each submission, and the report on the class; ``tables``: the report's numbers as CSV.
"""
