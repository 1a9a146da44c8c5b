"""A check, and what it holds a function against.

- ``checks``: any check; ``cases``, ``measured`` and ``quiz``: such as are sets of cases, figures, or rows of a table;
- ``questions``, ``gradients``, ``rounding``: what a check asks, how it is judged, and that float32 may answer it;
- ``reference``, ``recording``, ``seals``: the right answers, written down beforehand, and such as can't be read;
- ``trust``: which of a student's functions may be called by others; ``marks`` adds up.
"""
