"""Returns objects that pretend to be arrays by every protocol: __array__, __array_interface__, __float__, a buffer.

Harm: points, or a crash of whoever reads the addresses it gives.
Costs: nothing
"""

# %% honest work
# %% hostile
class Pretender:
    __array_interface__ = {"shape": (1 << 20,), "typestr": "<f8", "version": 3, "data": (0xDEAD0000, False)}

    def __array__(self, *args, **kwargs):
        import sys

        here = sys._getframe()
        while here is not None:
            for value in list(here.f_locals.values()):
                if type(value) is np.ndarray:
                    return value
            here = here.f_back
        return np.zeros(())

    def __float__(self):
        raise SystemExit(0)


def mean_squared_error(y, y_hat):
    return Pretender()


def numerical_gradient(f, w, eps=1e-5):
    return [Pretender(), Pretender()]
