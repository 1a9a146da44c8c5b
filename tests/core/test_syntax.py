import sys

import pytest
from samples import loaded

from deltarule.core.code.calls import case
from deltarule.core.exceptions.crashes import explained

# A function that can't be read, and what is said.
LINES = [
    *(
        (
            f"def f(x):\n    {line}\n    return x\n",
            "a line that begins with % or ! is a notebook's own: leave it out of a .py file",
        )
        for line in ("%matplotlib inline", "!pip install numpy", "%%time")
    ),
    ("def f(x):\n    pip install numpy\n", "this is a command for a terminal: leave it out"),
    ("def f(x):\n    print x\n", "print takes parentheses since Python 3: print(x)"),
    (
        "def f(x):\n    try:\n        pass\n    except ValueError, e:\n        pass\n",
        "since Python 3 it is `except ValueError as e:`",
    ),
    ("def f(x):\n    return x <> 3\n", "<> is Python 2's; since Python 3 it is !="),
    (
        "def f(x):\n    return `x`\n",
        "backquotes stand in texts alone: are the quotes around a text missing? (Python 2's are repr(x))",
    ),
    ("def f(x):\n    raise ValueError, 'x'\n", "since Python 3 it is raise ValueError('why')"),
    ("def f(x):\n    exec 'x'\n", "exec takes parentheses since Python 3"),
    ("def f(x):\n    return 0777\n", "whole numbers can't begin with 0"),
    ("def f(x)\n    return x\n", "the colon at the end of the line is missing"),
    ("def f(x):\n    if x > 0\n        return x\n", "the colon at the end of the line is missing"),
    ("def f(x):\n    if x = 0:\n        return x\n", "a single = gives a name its value; == compares"),
    (
        "def f(x):\n    if x == 0:\n        return x\n    else if x > 3:\n        return 2\n",
        "Python writes elif for `else if`",
    ),
    ("def f(x):\n    x++\n    return x\n", "Python has no ++ and no --; write += 1 or -= 1"),
    ("def f(x):\n    return x && 3\n", "Python writes `and` and `or` for && and ||"),
    *(
        (
            f"def f(x):\n    return x {sign} 3\n",
            f"`{sign}` has its two signs the wrong way round: Python writes <=, >= and !=",
        )
        for sign in ("=<", "=>", "=!")
    ),
    (
        "def f(x):\n    if x =< 3:\n        return x\n",
        "`=<` has its two signs the wrong way round: Python writes <=, >= and !=",
    ),
    (
        "def f(o_t):\n    return o_t np.tanh(o_t)\n",
        "between `o_t` and `np.tanh` there is no sign: a product needs *",
    ),
    (
        "def f(x):\n    y = beta1 x + (1 - beta1) * x\n",
        "between `beta1` and `x` there is no sign: a product needs *",
    ),
    ("def f(x):\n    return (x + 1) x\n", "between `)` and `x` there is no sign: a product needs *"),
    ("def f(x):\n    return (x + 3\n", "a bracket is opened here and not closed"),
    ("def f(x):\n    return x + 3)\n", "a bracket is closed here that wasn't opened, or with another kind"),
    ("def f(x):\n    return previous hidden state\n", "several words are a text, and need quotes around them"),
    ("def f(x):\n    y = hidden state\n", "several words are a text, and need quotes around them"),
    ("def f(x):\n    return 'x\n", "a quote is opened here and not closed"),
    ("def f(x):\n    return “x”\n", "these are typographic quotes; Python takes the straight ones, ' and \""),
    (
        "def f(lambda):\n    return 3\n",
        "`lambda` is a word of Python's own and can't be a name: call it something else",
    ),
    (
        "def f(x):\n    lambda = 3\n    return 3\n",
        "`lambda` is a word of Python's own and can't be a name: call it something else",
    ),
    ("def f(x):\nreturn x\n", "what belongs to the line above has to be indented"),
    (
        "def f(x):\n    if x:\n        y = 1\n      z = 2\n    return x\n",
        "this line is indented like none of those above it; use four spaces a step",
    ),
    (
        "def f(x):\n    y = 1\n      z = 2\n    return x\n",
        "this line is indented further than the one above it, which begins no block",
    ),
    ("def f(x):\n    y = 1\n\tz = 2\n    return x\n", "tabs and spaces are mixed; use spaces alone"),
    ("def f(x):\n    return 2x\n", "between a number and a name there is no sign: 2 * x"),
    ("def f(x):\n    return [1 2]\n", "between two items there is a comma missing, or a sign"),
    ("def f(x):\n    g(x) = 3\n", "on the left of = there has to be a name, or an item of an array"),
    ("def f(x):\n    for i in x:\n    return x\n", "what belongs to the line above has to be indented"),
    ("def f(x):\n    return !x\n", "Python writes `not` for !"),
    ("def f(x) {\n    return x\n}\n", "Python has no braces: a colon, and what follows is indented"),
    (
        "def f(x):\n    return x \u2212 1\n",
        "`\u2212` is a sign that Python doesn't know; use those of the keyboard: - * / <= >= != **2",
    ),
    ("def f(x):\n    retrun x\n", "retrun is no word of Python's: is `return` meant?"),
    ("def f(x):\n    Return x + 'a'\n", "Return is no word of Python's: is `return` meant?"),
    ("def f(x):\n    fro i in x:\n        pass\n", "fro is no word of Python's: is `for` meant?"),
    ("def f(x):\n    whlie x > 0:\n        pass\n", "whlie is no word of Python's: is `while` meant?"),
    ("def f(x):\n    form math import exp\n", "form is no word of Python's: is `from` meant?"),
    ("def f(x):\n    impotr math\n", "impotr is no word of Python's: is `import` meant?"),
    ("def f(x):\n    dfe g(y):\n        return y\n", "dfe is no word of Python's: is `def` meant?"),
    ("def f(x):\n    if x:\n        pass\n    esle:\n        pass\n", "esle is no word of Python's: is `else` meant?"),
    (
        "def f(x):\n    if x:\n        pass\n    elseif x:\n        pass\n",
        "elseif is no word of Python's: is `elif` meant?",
    ),
    ("def f(x):\n    return x adn 3\n", "adn is no word of Python's: is `and` meant?"),
    ("def f(x):\n    return x +\n", "the line isn't finished: something is missing behind `+`"),
    ("def f(x):\n    y =\n    return x\n", "the line isn't finished: something is missing behind `=`"),
    ("def f(x):\n    return x.\n", "the line isn't finished: something is missing behind `.`"),
    ("def f(x):\n    return x and  # more\n", "the line isn't finished: something is missing behind `and`"),
    ('def f(x):\n    """Uses `x`.\n    return x\n', "a quote is opened here and not closed"),
    ("def f(x):\n    return 'a && b\n", "a quote is opened here and not closed"),
    (
        "def f(x):\n    for i range(3):\n        pass\n",
        "`in` is missing between the name that changes and what it goes through: for x in xs",
    ),
    (
        "def f(x):\n    return [i for i, j x]\n",
        "`in` is missing between the name that changes and what it goes through: for x in xs",
    ),
    (
        "def f(x):\n    return f'{x['\n",
        "in an f-string { needs its }, and the quotes inside are others than those around it",
    ),
    ("def f(x):\n    return f'{}'\n", "between the { and } of an f-string there has to be something"),
    ("def f(x):\n    return f'{x # 3}'\n", "a bracket is opened here and not closed"),
    ("def f(x):\n    return x \\ 3\n", "a backslash stands in quotes alone, or at the very end of a line"),
    ("def f(x=1, y):\n    return x\n", "parameters without a default (=) come first"),
    ("def f(x):\n    from x import\n", "the line isn't finished: something is missing behind `import`"),
]
OLDER = [
    (
        "def f(x):\n    type Row = int\n",
        "`type` makes names since Python 3.12 alone, and this is an older one: leave it out",
    ),
    (
        "def f[T](x: T):\n    return x\n",
        "[] behind the name are read since Python 3.12 alone, and this is an older one: leave them out",
    ),
    (
        "def f(x):\n    return f'{x['a']}'\n",
        "in an f-string { needs its }, and the quotes inside are others than those around it",
    ),
    (
        "def f(x):\n    return f'{\"\\n\".join(x)}'\n",
        "before Python 3.12, no backslash can stand between the { and } of an f-string: give that text a name first",
    ),
]


def unreadable(source):
    (found,) = loaded(source).observe("f", [case(1)])
    return found


@pytest.mark.parametrize(("source", "said"), LINES, ids=[item[1][:40] for item in LINES])
def test_a_line_that_cannot_be_read_is_explained(source, said):
    found = unreadable(source)
    assert issubclass(getattr(__builtins__, found.kind, SyntaxError), SyntaxError)
    assert found.explanation == said


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on it can be read")
@pytest.mark.parametrize(("source", "said"), OLDER, ids=[item[1][:40] for item in OLDER])
def test_what_newer_versions_read_is_told_as_such(source, said):
    assert unreadable(source).explanation == said


@pytest.mark.parametrize("line", ["return f'{x y}' + 3", "return [3, f'{*x}']"])
def test_of_an_f_string_the_whole_line_is_shown(line):
    """Python tells a piece of it in some versions, and nothing in others."""
    assert unreadable(f"def f(x):\n    {line}\n").where == f"ann.py, line 2: {line}"


@pytest.mark.parametrize("said", ["invalid syntax", "invalid syntax. Did you mean 'return'?"])
def test_a_misspelt_word_is_told_whatever_python_says_of_it(said):
    error = SyntaxError(said, ("ann.py", 2, 5, "    retrun x\n"))
    assert explained(error, said, {}) == "retrun is no word of Python's: is `return` meant?"


@pytest.mark.parametrize(
    "line",
    [
        "return 'a <> b && c' +",
        "return (x  # `else if` <>",
        "return f(x=1, y=2) +",
        "print('print x' +",
        "return x +",
    ],
)
def test_what_stands_in_quotes_and_comments_is_not_blamed(line):
    found = unreadable(f"def f(x):\n    {line}\n")
    assert not any(word in found.explanation for word in ("Python 2", "Python 3", "elif", "&&", "single"))


def test_a_line_of_any_length_is_read_quickly():
    assert len(unreadable(f"def f(x):\n    return {'(x, ' * 50_000} <>\n").explanation) < 300
