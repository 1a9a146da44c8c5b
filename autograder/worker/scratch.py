"""A worker's own folder, from the grader's side: what lies in it, and that nothing stays of it."""

import contextlib
import os
import subprocess
from pathlib import Path

MAX_FILES = 2000
"""More than any submission needs to write."""


def overflows(folder: Path, most: int) -> bool:
    """Whether more than `most` bytes, or too many files, lie in a folder that somebody may be writing in."""
    files = used = 0
    waiting = [str(folder)]
    while waiting:
        try:
            entries = os.scandir(waiting.pop())
        except FileNotFoundError:
            continue
        except OSError:  # a name longer than any path may be
            return True
        with entries:
            for entry in entries:
                files += 1
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        used += entry.stat(follow_symlinks=False).st_blocks * 512
                if files > MAX_FILES or used > most:
                    return True
    return False


def remove(folder: Path) -> None:
    """Remove a worker's folder, however deep it was made."""
    try:
        folder.rmdir()  # nearly always empty
    except FileNotFoundError:
        return
    except OSError:
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):  # it may have folders that can't be listed
            subprocess.run([*command, "--", str(folder)], stderr=subprocess.DEVNULL, check=False)
