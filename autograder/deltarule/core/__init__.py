"""All that a self-check imports, and all that a student's kit carries. It knows no solution, no wall and no gradebook.

Its rooms, each of which imports from those before it alone:

- ``exceptions``: what a student's exception is about;
- ``code``: a student's code, loaded and called;
- ``findings``: what went wrong in a function;
- ``checking``: checks, and the right answers that they hold functions against;
- ``selfcheck``: where a student meets the checks.

What lies beside them is what every room uses: ``course`` and ``limits``, ``files``, ``text`` and ``errors``;
``values``, their ``kinds`` and their ``comparison``; ``distributions`` that checks draw from, and the ``disclosure`` of
what they ask. ``light`` keeps a slow part of Jupyter's out of those that use it.
"""
