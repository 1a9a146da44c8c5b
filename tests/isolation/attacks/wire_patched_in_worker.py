"""Patches the worker's own wire and serving functions, so that every answer says what it likes.

Harm: points, or a grader that is confused for others too.
Costs: everything
"""

# %% honest work
# %% hostile
try:
    from autograder.worker import process, wire

    wire.Packer.outcome = lambda self, outcome: ["returned", 1.0, []]
    process.Told = lambda id, outcomes: wire.Told(id + 1, [["returned", ["array", "<f8", [2**31, 2**31]], []]])
    process._Call._tell = lambda self, outcomes: [wire.send(self.connection, wire.Told(i, []), []) for i in range(50)]
except BaseException:
    raise
