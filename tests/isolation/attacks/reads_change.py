"""Returns a subclass of dict and a property that give another value at every read.

Harm: points, where a value is checked once and used later.
Costs: nothing
"""

# %% honest work
# %% hostile
class Shifty(dict):
    reads = 0

    def __getitem__(self, key):
        Shifty.reads += 1
        return np.zeros((Shifty.reads % 3 + 1, 2))

    def items(self):
        Shifty.reads += 1
        return [("Wxh", Shifty.reads)] * (Shifty.reads % 7)

    def __iter__(self):
        return iter(["x" * (Shifty.reads % 9)])

    def __len__(self):
        Shifty.reads += 1
        return Shifty.reads % 5


class Shape(np.ndarray):
    @property
    def shape(self):
        Shifty.reads += 1
        return (Shifty.reads,)

    @property
    def dtype(self):
        return np.dtype("f8") if Shifty.reads % 2 else np.dtype("O")


def mean_squared_error(y, y_hat):
    return Shifty(a=1)


def numerical_gradient(f, w, eps=1e-5):
    return np.zeros(3).view(Shape)
