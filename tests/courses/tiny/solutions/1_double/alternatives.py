"""Other ways to double."""

from autograder.checking import alternative


@alternative("double")
def added(x):
    return x + x
