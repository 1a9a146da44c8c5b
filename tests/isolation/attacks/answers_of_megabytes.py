"""Forges answers whose texts, keys and names are megabytes long, for every check.

Harm: records, pages and the terminal are flooded, gigabytes in a class.
Costs: everything
"""

# %% honest work
# %% hostile
from deltarule.core.code import loader
from deltarule.core.code.calls import Raised, Returned
from deltarule.core.values import Opaque

LONG = "long " * 300_000  # as much as crosses
turn = 0


def observe(self, name, cases, frozen=False, stand_ins=None):
    global turn
    turn += 1
    outcome = [
        Raised("error", LONG, "x", ""),
        Raised("error", "X", LONG, ""),
        Raised("error", "X", "x", LONG),
        Raised("error", "X", "x", "x\n" * 700_000),
        Returned(Opaque(LONG)),
        Returned({LONG: 1}),
        Returned(1, (LONG,)),
    ][turn % 7]
    return [outcome] + [Returned(0)] * (len(cases) - 1)


loader.LoadedCode.observe = observe
