"""``python -m autograder`` is ``deltarule``."""

from .cli import main

main()
