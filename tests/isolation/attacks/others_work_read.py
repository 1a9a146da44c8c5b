"""Reads what other students handed in.

Harm: their work, copied.
Costs: nothing
"""

# %% honest work
# %% hostile
# %% places to look
loot = ""
for place in places():
    for path in glob.glob(f"{place}/**/zoe/2_ann/*") + glob.glob(f"{place}/../zoe/2_ann/*"):
        try:
            text = open(path, errors="replace").read()
        except OSError:
            continue
        if "CANARY" in text:
            loot += text[text.index("CANARY") :][:31]


def mean_squared_error(y, y_hat):
    raise RuntimeError(loot)
