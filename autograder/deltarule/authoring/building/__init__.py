"""What is derived from a solution: stub, notebooks, recorded answers, a kit; and a course's first files.

- ``slips``: what can only go wrong, found by reading (``regions`` that are marked); ``rehearsal``: found by running the
  checks;
- ``recorder``: writes down what the solution answers to the checks; ``kept``: and keeps it for the next build;
- ``products``: the files of a unit; ``illustrations`` of its text, ``examples`` in its docstrings;
- ``packages``, ``kits``: the package handed on, and the students' archive; ``beginnings``: what ``new`` writes.
"""
