"""What a student's exception is about, in a beginner's words.

``crashes`` says it of any: what doesn't fit (``misfits``), isn't what it was taken for (``misuses``) or isn't there
(``misnomers``), at which operation (``spots``), or can't be read (``syntax``); the words are in ``sayings``.
``stalls`` are calls that don't come back, ended on every system.
"""
