"""Other ways to double."""

from deltarule import alternative


@alternative("double")
def added(x):
    return x + x
