"""What goes wrong when one doubles."""

from autograder.checking import mistake


@mistake("double", "This is the square; the double is a sum.")
def squared(x):
    return x * x
