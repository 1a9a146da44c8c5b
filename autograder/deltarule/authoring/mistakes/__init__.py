"""Wrong versions of a solution's functions: those that an author lists, and those that rules derive.

- ``listed``: an author's mistakes and right alternatives; ``changes``, ``wrong_answers``: how mistakes are written
  down;
- ``derivations``: what nobody listed, by the rules in ``lapses``; ``combined``: two listed ones at once; ``blanks``:
  answers that are no attempt;
- ``lookup``: what listed ones answer, in grading; ``search``: which of the others answers as a student did;
- ``drafts``: an entry for the list, drafted from what a student wrote.
"""
