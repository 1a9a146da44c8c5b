"""The student's commands, one file each; a kit has these alone. See :mod:`deltarule.core.selfcheck.command`."""
