"""Checking a gradient against slopes: central differences along random directions.

A direction costs two evaluations whatever the number of parameters, and a gradient that is wrong anywhere is
wrong along almost every direction.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from deltarule.core.disclosure import is_hidden

from .questions import compare, expect

STEP = 1e-5
RTOL = 1e-6


def gradient_agrees(
    gradients: Any,
    cost: Callable[[dict[str, np.ndarray]], float],
    at: Mapping[str, np.ndarray],
    rng: np.random.Generator,
    *,
    directions: int = 3,
    parts: Mapping[str, str] | None = None,
) -> None:
    """Fail unless `gradients` predicts how `cost` changes along random directions.

    Args:
        gradients: a dict: for each key of `at` the gradient with respect to it, under the key with a ``d`` in front.
        cost: a scalar function of a dict like `at`.
        at: the arrays to differentiate with respect to.
        rng: draws the directions.
        directions: how many, for each array.
        parts: other names for the gradients, by the keys of `at`.
    """
    names = {key: (parts or {}).get(key, f"d{key}") for key in at}
    if not isinstance(gradients, dict):
        compare(gradients, {name: at[key] for key, name in names.items()}, "the result")
    for key, name in names.items():
        gradient = gradients.get(name)
        if isinstance(gradient, float | int) and not isinstance(gradient, bool):
            gradient = np.asarray(gradient, dtype=float)
        if not (isinstance(gradient, np.ndarray) and gradient.shape == at[key].shape and gradient.dtype.kind in "iuf"):
            compare(gradient, at[key], name)
        for _ in range(directions):
            direction = rng.standard_normal(at[key].shape)
            direction /= np.sqrt((direction**2).sum())
            ahead = float(cost({**at, key: at[key] + STEP * direction}))
            behind = float(cost({**at, key: at[key] - STEP * direction}))
            slope = (ahead - behind) / (2 * STEP)
            predicted = float((gradient * direction).sum())
            noise = 1e-9 * max(abs(ahead), 1.0)
            tolerance = max(RTOL, 1e-3 if gradient.dtype == np.float32 else 0) * abs(slope) + noise
            off = f" predicts {predicted:.6g}, which is off by {abs(predicted - slope):.3g}"
            expect(
                abs(predicted - slope) <= tolerance,
                f"{name} does not fit the slope of the cost: along a random direction it"
                f"{' predicts another' if is_hidden() else off}",
            )
