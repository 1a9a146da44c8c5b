"""Notebooks run in workers in place of kernels, for any nbgrader course.

- ``executor``: the preprocessor that takes the place of nbgrader's ``Execute``;
- ``runs``: a notebook run in a worker, and what its cells then show;
- ``surroundings``: the files that lie beside a notebook;
- ``lookahead``: the notebooks that nbgrader will come to next, run meanwhile;
- ``course_cells``: the check cells of a course's own notebooks, filled in from the grader's own checks;
- ``person``: what a person has to look at, noted in the gradebook;
- ``labels``: what nbgrader notes in cells, as the gradebook has it;
- ``notebooks``, ``replacement``: submitted notebooks read apart, and what stands in place of one that nobody can read;
- ``screen``: a course's own notebooks without what a browser would run or fetch, once they are marked;
- ``pool``: the processes that fork workers and readers, kept for all notebooks of a run.
"""
