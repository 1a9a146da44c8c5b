"""The course's own functions, for drawings whose numbers they work out."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent


def solution(unit: str) -> ModuleType:
    """Import the solution of `unit`, such as "2_ann"."""
    path = ROOT / "solutions" / unit / f"{unit.partition('_')[2]}.py"
    spec = importlib.util.spec_from_file_location(f"drawn_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
