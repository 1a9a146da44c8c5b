"""``python -m deltarule`` is ``deltarule``."""

from .core.selfcheck.command import main

main()
