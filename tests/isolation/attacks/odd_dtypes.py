"""Returns every dtype that nobody expects: foreign byte order, structures, half and extended floats, text, dates, nans
with payloads.

Harm: a grader that stumbles over one of them.
Costs: nothing
"""

# %% honest work
# %% hostile
KINDS = [
    np.arange(3, dtype=">f8"),
    np.zeros(3, dtype=[("a", "i4"), ("b", "f8", (2, 2))]),
    np.array([1.5], "f2"),
    np.array([1.5], np.longdouble),
    np.array(["x" * 10_000]),
    np.array([b"\0\xff"]),
    np.array(["2020-01-01"], "M8[D]"),
    np.frombuffer(b"\x01\x00\x00\x00\xde\xad\xf8\x7f", "f8"),
    np.array([np.inf, -np.inf, np.nan]),
    np.array(1 + 2j, np.clongdouble),
    np.zeros((0, 1 << 40)),
    np.zeros((1,) * 60),
    np.void(b"abc"),
    np.ma.masked_array([1.0], [True]),
]
turn = [0]


def mean_squared_error(y, y_hat):
    turn[0] += 1
    return KINDS[turn[0] % len(KINDS)]


def numerical_gradient(f, w, eps=1e-5):
    return [mean_squared_error(0, 0) for _ in KINDS]
