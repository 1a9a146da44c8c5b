"""Patches the worker's own wire and serving functions, so that every answer says what it likes.

Harm: points, or a grader that is confused for others too.
Costs: everything
"""

# %% honest work
# %% hostile
from deltarule.door import forms, frames
from deltarule.door.inside import worker

forms.Packer.outcome = lambda self, outcome: forms.ReturnedForm(1.0, [])
worker.Told = lambda id, outcomes, printed="": frames.Told(
    id + 1, [forms.ReturnedForm(forms.ArrayForm("f8", (2**31, 2**31)), [])]
)
worker._Call._tell = lambda self, outcomes: [frames.send(self.connection, frames.Told(i, []), []) for i in range(50)]
