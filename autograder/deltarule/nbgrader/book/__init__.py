"""nbgrader's gradebook: what grading found, where nbgrader's own tools look for it.

- ``settings``: the course as ``instructor/nbgrader_config.py`` sets it up, loaded by nbgrader itself;
- ``database``: the gradebook's database, opened so that a transaction is one;
- ``source``: the source notebook as nbgrader keeps and releases it;
- ``reconciliation``: the gradebook's cells brought in line with the source, before and after submissions exist;
- ``graded_notebook``: a submission as an autograded notebook, whether it was a notebook or a ``.py`` file;
- ``verdicts``, ``rows``: what a record says on each cell, and the rows that hold it;
- ``book``: writes a cohort's records, a transaction for each batch;
- ``entry``: enters them while grading goes on;
- ``extract``: gives records back, with what people marked and what lateness cost;
- ``holdings``: names what it has marks of;
- ``releases``: writes what students get.
"""
