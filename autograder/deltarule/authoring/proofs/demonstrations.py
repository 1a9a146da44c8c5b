"""What the demonstrations of a solution come to, and the claims that its text makes, where they are run."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deltarule.core.course import Unit
from deltarule.core.limits import DEMONSTRATIONS_SECONDS
from deltarule.core.text import counted


def broken_demonstrations(unit: Unit) -> Iterator[str]:
    """Say what ends a unit's solution where it is run as a program: a demonstration that raises, or a false claim.

    It is run in a process of its own without a screen, in a folder that holds the unit's files of data alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, content in unit.data_files().items():
            Path(folder, name).write_bytes(content)
        try:
            done = subprocess.run(
                [sys.executable, "-W", "ignore", unit.solution],
                cwd=folder,
                env={**os.environ, "MPLBACKEND": "Agg"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                timeout=DEMONSTRATIONS_SECONDS,
            )
        except subprocess.TimeoutExpired:
            yield f"{unit.solution}: its demonstrations take more than {counted(DEMONSTRATIONS_SECONDS, 'second')}"
            return
    if done.returncode < 0:
        yield f"{unit.solution}: its demonstrations end by signal {signal.Signals(-done.returncode).name}"
    elif done.returncode:
        lines = re.findall(rf'File "{re.escape(str(unit.solution))}", line (\d+)', done.stderr)
        said = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        place = f", line {lines[-1]}" if lines else ""
        yield f"{unit.solution}{place}: a demonstration, or a claim of the text's, ends in {said}; mend it"
