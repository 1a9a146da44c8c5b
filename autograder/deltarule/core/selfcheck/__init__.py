"""Where a student meets the checks: pytest, a notebook's check cells, and the terminal.

- ``plugin`` in pytest, ``notebook`` in a check cell, ``command`` and ``commands`` in the terminal, on the ``console``;
- ``progress`` in a unit, its ``lesson`` on one screen, the ``overview`` of all units, and ``hints``;
- ``example``: one call, from ``docstrings`` or of a check, also in the ``debugger``;
- ``guesses`` of what a mistyped name means, ``saves`` of files for `watch`.
"""
