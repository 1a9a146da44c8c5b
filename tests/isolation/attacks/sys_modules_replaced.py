"""Replaces modules in sys.modules by ones of its own: numpy, msgspec, the wire.

Harm: answers of its own making; a broken worker for whoever comes next.
Costs: everything
"""

# %% honest work
# %% hostile
import sys


class Anything:
    def __getattr__(self, name):
        return lambda *args, **kwargs: True


for name in ("numpy", "numpy.testing", "msgspec", "msgspec.msgpack", "deltarule.door.frames", "deltarule.door.forms", "deltarule"):
    sys.modules[name] = Anything()
