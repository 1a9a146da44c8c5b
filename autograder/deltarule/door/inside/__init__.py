"""What runs beside student code: nothing in here imports a check, an answer or a mark.

- ``zygote``: the process that forks workers;
- ``confinement``: how a worker shuts itself in;
- ``worker``: runs one submission's cells and serves calls;
- ``shell``, ``transcript``: runs a notebook, and keeps what its cells show;
- ``attempts``: what hostile code would try, to see what the walls are worth.
"""
