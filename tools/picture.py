"""Makes docs/failed_check.svg: a failed check as the student sees it, from a real run.

Run it as ``python tools/picture.py``.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
# rich's own frame, but for the font that it would fetch from elsewhere.
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<style>.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""


def main() -> None:
    """Check a solution with one sign wrong, in a kit, and draw what pytest prints."""
    with tempfile.TemporaryDirectory() as folder:
        command = Path(sys.executable).parent / "deltarule"
        subprocess.run([command, "kit", Path(folder) / "kit.zip", "ann"], cwd=ROOT, check=True, capture_output=True)
        subprocess.run([sys.executable, "-m", "zipfile", "-e", "kit.zip", "."], cwd=folder, check=True)
        kit = Path(folder) / "kit"
        text = (ROOT / "solutions/2_ann/ann.py").read_text().replace("delta2 = -(y - y_hat)", "delta2 = (y - y_hat)")
        (kit / "exercises/2_ann/ann.py").write_text(text)
        run = [sys.executable, "-m", "pytest", "-q", "--color=yes", "-k", "backward_prop_values or cost_function"]
        output = subprocess.run(run, cwd=kit, capture_output=True, text=True, env={"COLUMNS": "100"}).stdout
    console = Console(record=True, width=100, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(Text("$ pytest -k 'backward_prop_values or cost_function'", style="bold"))
    shown = output.splitlines()
    shown = shown[: next(i for i, line in enumerate(shown) if "short test summary" in line)]
    console.print(Text.from_ansi("\n".join(shown)), "\n")
    svg = console.export_svg(title="exercises/2_ann", theme=MONOKAI, code_format=FORMAT, unique_id="check")
    (ROOT / "docs" / "failed_check.svg").write_text(svg)


if __name__ == "__main__":
    main()
