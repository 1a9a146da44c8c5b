# %% [markdown]
# # Doubling
#
# A second course, as small as one can be: the grader knows no course by name.

# %%
import numpy as np


# %%
def double(x):
    """Twice `x`, entry by entry.

    Args:
        x: an array of any shape.

    Returns:
        An array like `x`.
    """
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %%
if __name__ == "__main__":
    print(double(np.arange(3)))
