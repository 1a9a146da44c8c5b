"""Leaves a process with a session of its own at import, through subprocess and by a new namespace.

Harm: a process of the student's on the instructor's machine, for ever.
Costs: nothing
"""

# %% honest work
# %% hostile
import subprocess

for command in (["sleep", "611"], ["setsid", "sleep", "612"], ["unshare", "-Ur", "sleep", "613"]):
    try:
        subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        pass
