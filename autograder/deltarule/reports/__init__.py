"""Readers of the records: each shows the same results in its own way, and computes none.

- ``terminal``: the table of marks;
- ``pages``: a feedback page for each submission, and the class's overview.
"""
