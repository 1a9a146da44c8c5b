"""Random numbers in checks: generators that give nothing away, and what speaks against a distribution."""

import hashlib

import numpy as np


class CheckGenerator(np.random.Generator):
    """A check's own generator: what it draws goes into cases, it itself never does; see :func:`generator`."""

    def __reduce__(self) -> tuple[type["CheckGenerator"], tuple[np.random.BitGenerator]]:  # type: ignore[override]
        """Stay what it is in a copy."""
        return type(self), (self.bit_generator,)


def generator(rng: np.random.Generator) -> np.random.Generator:
    """Draw a generator to hand to a student's function.

    Its state is a digest of what `rng` drew, so that the check's own state, and with it the seed, can't be computed
    from it.
    """
    return np.random.default_rng(int.from_bytes(hashlib.sha256(rng.bytes(32)).digest()[:16]))


def not_standard_normal(numbers: np.ndarray) -> str | None:
    """Say what speaks against thousands of numbers being standard normal; bounds are ten standard errors wide."""
    if numbers.size < 10_000:
        return f"there are only {numbers.size} numbers where there should be thousands"
    error = 10 / np.sqrt(numbers.size)
    within = np.mean(np.abs(numbers) < 1)
    if not abs(numbers.mean()) < error:
        return f"their mean is {numbers.mean():.3f}, not near 0"
    if not abs(numbers.std() - 1) < error:
        return f"their standard deviation is {numbers.std():.3f}, not near 1"
    if not abs(within - 0.6827) < error:
        return f"{within:.0%} of them lie within 1 of zero; a bell curve has 68 % there"
    return None
