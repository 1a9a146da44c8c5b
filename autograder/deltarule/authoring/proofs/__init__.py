"""What shows that the checks are worth something.

- ``trials``: every listed mistake caught, every alternative accepted, on any seed;
- ``mutation``, ``distortions``: small changes of the solution, and what goes wrong with large, tiny or special inputs
  alone, caught, but for ``equivalents``;
- ``purposes``: no check that is content with any answer;
- ``naming``: what wrong functions are called that nobody listed.
"""
