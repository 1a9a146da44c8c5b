"""Writes into the Python that the grader runs on: a .pth file, a sitecustomize, a patched module.

Harm: its code runs whenever the instructor starts Python.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import sys

for place in [*sys.path, os.path.dirname(os.path.dirname(np.__file__)), os.path.expanduser("~/.local/lib")]:
    for name in ("pwned-environment_written.pth", "pwned_sitecustomize.py"):
        try:
            with open(os.path.join(place, name), "w") as file:
                file.write("# pwned-environment_written\n")
        except OSError:
            pass
for name in ("deltarule.core.comparison", "numpy.testing"):
    try:
        with open(__import__(name, fromlist=["x"]).__file__, "a") as file:
            file.write("\n# pwned-environment_written\n")
    except (ImportError, OSError, AttributeError):
        pass
