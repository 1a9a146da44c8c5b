import io
import warnings

import numpy as np
import pytest
from samples import loaded

from deltarule.core.code.calls import case
from deltarule.core.exceptions.crashes import explained

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")
A, B, V, W = np.ones((3, 2)), np.ones((4, 5)), np.ones(3), np.ones((2, 4))


def crashed(source, *arguments):
    """Say what became of a call that raises."""
    (found,) = loaded(f"import numpy as np\nimport math\n\n{source}\n").observe("f", [case(*arguments)])
    assert found.trouble == "error"
    return found


# A function, what it is called with, and what is said.
CRASHES = [
    (
        "def f(X, b):\n    return X + b",
        (A, V),
        "`X + b` doesn't fit: X is (3, 2), b is (3,); counted from the last, axes have to be equally long, or 1",
    ),
    (
        "def f(X, W, b):\n    z = X @ W + b\n    return z",
        (A, W, V),
        "`X @ W + b` doesn't fit: X @ W is (3, 4), b is (3,); counted from the last, axes "
        "have to be equally long, or 1",
    ),
    (
        "def f(X, b):\n    return np.exp(-X) * b[:2]",
        (A.T, V),
        "`np.exp(-X) * b[:2]` doesn't fit: np.exp(-X) is (2, 3), b[:2] is (2,); counted from "
        "the last, axes have to be equally long, or 1",
    ),
    (
        "def f(X, b):\n    b += X\n    return b",
        (A, A[0].copy()),
        "`b += X` can't make b larger: it is (2,), the right side (3, 2)",
    ),
    (
        "def f(X, b):\n    z = np.zeros((4, 5))\n    z[0] = b\n    return z",
        (A, V),
        "`b` doesn't fit into `z[0]`: (3,) into (5,)",
    ),
    (
        "def f(X, b):\n    return np.maximum(X, b)",
        (A, V),
        "`np.maximum(X, b)` doesn't fit: X is (3, 2), b is (3,); counted from the last, axes "
        "have to be equally long, or 1",
    ),
    (
        "def f(X, b):\n    return np.where(X > 0, X, b)",
        (A, V),
        "`np.where(X > 0, X, b)` doesn't fit: X > 0 is (3, 2), X is (3, 2), b is (3,); "
        "counted from the last, axes have to be equally long, or 1",
    ),
    (
        "def f(X, W):\n    return X @ W",
        (A, B),
        "`X @ W` doesn't fit: X is (3, 2), W is (4, 5); the last axis of the first (2) has to "
        "be as long as the first axis of the second (4)",
    ),
    (
        "def f(X, W):\n    return X.T @ W",
        (A, B),
        "`X.T @ W` doesn't fit: X.T is (2, 3), W is (4, 5); the last axis of the first (3) "
        "has to be as long as the first axis of the second (4)",
    ),
    (
        "def f(X, W):\n    return np.dot(X, W)",
        (A, B),
        "`np.dot(X, W)` doesn't fit: X is (3, 2), W is (4, 5); the last axis of the first (2) "
        "has to be as long as the first axis of the second (4)",
    ),
    (
        "def f(X, params):\n    return X.dot(params['W'])",
        (A, {"W": B}),
        "`X.dot(params['W'])` doesn't fit: X is (3, 2), params['W'] is (4, 5); the last axis "
        "of the first (2) has to be as long as the first axis of the second (4)",
    ),
    (
        "def f(X, W):\n    return X @ W",
        (A, 2.0),
        "`X @ W` is a product of matrices, but W is one number: numbers are multiplied by *",
    ),
    (
        "def f(X, W, b):\n    return np.tanh(X @ W) @ b",
        (A, W, V),
        "`np.tanh(X @ W) @ b` doesn't fit: np.tanh(X @ W) is (3, 4), b is (3,); the last axis "
        "of the first (4) has to be as long as the only axis of the second (3)",
    ),
    (
        "def f(h, x):\n    return np.concatenate([h, x], axis=1)",
        (A, V),
        "`np.concatenate([h, x], axis=1)` joins arrays that don't fit: h is (3, 2), x is "
        "(3,); but for the axis along which they are joined, they have to be equally long",
    ),
    (
        "def f(h, x):\n    return np.concatenate(h, x)",
        (A, V),
        "np.concatenate takes the arrays as one list: np.concatenate([h, x])",
    ),
    (
        "def f(h, x):\n    return np.concatenate([h, x], axis=0)",
        (A, B),
        "`np.concatenate([h, x], axis=0)` joins arrays that don't fit: h is (3, 2), x is (4, "
        "5); but for the axis along which they are joined, they have to be equally long",
    ),
    (
        "def f(h, x):\n    return np.vstack((h, x))",
        (A, B),
        "`np.vstack((h, x))` joins arrays that don't fit: h is (3, 2), x is (4, 5); but for "
        "the axis along which they are joined, they have to be equally long",
    ),
    ("def f(h, x):\n    return np.vstack(h, x)", (A, A), "np.vstack takes the arrays as one list: np.vstack([h, x])"),
    (
        "def f(h, x):\n    hs = [h, x]\n    return np.stack(hs)",
        (A, B),
        "`np.stack(hs)` lays arrays on each other, which have to have one shape: hs[0] is (3, 2), hs[1] is (4, 5)",
    ),
    ("def f(h, x):\n    hs = []\n    return np.stack(hs)", (A, B), "`np.stack(hs)`: the list of arrays is empty"),
    (
        "def f(x):\n    for i in range(4):\n        x[i]",
        (V,),
        "`x[i]`: axis 0 has 3 entries, numbered from 0, and 3 is asked for",
    ),
    (
        "def f(x):\n    n = 7\n    return x[0, n]",
        (A,),
        "`x[0, n]`: axis 1 has 2 entries, numbered from 0, and 7 is asked for",
    ),
    (
        "def f(x):\n    xs = [1, 2]\n    return xs[2]",
        (A,),
        "`xs[2]`: xs has the length 2; its items are numbered from 0",
    ),
    ("def f(x):\n    return x[:, 0]", (V,), "`x[:, 0]` has 2 indices, but x is (3,)"),
    ("def f(x):\n    return x[0][0]", (V,), "`x[0][0]`: x[0] is one number, it has no entries"),
    ("def f(x):\n    n = 2.0\n    return x[n]", (V,), "`x[n]`: n is no whole number; // divides to whole ones"),
    ("def f(x):\n    n = 2.0\n    return x[:n]", (V,), "`x[:n]`: n is no whole number; // divides to whole ones"),
    (
        "def f(x, m):\n    return x[m > 0]",
        (A, V[:2]),
        "`x[m > 0]` doesn't fit: x is (3, 2), the yes-or-noes that choose from it are (2,)",
    ),
    ("def f(x):\n    return x.shape[1]", (V,), "`x.shape[1]`: x is (3,), it has no axis 1"),
    ("def f(x):\n    return np.sum(x, axis=1)", (V,), "`np.sum(x, axis=1)`: x is (3,), it has no axis 1"),
    (
        "def f(x):\n    return x.sum(axis=1, keepdims=True)",
        (V,),
        "`x.sum(axis=1, keepdims=True)`: x is (3,), it has no axis 1",
    ),
    (
        "def f(z):\n    if z > 0:\n        return z\n    return 0",
        (A,),
        "`if` decides once, but `z > 0` is a whole array of yes-or-noes: np.where, np.maximum "
        "or a mask decide entry by entry",
    ),
    (
        "def f(z):\n    if z is None:\n        return z\n    elif z > 0:\n        return 0",
        (A,),
        "`if` decides once, but `z > 0` is a whole array of yes-or-noes: np.where, np.maximum "
        "or a mask decide entry by entry",
    ),
    (
        "def f(z):\n    while z > 0:\n        z = z - 1",
        (A,),
        "`while` decides once, but `z > 0` is a whole array of yes-or-noes: np.where, "
        "np.maximum or a mask decide entry by entry",
    ),
    (
        "def f(z):\n    return z if z > 0 else 0",
        (A,),
        "`if` decides once, but `z > 0` is a whole array of yes-or-noes: np.where, np.maximum "
        "or a mask decide entry by entry",
    ),
    (
        "def f(z):\n    return np.where((z > 0) and (z < 1), z, 0)",
        (A,),
        "`and` joins two single yes-or-noes, not arrays of them: write (a > 0) & (b < 1), | for or, ~ for not",
    ),
    (
        "def f(z):\n    return np.where(0 < z < 1, z, 0)",
        (A,),
        "`0 < z < 1` is two comparisons joined by `and`, which takes no arrays: write (a < x) & (x < b)",
    ),
    (
        "def f(z):\n    return np.where(not z > 0, z, 0)",
        (A,),
        "`not` takes one yes or no, not an array of them: ~ turns every entry around",
    ),
    (
        "def f(z):\n    return max(0, z)",
        (A,),
        "`max(0, z)` picks one of its arguments as a whole; np.maximum takes two arrays entry by entry",
    ),
    (
        "def f(z):\n    return max(0.0, z - 1)",
        (A,),
        "`max(0.0, z - 1)` picks one of its arguments as a whole; np.maximum takes two arrays entry by entry",
    ),
    (
        "def f(z):\n    return z in [z + 1, z]",
        (A,),
        "`z in [z + 1, z]` compares whole arrays; np.any, np.isin or np.array_equal say which comparison is meant",
    ),
    (
        "def f(z):\n    return [1 for row in z if row > 0]",
        (A,),
        "`if` decides once, but `row > 0` is a whole array of yes-or-noes: np.where, "
        "np.maximum or a mask decide entry by entry",
    ),
    (
        "def f(z):\n    assert z > 0\n    return z",
        (A,),
        "`assert` decides once, but `z > 0` is a whole array of yes-or-noes: np.where, "
        "np.maximum or a mask decide entry by entry",
    ),
    (
        "def f(z):\n    return 1 / (1 + math.exp(-z))",
        (A,),
        "math.exp takes one number, but -z is an array of shape (3, 2): np.exp takes arrays",
    ),
    (
        "def f(z):\n    from math import exp\n    return 1 / (1 + exp(-z))",
        (A,),
        "exp takes one number, but -z is an array of shape (3, 2): np.exp takes arrays",
    ),
    (
        "def f(z):\n    return float(z)",
        (A,),
        "float takes one number, but z is an array of shape (3, 2): z.astype(float) takes arrays",
    ),
    (
        "def f(z):\n    return int(z)",
        (A,),
        "int takes one number, but z is an array of shape (3, 2): z.astype(int) takes arrays",
    ),
    (
        "def f(z):\n    for i in range(z.shape): pass",
        (A,),
        "range takes one number, but z.shape is a tuple: z.shape[0] is the length of the first axis",
    ),
    (
        "def f(z):\n    for i in range(len(z) / 2): pass",
        (A,),
        "`range(len(z) / 2)`: len(z) / 2 is no whole number; // divides to whole ones",
    ),
    (
        "def f(n):\n    for i in n: pass",
        (3,),
        "`for` goes through the items of something, but n is one number: range(n)",
    ),
    (
        "def f(z):\n    for i in len(z): pass",
        (A,),
        "`for` goes through the items of something, but len(z) is one number: range(len(z))",
    ),
    (
        "def f(h):\n    hs = [1.0, 2.0, 3.0]\n    hs += h",
        (A,),
        "`hs += h`: hs is a list, which += takes for an array to add to; hs.append(h) puts h in as an item",
    ),
    (
        "def f(x):\n    return x @ x",
        (np.float64(2),),
        "`x @ x` is a product of matrices, but x is one number: numbers are multiplied by *",
    ),
    (
        "def f(x):\n    y = np.zeros(3)\n    y[0] = x[0 : 0 + 2] @ np.ones((2, 2))",
        (A,),
        "`y[0]` has place for one number, but x[0 : 0 + 2] @ np.ones((2, 2)) is more than one",
    ),
    (
        "def g(collected): return collected\n\ndef f(x):\n    for row in x:\n        collected.append(row)",
        (A,),
        "collected isn't defined; give it a first value above, collected = []",
    ),
    ("def f(n):\n    return len(n)", (np.array(3),), "n is one number, it has no length"),
    ("def f(n):\n    for i in n: pass", (np.array(3),), "n is one number, it has no items to go through"),
    (
        "def f(x, y):\n    pairs = []\n    pairs.append(x[0], y)",
        (A, A),
        "`pairs.append(x[0], y)`: a list takes one item at a time, pairs.append((x[0], y)) those together as a tuple",
    ),
    ("def f(m, beta1, beta2):\n    return betal * m", (A, 0.5, 0.5), "betal isn't defined; is beta1 or beta2 meant?"),
    ("def f(n):\n    for i in n: pass", (3.5,), "n is one number, it has no items to go through"),
    ("def f(n):\n    return [i for i in n]", (np.float64(3),), "n is one number, it has no items to go through"),
    (
        "def f(n):\n    return [i for i in n]",
        (np.int64(3),),
        "`for` goes through the items of something, but n is one number: range(n)",
    ),
    ("def f(n):\n    return len(n)", (3.0,), "n is one number, it has no length"),
    (
        "def f(z):\n    return np.zeros(len(z), len(z))",
        (A,),
        "np.zeros takes the shape as one tuple: np.zeros((len(z), len(z)))",
    ),
    (
        "def f(grads, lr):\n    for key, g in grads:\n        lr * g",
        ({"Wx": 1.0, "Wh": 2.0}, 0.1),
        "`lr * g` can't be computed: lr is one number, g is a letter of a key of grads (is `.items()` missing?)",
    ),
    (
        "def f(grads):\n    return [grads[k] for k, g in grads]",
        ({"Wx": 1.0, "Wh": 2.0},),
        "grads has no key 'W'; it has 'Wx', 'Wh'; k is a letter of a key of grads (is `.items()` missing?)",
    ),
    ("def f(n):\n    return np.zeros(n, n)", (3,), "np.zeros takes the shape as one tuple: np.zeros((n, n))"),
    (
        "def f(n, rng):\n    return rng.standard_normal(n, n)",
        (3, np.random.default_rng(0)),
        "rng.standard_normal takes the shape as one tuple: rng.standard_normal((n, n))",
    ),
    (
        "def f(n):\n    return np.zeros((n / 2, 3))",
        (3,),
        "`np.zeros((n / 2, 3))`: n / 2 is no whole number; // divides to whole ones",
    ),
    (
        "def f(z):\n    return np.max(0, z)",
        (A,),
        "what np.max is given second is the axis; np.maximum compares two arrays entry by entry",
    ),
    (
        "def f(z):\n    return np.log(np.max(z, 1e-12))",
        (A,),
        "what np.max is given second is the axis; np.maximum compares two arrays entry by entry",
    ),
    ("def f(z):\n    return np.sum(z, z)", (A,), "`np.sum(z, z)` doesn't work, where z is (3, 2)"),
    (
        "def g(z): return z\ndef f(z):\n    return g(z, 1)",
        (A,),
        "g is written as g(z), but `g(z, 1)` calls it otherwise: too many positional arguments",
    ),
    (
        "def g(a, b): return a\ndef f(z):\n    return g(z)",
        (A,),
        "g is written as g(a, b), but `g(z)` calls it otherwise: missing a required argument: 'b'",
    ),
    (
        "def g(a, b=1): return a\ndef f(z):\n    return g(z, c=2)",
        (A,),
        "g is written as g(a, b), but `g(z, c=2)` calls it otherwise: got an unexpected keyword argument 'c'",
    ),
    ("def f(z):\n    return np.maximum(z)", (A,), "np.maximum takes 2 arrays, but is called with 1"),
    (
        "def f(z):\n    return np.sum(z, axes=1)",
        (A,),
        "np.sum is written as sum(a, axis, dtype, out, keepdims, initial, where), but "
        "`np.sum(z, axes=1)` calls it otherwise: got an unexpected keyword argument 'axes'",
    ),
    (
        "def g(z):\n    z * 2\ndef f(z):\n    a = g(z)\n    return a + 1",
        (A,),
        "a is None since line 7, because g gives nothing: is its `return` missing?",
    ),
    (
        "def g(z):\n    z * 2\ndef f(z):\n    return g(z) + 1",
        (A,),
        "g(z) is None, because g gives nothing: is its `return` missing?",
    ),
    ("def f(z, b=None):\n    return z + b", (A,), "b is None: nothing was given for it"),
    (
        "def g(z):\n    z * 2\ndef f(z):\n    a, b = g(z)",
        (A,),
        "g(z) is None, because g gives nothing: is its `return` missing?",
    ),
    (
        "def g(z):\n    z * 2\ndef f(z):\n    a = g(z)\n    return a.shape",
        (A,),
        "a is None since line 7, because g gives nothing: is its `return` missing?",
    ),
    (
        "def g(z):\n    z * 2\ndef f(z):\n    return g(z)[0]",
        (A,),
        "g(z) is None, because g gives nothing: is its `return` missing?",
    ),
    (
        "def f(z):\n    hs = []\n    hs = hs.append(z)\n    hs.append(z)",
        (A,),
        "hs is None since line 6: `hs.append(z)` does its work in place and gives nothing; leave out `hs =`",
    ),
    (
        "def g(z):\n    z * 2\ndef f(z):\n    a = g(z)\n    return np.exp(a)",
        (A,),
        "a is None since line 7, because g gives nothing: is its `return` missing?",
    ),
    (
        "def g(z):\n    z * 2\ndef f(z):\n    a = g(z)\n    return z @ a",
        (A,),
        "a is None since line 7, because g gives nothing: is its `return` missing?",
    ),
    (
        "def f(X, W):\n    return X(W)",
        (A, B),
        "`X(W)` calls X, which is an array of shape (3, 2): entries stand in [], and a product needs *",
    ),
    ("def f(x):\n    return 2(x + 1)", (A,), "`2(x + 1)` calls 2, which is one number: a product needs *"),
    (
        "def f(x):\n    sum = 0\n    return sum(x)",
        (A,),
        "`sum(x)`: sum is one number here, which hides the function of that name; rename it",
    ),
    (
        "def f(n):\n    return np.random(n)",
        (3,),
        "`np.random(n)` calls np.random, which is a module: its functions are np.random.something",
    ),
    ("def f(x):\n    return x.shape(0)", (A,), "`x.shape(0)`: x.shape is a tuple; its items stand in []: x.shape[0]"),
    ("def f(n):\n    return np.zeros[n]", (3,), "`np.zeros[n]`: np.zeros is a function; call it with ()"),
    ("def f(n):\n    return n[0]", (3.0,), "`n[0]`: n is one number, it has no entries"),
    (
        "def f(params):\n    return params['Wx']",
        ({"Wxh": A, "bh": V},),
        "params has no key 'Wx'; it has 'Wxh', 'bh'; is Wxh meant?",
    ),
    ("def f(params):\n    return params[3]", ({0: A, 1: V},), "params has no key 3; it has 2 others"),
    ("def f(x_t):\n    return x + 1\n\ndef g(n):\n    x = n\n    return x", (3.0,), "x isn't defined; is x_t meant?"),
    ("def f(alpha):\n    return alhpa + 1", (3.0,), "alhpa isn't defined; is alpha meant?"),
    (
        "def f(p):\n    return p[W1]",
        ({"W1": A},),
        "W1 isn't defined; if a text is meant, it stands in quotes: 'W1'",
    ),
    ("def f():\n    return {z: 1}", (), "z isn't defined; if a text is meant, it stands in quotes: 'z'"),
    (
        "def f():\n    return {'signal': tanh}",
        (),
        "tanh isn't defined; if a text is meant, it stands in quotes: 'tanh'",
    ),
    (
        "def f(x):\n    dW1 = x\n    return {'dW1': dW_1}",
        (A,),
        "dW_1 isn't defined; is dW1 meant?",
    ),
    ("def f(x):\n    return exp(x)", (A,), "exp isn't defined; is np.exp meant?"),
    ("def f(x):\n    return x / norm(x)", (A,), "norm isn't defined; is np.linalg.norm meant?"),
    ("def f(x):\n    return 2 * pi * x", (A,), "pi isn't defined; is np.pi meant?"),
    ("def f(x):\n    means = x\n    return mean", (A,), "mean isn't defined; is means meant?"),
    (
        'def f(x, w):\n    """Add.\n\n    Args:\n        x: (N, D).\n        w: (D, K).\n    """\n    return range(K)',
        (A, A.T),
        "K isn't defined: the docstring calls a length so, which is w.shape[1]",
    ),
    (
        'def f(U, W):\n    """Add.\n\n        U, W: (D, H) and (H, H), weights.\n    """\n    return np.ones(H)',
        (A, A[:2]),
        "H isn't defined: the docstring calls a length so, which is U.shape[1]",
    ),
    (
        'def f(z):\n    """Softmax.\n\n        z: (..., K), the scores.\n    """\n    return z / K',
        (A,),
        "K isn't defined: the docstring calls a length so, which is z.shape[-1]",
    ),
    (
        'def f(p):\n    """A step.\n\n        p: dict of `W` (D, H), `b` (1, H).\n    """\n    return np.zeros(H)',
        ({"W": A, "b": A[:1]},),
        "H isn't defined: the docstring calls a length so, which is p['W'].shape[1]",
    ),
    (
        "def g(z):\n    z1 = z\n    return z1\ndef f(alpha):\n    g(alpha)\n    return z1",
        (3.0,),
        "z1 isn't defined here: it is a name inside g, and gone once that is over; let it be returned",
    ),
    (
        "def f(p):\n    return p + y_hat\ndef g(n):\n    y_hat = f(n)\n    return y_hat",
        (3.0,),
        "",
    ),
    (
        "def f(rng):\n    return rng.randn(2, 3)",
        (np.random.default_rng(0),),
        "rng (a Generator) has no randn: it is rng.standard_normal",
    ),
    (
        "def f(rng):\n    return rng.randint(3)",
        (np.random.default_rng(0),),
        "rng (a Generator) has no randint: it is rng.integers",
    ),
    (
        "def f(grads):\n    return [grads['d{k}'] for k in ['W']]",
        ({"dW": A},),
        "grads has no key 'd{k}'; it has 'dW'; is an f missing in front of the quotes?",
    ),
    (
        "def f(params):\n    for k in params.items():\n        params[k] * 2",
        ({"W": A},),
        "`params[k]`: params is a dict, and k is a pair of a key and what stands there: for k, value in params.items()",
    ),
    (
        "def f(params):\n    return sum(w.size for w in params.items())",
        ({"W": A},),
        "w is a pair of a key and what stands there, which has no .size: for key, w in params.items()",
    ),
    (
        "def f(params, k):\n    return params[k]",
        ({"W": A}, [1]),
        "`params[k]`: params is a dict, and k is a list of 1, which can't be a key",
    ),
    (
        "def f(x):\n    return int(x >= 0.5)",
        (A,),
        "int takes one number, but x >= 0.5 is an array of shape (3, 2): (x >= 0.5).astype(int) takes arrays",
    ),
    (
        "def f(n):\n    for t in reversed(n):\n        pass",
        (3,),
        "n is one number, it has no items to go through",
    ),
    (
        "def f(beta, x):\n    return (1 - beta)(x)",
        (0.5, A),
        "`(1 - beta)(x)` calls (1 - beta), which is no function: a product needs *",
    ),
    (
        "def f(y):\n    y_hat = (np.ones((3, 4)), np.ones((3, 2)))\n    return y - y_hat",
        (A,),
        "`y - y_hat` can't be computed: y is an array of shape (3, 2), y_hat is a tuple of 2",
    ),
    (
        "def f(x, params):\n    return x * Wf",
        (A, {"Uf": A, "Wf": A}),
        "Wf isn't defined: it is a key of params, and params['Wf'] is what stands there",
    ),
    ("def f(n):\n    return xrange(n)", (3,), "xrange is Python 2's; since Python 3 it is range"),
    ("def f(n):\n    return pd.x(n)", (3,), "pd isn't defined: `import pandas as pd` is missing"),
    (
        "def f(xs):\n    for x in xs:\n        total += x\n    return total",
        ([1.0],),
        "total has no value yet in `total += x`: it belongs to f, which gives it one further "
        "down, or in a branch that wasn't taken; give it a first value above",
    ),
    (
        "def f(x):\n    if x > 5:\n        y = 1\n    return y",
        (1.0,),
        "y has no value yet in `return y`: it belongs to f, which gives it one further down, "
        "or in a branch that wasn't taken; give it a first value above",
    ),
    (
        "def f(xs):\n    for x in xs:\n        total = []\n        total.append(x)\n    return total",
        ([],),
        "total has no value yet in `return total`: it gets its first one in line 6, inside the loop of line 5, "
        "which ran zero times; give it a first value above that loop",
    ),
    (
        "def f(xs):\n    for x in xs:\n        if x:\n            total = x\n    return total",
        ([0],),
        "total has no value yet in `return total`: it belongs to f, which gives it one further "
        "down, or in a branch that wasn't taken; give it a first value above",
    ),
    ("def f(x):\n    return np.sqr(x)", (A,), "np has no sqr; is np.sqrt meant?"),
    ("def f(x):\n    return np.float(x)", (A,), "np.float is no longer in NumPy: it is float"),
    ("def f(x):\n    return np.product(x)", (A,), "np.product is no longer in NumPy: it is np.prod"),
    (
        "def f(x):\n    return [1, 2].shape",
        (A,),
        "[1, 2] is a list of 2, which has no .shape: np.array([1, 2]) has one",
    ),
    ("def f(x):\n    return x.exp()", (A,), "arrays have no .exp: it is np.exp(x)"),
    ("def f(x):\n    return x.length", (A,), "x (an array of shape (3, 2)) has no length"),
    ("def f(p):\n    return p.Wxh", ({"Wxh": A},), "p is a dict: its items stand in [], p['Wxh']"),
    ("def f(p):\n    return p.has_key('a')", ({"Wxh": A},), "has_key is Python 2's; since Python 3 it is `key in it`"),
    ("def f(x):\n    return x.shape", (3.0,), "x is one number, which has no .shape"),
    ("def f(x):\n    return x.appendd(3)", ([3.0],), "x (a list of 1) has no appendd; is .append meant?"),
    ("def f(x):\n    return np.exponential(x)", ([3.0],), "np has no exponential"),
    (
        "def f(x):\n    x.append(3)",
        (A,),
        "x is an array, which can't grow: collect in a list, or use np.append's result",
    ),
    (
        "def f(n):\n    return f(n - 1)",
        (3,),
        "f calls itself deeper than Python allows: what should end it is never reached, or needs a loop to get there",
    ),
    (
        "def g(n):\n    return f(n)\ndef f(n):\n    return g(n - 1)",
        (3,),
        "g and f call each other deeper than Python allows: what should end it is never reached, "
        "or needs a loop to get there",
    ),
    ("def f(n):\n    return 1 / (n - 3)", (3,), "`1 / (n - 3)` divides by n - 3, which is 0"),
    (
        "def f(x):\n    y = np.arange(3)\n    y += x\n    return y",
        (V,),
        "y holds whole numbers (int64), and `y += x` would put other ones into it: begin with "
        "floats (dtype=float), or write y = y + ...",
    ),
    (
        "def f(x):\n    y = np.arange(3)\n    y /= 2\n    return y",
        (V,),
        "y holds whole numbers (int64), and `y /= 2` would put other ones into it: begin with "
        "floats (dtype=float), or write y = y / ...",
    ),
    (
        "def f(x):\n    y = np.broadcast_to(x, (2, 3))\n    y[0] = 1",
        (V,),
        "`y[0]` writes into y, which can't be written to: take a copy first, y.copy()",
    ),
    (
        "def f(x):\n    y = np.zeros(3)\n    y[0] = x\n",
        (V,),
        "`y[0]` has place for one number, but x is an array of shape (3,)",
    ),
    (
        "def f(x):\n    rows = [[1, 2], [3]]\n    return np.array(rows)",
        (V,),
        "`np.array(rows)`: its rows aren't equally long (a list of 2, a list of 1), so that they make no array",
    ),
    ("def f(x):\n    n, d = x.shape", (V,), "x is (3,): 1 length for 2 names, `n, d`"),
    ("def g(x): return x, x, x\ndef f(x):\n    a, b = g(x)", (V,), "g(x) gives 3 values for 2 names: `a, b`"),
    (
        "def f(x):\n    for i, row in x:\n        pass",
        (B,),
        "the items of x can't be shared out to 2 names: `i, row`; is enumerate missing?",
    ),
    ("def f(x):\n    a, b = 3.0", (B,), "3.0 is one number, which can't be shared out to 2 names: `a, b`"),
    (
        "def f(x):\n    return np.zeros((10**7, 10**7))",
        (B,),
        "an array of shape (10000000, 10000000) is asked for, which no memory holds",
    ),
    (
        "def f(x):\n    return np.zeros((10**12, 10**12))",
        (B,),
        "`np.zeros((10**12, 10**12))` asks for more entries than any memory holds",
    ),
    (
        "def f(x):\n    return bytearray(10 ** 15)",
        (B,),
        "no memory is left at `bytearray(10 ** 15)`: what is kept grows at each step, or is too large",
    ),
    (
        "def f(x):\n    g = iter([1])\n    next(g)\n    return next(g)",
        (B,),
        "`next(g)` asks for one more, but nothing is left: it goes through its items once",
    ),
    ("def f(x):\n    import nunpy", (B,), "there is no module nunpy here; is numpy meant?"),
    ("def f(x):\n    from numpy import expit", (B,), "numpy has no expit; is exp meant?"),
    ("def f(x):\n    return x + ''", (3,), "`x + ''` can't be computed: x is one number, '' is a text"),
    (
        "def f(X, params):\n    W, b = params\n    return X @ W + b",
        (A, {"W": W, "b": V}),
        "`X @ W` can't be computed: X is an array of shape (3, 2), W is a key of params, a text: a dict gives "
        "its keys, and params[W] is what stands there",
    ),
    (
        "def f(X, params):\n    for weight in params:\n        X = X.dot(weight)",
        (A, {"W": W}),
        "`X.dot(weight)`: X is an array of shape (3, 2), weight is a key of params, a text: a dict gives its keys, "
        "and params[weight] is what stands there; NumPy computes with arrays of numbers alone",
    ),
    (
        "def f(X, params):\n    (W,) = params\n    return W.T @ X",
        (A, {"W": W}),
        "W (a key of params, a text: a dict gives its keys, and params[W] is what stands there) has no T",
    ),
    (
        "def f(X, params):\n    W = 'V'\n    return X @ W",
        (A, {"W": W}),
        "`X @ W` can't be computed: X is an array of shape (3, 2), W is a text",
    ),
    ("def f(x):\n    return x * 0.5", ([1, 2],), "`x * 0.5`: x is a list, which doesn't compute: np.array(x) does"),
    ("def f(x):\n    return x + 1", ([1, 2],), "`x + 1`: x is a list, which doesn't compute: np.array(x) does"),
    (
        "def g(z): return z\ndef f(x):\n    return g * x",
        (3.0,),
        "`g * x`: g is a function, and has to be called: g(...)",
    ),
    ("def f(x):\n    return x - x.mean", (A,), "`x - x.mean`: x.mean is a function, and has to be called: x.mean(...)"),
    ("def f(x):\n    return -x", ([1, 2],), "`-x`: x is a list, which doesn't compute: np.array(x) does"),
    ("def f(x):\n    return x > 0", ([1, 2],), "`x > 0`: x is a list, which doesn't compute: np.array(x) does"),
    (
        "def f(x):\n    t = (1, 2)\n    t[0] = 3",
        ([1, 2],),
        "`t[0]`: t is a tuple of 2, whose items can't be changed: make a list or an array of it",
    ),
    (
        "def f(x):\n    return x[0, 1]",
        ([[1, 2]],),
        "`x[0, 1]`: x is a list; np.array(x) takes two indices, a list of lists [i][j]",
    ),
    (
        "def f(cache):\n    return cache['z']",
        ([[1, 2]],),
        "`cache['z']`: cache is a list of 1; entries have numbers, only a dict has keys",
    ),
    (
        "def f(cache):\n    return cache['z']",
        (A,),
        "`cache['z']`: cache is an array of shape (3, 2); entries have numbers, only a dict has keys",
    ),
    (
        "def f(x):\n    return x.reshape(4, 2)",
        (A,),
        "`x.reshape(4, 2)`: x is (3, 2), 6 entries; the new shape has another number of them",
    ),
    (
        "def f(x):\n    return np.reshape(x, (4, 2))",
        (A,),
        "`np.reshape(x, (4, 2))`: x is (3, 2), 6 entries; the new shape has another number of them",
    ),
    ("def f(x):\n    return x.transpose(0, 2, 1)", (A,), "`x.transpose(0, 2, 1)` doesn't work, where x is (3, 2)"),
    (
        "def f(x, y):\n    return np.einsum('ij,jk->ik', x, y)",
        (A, B),
        "`np.einsum('ij,jk->ik', x, y)` doesn't work, where x is (3, 2), y is (4, 5)",
    ),
    ("def f(x):\n    assert x.shape == (3, 3)", (A,), "your own `assert x.shape == (3, 3)` doesn't hold"),
    (
        "def f(p):\n    return p.keys()[0]",
        ({"Wxh": A},),
        "`p.keys()[0]` gives something to go through, without numbers: list(p.keys())[...]",
    ),
    (
        "def f(p):\n    return map(abs, p)[0]",
        ([1],),
        "`map(abs, p)[0]` gives something to go through, without numbers: list(map(abs, p))[...]",
    ),
    (
        "f = lambda X, b: X + b",
        (A, V),
        "`X + b` doesn't fit: X is (3, 2), b is (3,); counted from the last, axes have to be equally long, or 1",
    ),
    ("def f(x):\n    return 'x' + x", (3.0,), "`'x' + x` can't be computed: 'x' is a text, x is one number"),
    ("def f(p):\n    del p['x']", ({"y": 3.0},), "p has no key 'x'; it has 'y'"),
    (
        "def f(y, h):\n    return np.sum((y - h) ^ 2)",
        (A, A),
        "`(y - h) ^ 2` can't be computed: `^` is no power in Python; write `**`",
    ),
    ("def f(x):\n    x ^= 2", (3.0,), "`x ^= 2` can't be computed: `^` is no power in Python; write `**`"),
    (
        "def f(x):\n    return x > 0.5 & x < 2.5",
        (A,),
        "`0.5 & x` is taken together first, as & comes before comparisons: "
        "write each of them in brackets, (a > 0) & (b < 1)",
    ),
    (
        "def f(x, b):\n    return (x * 2) + (\n        (b - 1) / 2  # half\n    )",
        (A, V),
        "`x * 2 + (b - 1) / 2` doesn't fit: x * 2 is (3, 2), (b - 1) / 2 is (3,); counted from the last, axes have to "
        "be equally long, or 1",
    ),
    (
        "def f(x, b):\n    return (x - 2) + \\\n        (-b)",
        (A, V),
        "`(x - 2) + (-b)` doesn't fit: x - 2 is (3, 2), -b is (3,); counted from the last, axes have to "
        "be equally long, or 1",
    ),
    ("def f(x):\n    return np.split(x, 2)", (A,), "`np.split(x, 2)` doesn't work, where x is (3, 2)"),
    (
        "def f(x):\n    return x[np.argmax(x) / 2]",
        (V,),
        "`x[np.argmax(x) / 2]`: np.argmax(x) / 2 is no whole number; // divides to whole ones",
    ),
    (
        "def f(x):\n    return np.eye(3)[x]",
        (V,),
        "`np.eye(3)[x]`: the entries of x aren't whole numbers, so that they can't number entries",
    ),
    (
        "def f(x):\n    y = np.zeros(3)\n    y[x] = 1",
        (V,),
        "`y[x]`: the entries of x aren't whole numbers, so that they can't number entries",
    ),
    (
        "def f(X, b):\n    return [row + b for row in X]",
        (A, V),
        "`row + b` doesn't fit: row is (2,), b is (3,); counted from the last, axes have to be equally long, or 1",
    ),
    (
        "def f(X, W,\n      b):\n    return (X\n        @ W\n        + b)",
        (A, W, V),
        "`X @ W + b` doesn't fit: X @ W is (3, 4), b is (3,); counted from the last, axes "
        "have to be equally long, or 1",
    ),
    (
        "def f(deltas):\n    for k, delta in deltas.items():\n        'dU' & k",
        ({"U": W},),
        "`'dU' & k` can't be computed: 'dU' is a text, k is a text",
    ),
    (
        "def f(X, deltas):\n    for k, delta in deltas.items():\n        X @ k",
        (A, {"U": W}),
        "`X @ k` can't be computed: X is an array of shape (3, 2), k is a text",
    ),
    (
        "def f(X, params):\n    for k in params:\n        'dU' & k",
        (A, {"U": W}),
        "`'dU' & k` can't be computed: 'dU' is a text, k is a text",
    ),
    (
        "def f(params):\n    return sum(weight.size for weight in params)",
        ({"W": W},),
        "weight (a key of params, a text: a dict gives its keys, and params[weight] is what stands there) has no size",
    ),
    (
        "def f(params):\n    return [weight.size for weight in params]",
        ({"W": W},),
        "weight (a key of params, a text: a dict gives its keys, and params[weight] is what stands there) has no size",
    ),
    (
        "def f(gates):\n    for name, gate in gates:\n        pass",
        ({"update": W},),
        "gates is a dict, which gives its keys alone for 2 names, `name, gate`: is `.items()` missing?",
    ),
    (
        "def f(x):\n    for a, b in zip(x, x, x):\n        pass",
        (A,),
        "the items of zip(x, x, x) can't be shared out to 2 names: `a, b`",
    ),
    (
        "def f(x, da):\n    t = 0\n    return x[:, t].T @ da",
        (np.ones((4, 3, 2)), np.ones((1, 2, 1))),
        "`x[:, t].T @ da` doesn't fit: x[:, t].T is (2, 4), da is (1, 2, 1); the last axis of the first (4) has to "
        "be as long as the last axis but one of the second (2)",
    ),
    (
        "def f(x, da):\n    return np.roll(x, 1) @ da",
        (A, np.ones((1, 3, 1))),
        "`np.roll(x, 1) @ da` doesn't fit: da is (1, 3, 1); the last axis of the first has to be as long as the last "
        "axis but one of the second",
    ),
    (
        "def f(x, W, b):\n    return (x @ W) @ b[1:, None, ..., :2]",
        (np.ones((5, 3, 2)), W, A),
        "`(x @ W) @ b[1:, None, ..., :2]` doesn't fit: x @ W is (5, 3, 4), b[1:, None, ..., :2] is (2, 1, 2); the last "
        "axis of the first (4) has to be as long as the last axis but one of the second (1)",
    ),
    ("def f(x):\n    return x[1]", (np.ones(1),), "`x[1]`: axis 0 has 1 entry, numbered from 0, and 1 is asked for"),
    (
        "def f(x):\n    return x.reshape(2, 3)",
        (np.ones((1, 1)),),
        "`x.reshape(2, 3)`: x is (1, 1), 1 entry; the new shape has another number of them",
    ),
    (
        "def g(x):\n    parts = x, x, x\n    return parts\n\ndef f(x):\n    a, b = g(x)",
        (A,),
        "g(x) gives more than 2 values for 2 names: `a, b`",
    ),
    (
        "def f(x):\n    return x.reshape[len(x), -1]",
        (A,),
        "`x.reshape[len(x), -1]`: x.reshape is a function; call it with ()",
    ),
    ("def f(x):\n    return (x + 1).mean[0]", (A,), "`(x + 1).mean[0]`: (x + 1).mean is a function; call it with ()"),
    ("def f(x):\n    return np.max[x]", (A,), "`np.max[x]`: np.max is a function; call it with ()"),
    ("def f(x):\n    return x + np.max", (A,), "`x + np.max`: np.max is a function, and has to be called: np.max(...)"),
    ("def f(x):\n    a, b = np.max", (A,), "np.max is a function, which can't be shared out to 2 names: `a, b`"),
    (
        "def f(x, mode):\n    return {'max': x, 'mean': x}[mode + 'x']",
        (A, "max"),
        "the dict has no key 'maxx'; it has 'max', 'mean'; is max meant?",
    ),
    ("def f(w):\n    return list(w)", (np.float64(2.0),), "w is one number, it has no items to go through"),
    (
        "def f(x):\n    return x.reshape(len(x) / 3, -1)",
        (A,),
        "`x.reshape(len(x) / 3, -1)`: len(x) / 3 is no whole number; // divides to whole ones",
    ),
    (
        "def f(n):\n    return np.eye(n / 2)",
        (4,),
        "`np.eye(n / 2)`: n / 2 is no whole number; // divides to whole ones",
    ),
    (
        "def f(x):\n    n = 2.0\n    return x.reshape(int(6 / 3), n)",
        (A,),
        "`x.reshape(int(6 / 3), n)`: n is no whole number; // divides to whole ones",
    ),
    (
        "def f(x):\n    exit()",
        (A,),
        "`exit()` ends the whole program, and gives nothing: leave it out, or write `return`",
    ),
    (
        "import sys\n\ndef f(x):\n    sys.exit(1)",
        (A,),
        "`sys.exit(1)` ends the whole program, and gives nothing: leave it out, or write `return`",
    ),
    ("def f(w, x):\n    return list(zip(x, w))", (2.0, A), "w is one number, it has no items to go through"),
]


@pytest.mark.parametrize(("source", "arguments", "said"), CRASHES, ids=[item[2][:40] for item in CRASHES])
def test_a_crash_is_explained(source, arguments, said):
    assert crashed(source, *arguments).explanation == said


def test_an_input_that_nobody_answers_is_told_for_what_it_is(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said = crashed("def f(x):\n    return float(input('x?'))", 1).explanation
    assert said.startswith("`input('x?')` waits for somebody to type, and a check has nobody who does")


def test_one_letter_is_not_taken_for_a_name_of_two():
    assert crashed("def f(num):\n    return np.zeros(n)", 3).explanation == ""


def test_what_the_exception_says_itself_stays_and_is_told_in_short_after_the_explanation():
    found = crashed("def f(X, W):\n    return X @ W", A, B)
    assert found.message.startswith("matmul: Input operand 1 has a mismatch")
    assert found.reason.startswith(
        f"{found.explanation} (matmul: Input operand 1 has a mismatch in its core dimension 0"
    )
    assert found.reason.endswith(" ...)")


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    raise ValueError('x must be positive')",
        "def f(x):\n    raise KeyError('x')",
        "def f(x):\n    raise TypeError('truth value')",
        "def f(x):\n    return int('x')",
        "def f(x):\n    raise MemoryError",
        "def f(x):\n    raise RecursionError('too deep for me')",
        "def f(x):\n    y, z = [], []\n    y.append(y)\n    z.append(z)\n    return y == z",
    ],
)
def test_what_a_student_raises_is_left_to_speak_for_itself(source):
    found = crashed(source, A)
    assert found.explanation == ""
    assert found.reason == found.message


def test_no_number_of_an_argument_is_told():
    secret = 0.123456789
    for source in (
        "x + [1, 2]",
        "x[x]",
        "np.zeros(x)",
        "range(x)",
        "x()",
        "x['a']",
        "math.exp([x])",
        "{}[x]",
        "len(x)",
    ):
        assert "0.123" not in crashed(f"def f(x):\n    return {source}", secret).explanation.replace("'0.123", "")


def test_the_innermost_of_the_students_own_functions_is_looked_at():
    source = "def g(z, b):\n    return z + b\n\ndef f(X, b):\n    return g(X, b)"
    found = crashed(source, A, V)
    assert found.explanation.startswith("`z + b` doesn't fit: z is (3, 2), b is (3,)")
    assert len(found.where.splitlines()) == 2


HOSTILE = """
class Odd(np.ndarray):
    @property
    def shape(self): raise SystemExit
    def __eq__(self, other): raise KeyError
    __hash__ = None

class Meta(type):
    @property
    def __name__(cls): raise SystemExit

class Strange(metaclass=Meta):
    def __getattribute__(self, name): raise RecursionError
    def __bool__(self): raise ValueError("truth value")

class Loose(Exception):
    name = property(lambda self: 1 / 0)
    def __str__(self): return 10**5 * "matmul"

class Lost(AttributeError, KeyError, ImportError, NameError):
    def __str__(self): return "'" * 99
"""


@pytest.mark.parametrize(
    "body",
    [
        "return np.ones((2, 2)).view(Odd) @ np.ones(3)",
        "return np.ones(2).view(Odd) + np.ones(3)",
        "return Strange().x",
        "return Strange() + 1",
        "return {Strange: 1}['a']",
        "if Strange(): pass",
        "raise Loose",
        "raise Lost",
        "exec('raise Lost()')",
        "return max(" + "1 + " * 900 + "x[99])",
        "return (lambda: (yield))().throw(Lost)",
        "g = (1 / (n - 3) for n in [3])\n    return list(g)",
        "x.nothing = 3",
        "del x[7]",
        "a, (b, c) = 1, (2, 3, 4)",
        "return [i[0] for i in x]",
        "with x: pass",
        "return f'{x:q}'",
        "import numpy.nothing",
        "return __import__('no_such_module')",
        "return eval('x @ 3')",
        "nonlocal_ = lambda: y\n    nonlocal_()\n    y = 1",
        "return x @\\\n    np.ones((7,\n     7))",
        "raise ExceptionGroup('two', [ValueError(1), KeyError(2)])",
    ],
)
def test_whatever_is_raised_nothing_is_raised_over_it_and_little_is_said(body):
    found = crashed(f"{HOSTILE}\ndef f(x):\n    {body}", V)
    assert len(found.explanation) < 1000


IN_COMPREHENSIONS = [
    ("[row @ b for row in X]", "`row @ b` doesn't fit: row is (2,), b is (3,)"),
    ("{n: row @ b for n, row in enumerate(X)}", "`row @ b` doesn't fit: row is (2,), b is (3,)"),
    ("list(row @ b for row in X)", "`row @ b` doesn't fit: row is (2,), b is (3,)"),
    ("[[y @ row for y in row] for row in X]", "`y @ row` is a product of matrices, but y is one number"),
    ("[float(row) for row in X]", "float takes one number, but row is an array of shape (2,)"),
    ("[row.reshape(5) for row in X]", "`row.reshape(5)`: row is (2,), 2 entries"),
    ("[i + 'a' for i in range(3)]", "`i + 'a'` can't be computed: i is one number, 'a' is a text"),
    ("{k: v @ b for k, v in {'W': X, 'b': b}.items()}", "`v @ b` doesn't fit: v is (3, 2), b is (3,)"),
    ("[q['W2'] for q in [{'W1': X}]]", "q has no key 'W2'; it has 'W1'"),
    ("[X['W2'] for X in [{'W1': X}]]", "X has no key 'W2'; it has 'W1'"),
    ("[rows for row in X]", "rows isn't defined; is row meant?"),
    ("list(rows for row in X)", "rows isn't defined; is row meant?"),
    ("[np.zeros(D) for row in X]", "D isn't defined: the docstring calls a length so, which is X.shape[1]"),
    ("[row for row in X if row]", "`if` decides once, but `row` is a whole array"),
    ("{1 for row in X if row > 0 and b[0] > 0}", "`and` joins two single yes-or-noes"),
    ("[f(X, b) for _ in X]", "f calls itself deeper than Python allows"),
    ("list(f(X, b) for _ in X)", "f calls itself deeper than Python allows"),
]


@pytest.mark.parametrize(("expression", "said"), IN_COMPREHENSIONS, ids=[item[0] for item in IN_COMPREHENSIONS])
def test_a_crash_in_a_comprehension_is_explained_as_any_other_in_every_python(expression, said):
    """From Python 3.12 on some have no frame of their own, whose names are gone by then; generators have one in all."""
    docstring = '"""Do it.\n\n    Args:\n        X: (N, D), one sample a row.\n    """'
    for function in (f"def f(X, b):\n    {docstring}\n    return {expression}", f"f = lambda X, b: {expression}"):
        if "lambda" not in function or not any(word in said for word in ("docstring", "itself")):
            assert crashed(function, A, V).explanation.startswith(said)


def test_names_of_a_comprehension_in_a_statement_outside_of_functions_are_known(capsys):
    (note,) = loaded("import numpy as np\nX = np.ones((3, 2))\nY = [row.foo for row in X]\n").broken
    assert note.problem.explanation == "row (an array of shape (2,)) has no foo"


def test_what_a_comprehension_went_through_is_known_wherever_the_exception_went():
    source = "def f(X):\n    try:\n        return [row @ X for row in X]\n    finally:\n        row = None\n"
    assert crashed(source, A).explanation.startswith("`row @ X` doesn't fit: row is (2,), X is (3, 2)")


@pytest.mark.filterwarnings("default::SyntaxWarning", "default::DeprecationWarning")
@pytest.mark.parametrize("body", ["return X @ b", "s = (X\n        @ b)", "raise NotImplementedError()", "y = 3 +"])
def test_what_python_warns_of_is_said_where_code_is_run_and_not_again_where_it_is_read(body, recwarn):
    loaded(f"def f(X, b):\n    '\\d'\n    {body}\n\ndef g():\n    return '\\d'\n").observe("f", [case(A, V)])
    assert {item.filename for item in recwarn} == {"ann.py"}


@pytest.mark.filterwarnings("error")
def test_warnings_that_are_errors_cost_no_explanation():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = loaded("def f(X):\n    '\\d'\n    if X > 0 and X < 1: pass\n")
    assert code.observe("f", [case(A)])[0].explanation.startswith("`and` joins two single yes-or-noes")


def test_code_whose_text_is_gone_is_no_trouble():
    namespace = {"np": np}
    exec("def f(x):\n    return x @ 3\n", namespace)
    with pytest.raises(ValueError, match="operand") as caught:
        namespace["f"](A)
    assert explained(caught.value, "operand", namespace) is None


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("while not x: pass", "`not` takes one yes or no"),
        ("if not x > 0: pass", "`not` takes one yes or no"),
        ("if x > 0 and x < 1: pass", "`and` joins two single yes-or-noes"),
        ("return 1 if x else 2", "`if` decides once, but `x`"),
        ("while x: pass", "`while` decides once, but `x`"),
        ("return [1 for y in [x] if 0 < y < 1]", "`0 < y < 1` is two comparisons"),
        ("return bool(x)", "`bool(x)` doesn't work, where x is (3, 2)"),
        ("return any(x > 0)", "`any(x > 0)` doesn't work, where x is (3, 2)"),
        ("return sorted([x, x])", "`sorted([x, x])` puts whole arrays in order"),
        ("xs = [x, x]\n    return xs.sort()", "`xs.sort()` puts whole arrays in order"),
        ("return [x + 1, x].index(x)", "`[x + 1, x].index(x)` compares whole arrays"),
        ("xs = [x + 1, x]\n    return xs == [x, x]", "`xs == [x, x]` compares whole arrays"),
    ],
)
def test_wherever_one_yes_or_no_is_asked_of_an_array_it_is_told_what_asks(statement, said):
    assert crashed(f"def f(x):\n    {statement}", A).explanation.startswith(said)
