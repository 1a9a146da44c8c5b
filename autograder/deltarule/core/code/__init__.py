"""A student's code, loaded and called. What runs beside student code imports nothing further on than this.

- ``work``: where a student works, the notebook, the file or both; ``cells``, ``grade_ids`` and what stands in them;
- ``loader``, ``repairs``, ``rules``: cells, run as far as they go, mended, without what a unit forbids;
- ``calls``, ``scripts``: a call, and what became of it; calls of what a call gives;
- ``bindings``, ``call_graph``, ``pure``: what a text tells: which names it gives values, what calls what, and which
  functions do nothing but compute;
- ``carets``, ``given``: a ``^`` where a power is meant, and what was handed out and isn't as it was;
- ``student``, ``stubs``, ``whereabouts``: the functions in this process, those that aren't written, where lines stand.
"""
