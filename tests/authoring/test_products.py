import json

import pytest
from samples import write_unit

from deltarule.authoring.building.products import build

pytest.importorskip("nbgrader", reason="nbgrader is not installed")

SOLUTION = '''
# %%
def f(x):
    """One more."""
    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION

# %%
def check_f(x):
    """One less."""
    ### BEGIN SOLUTION
    return x - 1
    ### END SOLUTION

# %%
def answer_why(x):
    """Itself."""
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% [markdown] question="why" points=3
# **Why?**
#
# ### BEGIN SOLUTION
# So.
# ### END SOLUTION
'''
CHECKS = "from deltarule import asks, case\n" + "".join(
    f'\n@asks("{name}")\ndef test_{name}_values(rng):\n    "Asked."\n    return [case(rng.standard_normal(3))]\n'
    for name in ("f", "check_f", "answer_why")
)


def test_no_two_cells_have_one_name_whatever_the_functions_are_called(tmp_path):
    unit = write_unit(tmp_path, SOLUTION, CHECKS, mistakes="", alternatives="")
    cells = json.loads(build(unit)[unit.notebook])["cells"]
    names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]]
    assert names == [
        "f",
        "check_f",
        "function_check_f",
        "check_check_f",
        "function_answer_why",
        "check_answer_why",
        "answer_why",
    ]
    assert len({cell["id"] for cell in cells}) == len(cells)


@pytest.mark.parametrize(
    "comment",
    ["# %d is what print fills in", "# ? why", "# !important", "# %matplotlib inline", "# !ls", "# ls", "# why?"],
)
def test_a_comment_stays_a_comment_whatever_it_begins_with(tmp_path, comment):
    solution = SOLUTION.replace("    return x + 1", f"    {comment}\n    return x + 1")
    solution += f"\n# %%\n{comment}\nGIVEN = 1\n\n# %% [markdown]\n# {comment}\n"
    unit = write_unit(tmp_path, solution, CHECKS, mistakes="", alternatives="")
    built = build(unit)
    assert f"\n{comment}\nGIVEN = 1\n" in built[unit.exercise].decode()
    *_, given, text = (cell["source"] for cell in json.loads(built[unit.notebook])["cells"])
    assert "".join(given) == f"{comment}\nGIVEN = 1"
    assert "".join(text) == comment
    assert f"    {comment}\n" in "".join(
        "".join(cell["source"]) for cell in json.loads(built[unit.source / unit.notebook.name])["cells"]
    )
