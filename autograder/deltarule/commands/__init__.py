"""The author's and the instructor's commands, one file each. See :mod:`deltarule.core.selfcheck.command`."""
