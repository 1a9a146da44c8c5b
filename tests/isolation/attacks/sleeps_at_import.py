"""Sleeps for longer than anybody waits while the file is being read.

Harm: the cohort's grading stands still.
Costs: everything
"""

# %% honest work
# %% hostile
import time

time.sleep(1e6)
