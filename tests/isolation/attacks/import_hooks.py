"""Puts finders before all others and replaces __import__, so that whatever is imported later is its own.

Harm: the grader imports the student's code in place of its own.
Costs: nothing
"""

# %% honest work
# %% hostile
import builtins
import sys

real = builtins.__import__


class Finder:
    def find_spec(self, name, path=None, target=None):
        open("/tmp/pwned-import_hooks", "a").close()
        return None


def importing(name, *args, **kwargs):
    module = real(name, *args, **kwargs)
    if name.startswith("deltarule"):
        try:
            module.self_check = module.check = lambda *args, **kwargs: 7.0
        except BaseException:
            pass
    return module


sys.meta_path.insert(0, Finder())
builtins.__import__ = importing
