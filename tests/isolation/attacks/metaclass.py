"""Hands back classes whose metaclass lies about isinstance, type and names.

Harm: points for what is no number at all.
Costs: nothing
"""

# %% honest work
# %% hostile
class Meta(type):
    def __instancecheck__(cls, instance):
        return True

    def __subclasscheck__(cls, other):
        return True

    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__

    @property
    def __name__(cls):
        return "\x1b[31mndarray<script>alert(1)</script>"


class Number(float, metaclass=Meta):
    @property
    def __class__(self):
        return np.ndarray


def mean_squared_error(y, y_hat):
    return Number(1)


def numerical_gradient(f, w, eps=1e-5):
    return Number
