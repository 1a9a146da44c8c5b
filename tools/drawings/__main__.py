"""Writes the drawings to solutions/UNIT/drawings: ``python -m tools.drawings``."""

from .folder import write

write()
