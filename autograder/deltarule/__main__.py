"""``python -m deltarule`` is ``deltarule``."""

from .core.command import main

main()
