"""Writes answers of its own, under the ids of earlier, of this and of later calls.

Harm: an answer is taken for that of another function.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import struct


def mean_squared_error(y, y_hat):
    import msgspec

    for number in range(200):
        header = msgspec.msgpack.encode({"type": "Told", "id": number, "outcomes": [["returned", 0.5, []]] * 4})
        os.write(3, struct.pack(">II", len(header), 0) + header)
    return 0.0
