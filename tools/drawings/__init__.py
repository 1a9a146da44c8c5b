"""The drawings of the course: one SVG for each idea, all by one hand.

``python -m tools.drawings`` writes them to solutions/UNIT/drawings. `card` holds what all of them share; each other
module draws for one unit.
"""
