"""From solutions to what is derived from them, and what shows that the checks are worth something.

Its rooms, each of which imports from those before it alone:

- ``mistakes``: wrong versions of a solution's functions;
- ``building``: what is derived from a solution, and a course's first files;
- ``proofs``: every mistake caught, every right form accepted.

What lies beside them: a unit's ``solution``, imported, and the answers that it gives; ``overrides``, what
``course.toml`` says otherwise than a unit's files; ``hint_lines`` above its functions; the ``equivalents``
that a unit lists as no error; and an ``authors_file``, as messages name places in it.
"""

from deltarule.core import light  # noqa: F401 - before any module here imports nbformat
