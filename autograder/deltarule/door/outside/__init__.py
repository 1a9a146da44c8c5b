"""The grader's end of the door.

- ``zygotes``, ``workers``, ``scratch``: the zygote, its workers, and their folders;
- ``remote``, ``cell_runs``: a student, and a notebook's cells, on the other side;
- ``probe``: what the walls are worth here, found out by trying.
"""
