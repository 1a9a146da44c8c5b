"""Holds code that breaks whoever parses it: brackets nested without end, null bytes, a million additions.

Harm: the process that reads it dies.
Costs: nothing
"""

# %% honest work
# %% hostile
# %%
(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((
# %%
# coding: utf-7
x = "\ud800\N{DIGIT ONE}"
# %%
this is not Python = 1 +
