"""Between the grader and student code: frames over a socket pair, and walls.

A grader starts one zygote, which has NumPy loaded and nothing worth stealing, and which forks a worker for each
submission. Frames are a msgpack header and raw array buffers, never pickle.

- ``refusals``: why something was not done to a stranger's bytes;
- ``outside``: the grader's end, which trusts nothing that comes back;
- ``inside``: what runs beside student code; it holds no check, no answer and no mark;
- ``frames``, ``forms``, ``outputs``: what a grader and a worker say to each other, and what values and cells' outputs
  look like in it;
- ``control``: what a grader says to its zygote;
- ``walls``, ``seccomp``: the layers between student code and the machine.
"""
