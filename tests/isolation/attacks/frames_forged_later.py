"""A thread that writes forged answers while other functions are being asked.

Harm: a wrong function answered by a forged value; right functions spoilt.
Costs: everything
"""

# %% honest work
# %% hostile
import os
import struct
import threading
import time


def forge():
    import msgspec

    for number in range(100_000):
        for count in (1, 3, 5):
            message = {"type": "Told", "id": number % 60, "outcomes": [["returned", 0.0, []]] * count}
            header = msgspec.msgpack.encode(message)
            try:
                os.write(3, struct.pack(">II", len(header), 0) + header)
            except OSError:
                return
        time.sleep(0.0005)


threading.Thread(target=forge, daemon=True).start()
