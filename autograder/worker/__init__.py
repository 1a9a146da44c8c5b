"""The other side of the door: the process that student code runs in while it is graded.

A grader starts one zygote, which has NumPy loaded and nothing worth stealing, and which forks a worker for each
submission. Frames cross a socket pair: a msgpack header and raw array buffers, never pickle. Nothing in here imports
``checking``: a worker holds no check, no answer and no score.

- ``isolation``: the layers between student code and the machine, and the outer wall;
- ``seccomp``: the system calls that are allowed;
- ``confinement``: how a worker shuts itself in;
- ``attempts``: what hostile code would try, to see what the walls are worth;
- ``control``, ``wire``: what a grader says to its zygote, and to a worker;
- ``zygote``: the process that forks workers;
- ``process``: the worker itself, serving calls;
- ``notebook``, ``transcript``, ``outputs``: the worker that runs a notebook, and what its cells show;
- ``client``, ``scratch``: the grader's end: the zygote, its workers and their folders;
- ``remote``, ``execution``: a student, and a notebook, on the other side.
"""
