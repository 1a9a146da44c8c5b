"""The other side of the door: the process that student code runs in while it is graded.

A grader starts one zygote, which has NumPy loaded and nothing worth stealing, and which forks a worker for each
submission. Frames cross a socket pair: a msgpack header and raw array buffers, never pickle. Nothing in here imports
``checking``: a worker holds no check, no answer and no score.

- ``wire``: how values and messages become frames;
- ``process``: the worker itself, serving calls;
- ``zygote``: the process that forks workers;
- ``client``: the grader's end: a student whose functions are calls across the door.
"""
