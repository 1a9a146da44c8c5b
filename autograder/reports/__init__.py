"""Readers of the records: each shows the same results in its own way, and computes none.

- ``text``: what student code says, made safe to show;
- ``terminal``: the table of marks;
- ``pages``: a feedback page for each submission, and the class's overview.
"""
