"""nbgrader's gradebook: what grading found, where nbgrader's own tools look for it, and notebooks run for nbgrader.

The gradebook:

- ``settings``: the course as ``instructor/nbgrader_config.py`` sets it up, loaded by nbgrader itself;
- ``database``: the gradebook's database, opened so that a transaction is one;
- ``source``: the source notebook as nbgrader keeps and releases it;
- ``cells``: the gradebook's cells brought in line with the source, before and after submissions exist;
- ``harmless``: students' text and outputs without what a browser would run;
- ``placing``: a submission as an autograded notebook, whether it was a notebook or a ``.py`` file;
- ``book``: writes a cohort's records, a transaction for each submission;
- ``reading``: gives records back, with what people marked and what lateness cost;
- ``releasing``: writes what students get.

Notebooks run in workers in place of kernels, for any nbgrader course:

- ``executor``: the preprocessor that takes the place of nbgrader's ``Execute``;
- ``running``: a notebook run in a worker, and what its cells then show;
- ``folder``: the files that lie beside a notebook;
- ``ahead``: the notebooks that nbgrader will come to next, run meanwhile;
- ``trusted``: the check cells of a course's own notebooks, filled in from the grader's own checks;
- ``shown``: a course's own notebooks without scripts, once they are marked;
- ``zygotes``: the processes that fork workers, kept for all notebooks of a run.
"""
