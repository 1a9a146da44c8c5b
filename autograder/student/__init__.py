"""A student's code: load it, call it, and say what became of each call.

The same code serves a self-check, where the student's module is in this process, and the grader's
worker, where it is in another. So both see the same marks.
"""
