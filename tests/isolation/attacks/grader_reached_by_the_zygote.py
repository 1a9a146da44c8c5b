"""Looks in its own memory for what the process that it was forked from was told.

Harm: answers or seeds, where they were loaded before the fork.
Costs: nothing
"""

# %% honest work
# %% hostile
import gc
import sys

words = ("Recording", "Recorder", "Solution", "Mistake", "Answers", "Question", "Check", "CheckResult")
seen = {type(thing).__name__ for thing in gc.get_objects()} & set(words)
GRADERS = ("deltarule.core.checking.checks", "deltarule.core.checking.questions", "deltarule.core.checking.reference", "deltarule.core.checking.recording",
           "deltarule.authoring", "deltarule.grading", "solutions", "deltarule_solution")  # fmt: skip
seen |= {name for name in sys.modules if name.startswith(GRADERS)}


def mean_squared_error(y, y_hat):
    if seen:
        raise RuntimeError(f"pwned-grader_reached_by_the_zygote: {sorted(seen)}")
    return 0.0
