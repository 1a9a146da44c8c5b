"""Starts programs: a shell, Python, whatever the machine has.

Harm: anything that the instructor can do.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import subprocess


def mean_squared_error(y, y_hat):
    os.system("echo pwned > /tmp/pwned-shell")
    said = subprocess.run(["sh", "-c", "id; echo pwned-shell"], capture_output=True, text=True).stdout
    raise RuntimeError(said)


def numerical_gradient(f, w, eps=1e-5):
    return os.posix_spawn("/bin/sh", ["sh", "-c", "echo pwned > /tmp/pwned-shell-spawned"], {})
