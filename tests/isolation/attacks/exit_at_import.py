"""Ends the process while the file is being read.

Harm: a grader that takes the exit code for a mark, or loses the rest of the cohort.
Costs: everything
"""

# %% honest work
# %% hostile
import os

os._exit(0)
