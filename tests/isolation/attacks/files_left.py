"""Leaves files in /tmp, in /var/tmp, in /dev/shm, at home, and in the folder above its own.

Harm: the instructor's disk; files that others take for their own.
Costs: nothing
"""

# %% honest work
# %% hostile
import os

for place in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", os.path.expanduser("~"), "..", "/deltarule-stage/home"):
    try:
        with open(os.path.join(place, "pwned-files_left"), "w") as file:
            file.write("pwned-files_left")
    except OSError:
        pass
