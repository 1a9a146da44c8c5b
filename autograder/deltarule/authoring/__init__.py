"""From solutions to what is derived from them, and what proves that the checks are worth something.

- ``solution``: a unit's solution, imported, and the answers that it gives;
- ``listed``: the mistakes and the right alternatives that an author lists; ``changes``, ``wrong_answers``: how mistakes
  are written down;
- ``derivations``: mistakes that nobody listed, derived from the solution by the rules in ``lapses``; ``combined``: two
  listed ones at once; ``blanks``: answers that are no attempt; ``search`` looks through them, ``naming`` measures what
  wrong functions are called;
- ``drafts``: an entry for the list, drafted from what a student wrote;
- ``regions``: what is marked in a solution, and what only looks like a mark;
- ``slips``: what can only go wrong, found by reading; ``rehearsal``: found by running the checks;
- ``recorder``: writes down what the solution answers to the checks; ``kept``: and keeps it for the next build;
- ``hint_lines``: hints above a solution's functions; ``examples`` in their docstrings; ``illustrations`` of its text;
- ``products``: stub, notebooks, illustrations, recorded answers, hints;
- ``trials``: every listed mistake caught, every alternative accepted;
- ``mutation``: small changes of the solution, caught;
- ``overrides``: what ``course.toml`` says otherwise than a unit's files;
- ``beginnings``: a course's and a unit's first files;
- ``packages``, ``kits``: the package handed on, and the students' archive.
"""

from deltarule.core import light  # noqa: F401 - before any module here imports nbformat
