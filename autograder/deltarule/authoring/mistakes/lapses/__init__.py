"""Slips that students make in this subject, as rules that apply to any function of a solution.

- ``routine``: a function as the rules see it, and a change to it;
- ``sentences``: what is told, a whole sentence for each rule;
- ``layers``: biases, matrix products, activations, slopes; ``reductions``: sums, means, axes;
- ``terms``: terms, factors, signs, powers; ``steps``: loops and time;
- ``exchanges``: results, arguments and names; ``options``: conditions, choices, guards, sizes.

A rule finds every place where a slip can be made. It says nothing where it has no true and helpful sentence.
"""
