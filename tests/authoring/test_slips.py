"""Slips of an author's: a unit that is right, spoilt in one way, is refused in a sentence that says where and why."""

import os
import re
import shutil

import pytest
from support import TINY, copy_course, deltarule

from deltarule.authoring.building import packages
from deltarule.authoring.building.products import build, write
from deltarule.authoring.building.recorder import record
from deltarule.authoring.building.rehearsal import _asked_on_every_seed, rehearse
from deltarule.authoring.building.slips import slips_of
from deltarule.core.checking.checks import PUBLIC_SEED
from deltarule.core.course import Course
from deltarule.core.errors import UserError, refuse
from deltarule.core.limits import Limits
from deltarule.door.outside.zygotes import Zygote

QUESTION = '\n\n# %% [markdown] question="why" points=2\n# Why?\n#\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n'
BEGIN, END = "    ### BEGIN SOLUTION\n", "    ### END SOLUTION\n"
SECOND = '\n\n# %%\ndef triple(x):\n    """Thrice."""\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION\n'
PASSED = '\n\n@check("double")\ndef test_more(student):\n    """Asked."""\n'
MORE = '\n\n@asks("{}")\ndef test_{}(rng):\n    """Asked."""\n    yield case(rng.random(3))\n'


@pytest.fixture
def tiny(tmp_path):
    return Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")


@pytest.fixture(scope="module")
def zygote():
    with Zygote(Limits(check_seconds=5, load_seconds=5), "none") as zygote:
        yield zygote


def rehearsed(unit, zygote):
    made = build(unit)
    return list(rehearse(unit, made[unit.exercise].decode(), made[unit.answers], zygote))


def replaced(file, old, new):
    def spoil(unit):
        path = getattr(unit, file)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return spoil


def added(file, text):
    def spoil(unit):
        path = getattr(unit, file)
        path.write_text(path.read_text() + text)

    return spoil


def beside(file, name):
    return lambda unit: getattr(unit, file).with_name(name).write_text("1,2\n")


def both(*spoils):
    return lambda unit: [spoil(unit) for spoil in spoils]


def marks(begin, end=END):
    return both(replaced("solution", BEGIN, begin), replaced("solution", END, end))


def settings(unit, text):
    unit.course.settings_file.parent.mkdir(exist_ok=True)
    unit.course.settings_file.write_text(text)


SHOWN = '\n\n# %%\nif __name__ == "__main__":\n'
PROVES = '# %% proves="so it is"'
NO_MARK = r"double\.py, line \d+: '.*' is no mark; write `### BEGIN SOLUTION` or `### END SOLUTION`"
NO_TEXTS_MARK = r"double\.py, line \d+: '.*' is no mark; write `# ### BEGIN SOLUTION` or `# ### END SOLUTION`"
POINTS = r"test_double\.py, line 6: test_double_values is worth {} points; write a number above zero"
WHOLE = "\n\nfrom deltarule import alternative, asks, check, mistake\n\n\n{}\ndef two(x):\n    return x\n"
MISUSED = {
    "@mistake": ("mistakes", 12, r"mistake isn't used so: it lacks its call; write `@mistake\("),
    '@mistake("double")': ("mistakes", 12, "mistake isn't used so: missing a required argument: 'sentence'; write"),
    "@mistake()": ("mistakes", 12, "mistake isn't used so: missing a required argument: 'function'; write"),
    '@mistake("double", "No.", 3)': ("mistakes", 12, "mistake isn't used so: too many positional arguments; write"),
    '@mistake(double, sentense="No.")': ("mistakes", 12, "there is no sentense=, is sentence meant\\?; write"),
    "@alternative": ("alternatives", 14, r"alternative isn't used so: it lacks its call; write `@alternative\("),
    "@alternative()": ("alternatives", 14, "alternative isn't used so: missing a required argument: 'function'; write"),
    "@alternative(3)": ("alternatives", 14, "alternative isn't used so: a name in quotes comes first; write"),
    "@check": ("checks", 16, "check isn't used so: it lacks its call; write"),
    "@asks()": ("checks", 16, "asks isn't used so: missing a required argument: 'function'; write"),
    "@asks(points=2)": ("checks", 16, "asks isn't used so: missing a required argument: 'function'; write"),
    '@asks("double", pionts=2)': ("checks", 16, "there is no pionts=, is points meant\\?; write"),
}
READ = {
    # imports
    **{
        f"a module that no kit brings, {how}": (
            spoil,
            rf"{file}\.py, line {line}: sqlalchemy is imported, which .* kits",
        )
        for how, file, line, spoil in (
            ("at the top", "/double", 7, replaced("solution", "import numpy", "import sqlalchemy, numpy")),
            ("in a demonstration", "/double", 32, added("solution", SHOWN + "    from sqlalchemy import text\n")),
            ("in the checks", "test_double", 13, added("checks", "\n\nimport sqlalchemy\n")),
        )
    },
    "a relative import": (
        replaced("solution", "import numpy as np", "import numpy as np\nfrom .more import f"),
        r"/double\.py, line 8: a relative import finds nothing where a student has this file; write what is needed",
    ),
    "a magic": (
        replaced("solution", "import numpy as np", "import numpy as np\n%matplotlib inline"),
        r"/double\.py, line 8: this cannot be read \(invalid syntax\); take the magic out",
    ),
    "an exit": (
        replaced("solution", "import numpy as np", "import numpy as np\nraise SystemExit(0)"),
        r"/double\.py, line 8: could not be imported: SystemExit: 0; mend that line\.",
    ),
    # marks
    "no marks": (marks("", ""), r"double\.py, line 11: double is graded, but students would be given it"),
    **{
        f"near miss: {near}": (marks(f"    {near}\n"), NO_MARK)
        for near in (
            "# BEGIN SOLUTION",
            "###BEGIN SOLUTION",
            "## BEGIN",
            "### begin solution",
            "### Begin Solution",
            "#### BEGIN SOLUTION",
            "### BEGIN SOLUTIONS",
            "### BEGIN SOLUTION ###",
            "### BEGIN_SOLUTION",
            "# --- begin the solution ---",
            "### BEGIN SOLUTOIN",
            "### BEGIN HIDDEN TESTS",
            "y = 2 * x  ### BEGIN SOLUTION",
        )
    },
    "near miss of the end": (marks(BEGIN, "    # end solution\n"), NO_MARK),
    "no end": (marks(BEGIN, ""), r"line 20: a region begins that does not end in its cell"),
    "no begin": (marks("", END), r"line 21: a region ends that has not begun"),
    "end before begin": (
        replaced("solution", f"{BEGIN}    return 2 * x\n{END}", f"{END}    return 2 * x\n{BEGIN}"),
        r"line 20: a region ends that has not begun",
    ),
    "nested": (marks(BEGIN + BEGIN), r"line 21: a region begins in the one of line 20"),
    "marks at the top": (
        added("solution", "\n\n# %%\n### BEGIN SOLUTION\nFACTOR = 2\n### END SOLUTION\n"),
        "a mark outside of a function",
    ),
    "marks in a docstring": (
        replaced("solution", "    Args:\n", f"{BEGIN}    Args:\n{END}"),
        "a mark in a string",
    ),
    "marks in a text": (
        replaced("solution", "# # Doubling\n", "# # Doubling\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n"),
        "a mark in a text that is no question",
    ),
    "marks in a block of code": (
        added("solution", QUESTION.replace("# ### BEGIN", "# ```python\n# ### BEGIN") + "# ```\n"),
        "a mark in a block of code of a text",
    ),
    "marks across functions": (
        both(marks(BEGIN, ""), replaced("solution", "# %%\nif", f"def other():\n    pass\n{END}\n\n# %%\nif")),
        "ends in another function",
    ),
    # questions
    "a question without marks": (
        added("solution", re.sub(r"# ### .*\n", "", QUESTION)),
        "a question without a marked answer",
    ),
    "a question with a near miss": (added("solution", QUESTION.replace("# ### BEGIN", "# ## BEGIN")), NO_TEXTS_MARK),
    "a question with the marks of code": (
        added("solution", QUESTION.replace("# ### BEGIN", "### BEGIN")),
        NO_TEXTS_MARK.replace("'.*'", "'### BEGIN SOLUTION'"),
    ),
    "a question that is called as a function is": (
        added("solution", QUESTION.replace('"why"', '"double"')),
        r"double\.py, line 30: a question is called double, as a graded function is; rename one\.$",
    ),
    "a question that asks nothing": (
        added("solution", QUESTION.replace("# Why?\n#\n", "")),
        r"double\.py, line 30: a question asks nothing; write what is asked above its marks\.$",
    ),
    "a question whose model answer is empty": (
        added("solution", QUESTION.replace("# So.\n", "#\n")),
        r"double\.py, line 30: a question's model answer is empty; write one",
    ),
    "two questions of one name": (added("solution", QUESTION + QUESTION), "two questions called why"),
    "a question in a cell of code": (
        added("solution", '\n\n# %% question="why"\nFACTOR = 2\n'),
        "a question in a cell of code",
    ),
    "a question called oddly": (added("solution", QUESTION.replace("why", "why not?")), "is called 'why not\\?'"),
    **{
        f"a question's points {points}": (
            added("solution", QUESTION.replace("=2", f"={points}")),
            "is worth .* points|can't be read",
        )
        for points in ('"two"', "-1", "0", "true", "two")
    },
    "a question's unknown word": (added("solution", QUESTION.replace("points", "point")), "point means nothing"),
    "a name in a demonstration that nothing defines": (
        replaced("solution", "print(double(np.arange(3)))", "print(duoble(np.arange(3)))"),
        r"double\.py, line 27: nothing defines duoble; is double meant\?$",
    ),
    "a module in a demonstration that nothing imports": (
        replaced("solution", "print(double(", "plt.plot(double("),
        r"double\.py, line 27: nothing defines plt\.$",
    ),
    "a name in a demonstration that one further down defines": (
        replaced("solution", "print(double(np.arange(3)))", f"print(double(first))\n{SHOWN}    first = 3"),
        r"double\.py, line 27: nothing above defines first, and line 32 does; move one of them\.$",
    ),
    "a function in a demonstration that stands below it": (
        replaced("solution", "print(double(np.arange(3)))", "print(half(2))\n\n\n# %%\ndef half(x):\n    return x / 2"),
        r"double\.py, line 27: nothing above defines half, and line 31 does; move one of them\.$",
    ),
    "a name in a demonstration that is a function's own": (
        replaced("solution", "print(double(np.arange(3)))", "print(x)"),
        r"double\.py, line 27: nothing above defines x; what a function calls so is its own\.$",
    ),
    "a name in a demonstration that only a claim defines": (
        added(
            "solution",
            f"{SHOWN.replace('# %%', PROVES)}    one = double(1)\n    assert one == 2\n{SHOWN}    print(one)\n",
        ),
        r"double\.py, line 38: nothing above defines one, and line 32 does; move one of them\.$",
    ),
    # cells
    **{
        f"a cell that begins with {line}": (
            replaced("solution", "# %%\nif", f"{line}\nif"),
            rf"double\.py, line 25: '{re.escape(odd)}' (is no kind of cell|begins no cell); write `# %%",
        )
        for line, odd in (
            ("# %% [markdwon]", "[markdwon]"),
            ("# %% [Markdown]", "[Markdown]"),
            ("# %% [raw]", "[raw]"),
            ("# %% markdown", "markdown"),
            ("# %% Markdown", "Markdown"),
            ("# %% md", "md"),
            ("# %% [markdown", "[markdown"),
            ('# %% markdown question="why"', "markdown"),
            ("# %% [ markdown ] A title", "[ markdown ]"),
            ("# %% [makdown] A title", "[makdown]"),
            ("# %% A title [raw]", "[raw]"),
            ("# %", "# %"),
            ("# % [markdown]", "# % [markdown]"),
            ("#%%", "#%%"),
            ("## %%", "## %%"),
            ("# %%% More", "# %%% More"),
            ("# %%[markdown]", "# %%[markdown]"),
            ("# % question=x", "# % question=x"),
        )
    },
    "two graded functions in a cell": (
        both(
            replaced("solution", "# %%\nif", f"{SECOND.replace('# %%', '#')}\n\n# %%\nif"),
            added("checks", MORE.format("triple", "more")),
        ),
        r"double\.py, line \d+: triple stands in the cell of double; write `# %%` above it",
    ),
    "a graded function in a demonstration": (
        both(added("solution", SECOND.replace("# %%\n", "")), added("checks", MORE.format("triple", "more"))),
        r"double\.py, line \d+: triple stands in the cell of a demonstration; write `# %%` above it",
    ),
    "a demonstration in the cell of a graded function": (
        replaced("solution", "# %%\nif", "if"),
        r"double\.py, line 25: a demonstration stands in the cell of double; write `# %%` above it",
    ),
    # functions and checks
    "marked without a check": (added("solution", SECOND), r"line 33: triple is marked, but has no check"),
    "checked without marks": (
        both(
            added("solution", SECOND.replace(BEGIN, "").replace(END, "")),
            added("checks", MORE.format("triple", "more")),
        ),
        r"line \d+: triple is graded, but students would be given it",
    ),
    "checked and not there": (added("checks", MORE.format("triple", "more")), "test_more grades triple, which .* not"),
    "a graded function that is async": (
        replaced("solution", "def double", "async def double"),
        r"double\.py, line 11: double is `async def`, whose calls give nothing that could be compared; write `def`\.$",
    ),
    "a check that is async": (
        replaced("checks", "def test", "async def test"),
        r"test_double\.py, line 6: test_double_values is `async def`, and nothing waits for it; write `def`\.$",
    ),
    "a whole mistake that is async": (
        added("mistakes", WHOLE.format('@mistake("double", "No.")').replace("def two", "async def two")),
        r"mistakes\.py, line 13: two can't be called as double is \(it is `async def`\); give it",
    ),
    "two functions of one name": (
        added("solution", SECOND.replace("triple", "double")),
        r"double\.py, line \d+: there is another double in line 11",
    ),
    "two checks of one name": (added("checks", MORE.format("double", "double_values")), "another test_double_values"),
    "two tests that hold one check": (
        both(
            replaced("checks", "points=2", "points=2, untouched=1"),
            added("checks", MORE.format("double", "more").replace('")', '", untouched=1)', 1)),
        ),
        r"line 13: `untouched` makes test_double_leaves_its_arguments in line 6, too; take one of them away\.$",
    ),
    "a test without a decorator": (
        added("checks", "\n\ndef test_more(student):\n    pass\n"),
        r"test_double\.py, line 13: test_more is no check; write @asks",
    ),
    "a decorator that was not called": (
        added("checks", '\n\n@asks\ndef test_more(rng):\n    """Asked."""\n'),
        r"test_double\.py, line 13: asks isn't used so: it lacks its call; write `@asks\(\"function\", points=2\)`\.",
    ),
    "a class of tests": (added("checks", "\n\nclass TestMore:\n    pass\n"), "TestMore is no check"),
    "no docstring of a check": (replaced("checks", '    """Every entry is doubled."""\n', ""), "has no docstring"),
    "no docstring of a function": (
        lambda unit: unit.solution.write_text(re.sub(r'    """Twice(.|\n)*?"""\n', "", unit.solution.read_text())),
        r"line 11: double has no docstring",
    ),
    "a function that a check asks for by another name": (
        both(
            added("checks", PASSED.replace("student", "student, rng") + "    student.duoble(3)\n"),
            replaced("checks", "asks, case", "asks, case, check"),
        ),
        r"test_double\.py, line 16: student\.duoble is nothing that the solution defines; is double meant\?$",
    ),
    "a part that there is not": (replaced("checks", "points=2", 'points=2, parts=("a", "b"), only="c"'), "'c' alone"),
    "parts in one string": (replaced("checks", "points=2", 'points=2, parts="ab"'), "has the parts 'ab'"),
    **{
        f"points {points}": (replaced("checks", "points=2", f"points={points}"), POINTS.format(".*"))
        for points in ('"3"', "-1", "0", "True", "None", 'float("nan")', 'float("inf")', "1e308", "10**400")
    },
    "points of which no sum can be made": (
        replaced("checks", "points=2", "points=2, untouched=10**7"),
        r"line 6: test_double_leaves_its_arguments is worth 10000000 points; write a number above zero, 1,000,000 at",
    ),
    **{
        f"the reason {word}={reason}": (
            both(
                replaced("checks", "asks, case", "check"),
                replaced("checks", "@asks", "@check"),
                replaced("checks", "(rng)", "(rng, case=None)"),
                replaced("checks", "points=2", f"points=2, {word}={reason}"),
            ),
            rf"test_double\.py, line 6: test_double_values has {word}=.*; write the reason in quotes: {word}=\"",
        )
        for word, reason in (("fixed", "True"), ("fixed", '" "'), ("whole", "1"), ("fixed", "False"))
    },
    "untouched is no number": (replaced("checks", "points=2", 'points=2, untouched="1"'), "is worth '1' points"),
    "a typo at the top of the checks": (
        replaced("checks", '@asks("double"', "@asks(double"),
        r"test_double\.py, line 6: nothing defines double\.$",
    ),
    "a name that no run of the checks comes to": (
        added("checks", "    if len(shape) > 3:\n        raise ValueErorr(shape)\n"),
        r"test_double\.py, line 12: nothing defines ValueErorr; is ValueError meant\?$",
    ),
    "a name in a whole mistake that nothing defines": (
        added("mistakes", WHOLE.format('@mistake("double", "No.")').replace("return x", "return pn.array(x)")),
        r"mistakes\.py, line 14: nothing defines pn\.$",
    ),
    "a name in an alternative that nothing defines": (
        added("alternatives", WHOLE.format('@alternative("double")').replace("return x", "return x + xx")),
        r"alternatives\.py, line 16: nothing defines xx\.$",
    ),
    "checks that a loop makes": (
        added(
            "checks",
            '\n\nfor n in (2, 3):\n    @asks("double")\n    def test_more(rng, n=n):\n'
            '        """Asked."""\n        yield case(rng.random(n))\n',
        ),
        r"test_double\.py, line 14: test_more has no name of its own in the end, and would not count; write each at",
    ),
    # lists
    "mistakes that a loop makes": (
        added("mistakes", 'for more in ("3 * x", "x"):\n    other = of("2 * x", more, "No.")\n'),
        r"mistakes\.py, line 8: this mistake of double has no name of its own in the end, and would not count; write",
    ),
    "mistakes in a list": (
        added("mistakes", 'others = [of("2 * x", more, "No.") for more in ("3 * x", "x")]\n'),
        r"mistakes\.py, line 7: this mistake of double has no name of its own in the end",
    ),
    "whole mistakes that a function makes": (
        added(
            "mistakes",
            "\n\nfrom deltarule import mistake\n\n\ndef make(n):\n"
            '    @mistake("double", "No.")\n    def some(x):\n        return n * x\n\n    return some\n\n\n'
            "others = {n: make(n) for n in (3, 4)}\n",
        ),
        r"mistakes\.py, line 13: some has no name of its own in the end",
    ),
    "wrong answers in a list": (
        added(
            "mistakes",
            '\n\nfrom deltarule import wrong_answers\n\nof = wrong_answers("double")\nothers = [of(3, "No.")]\n',
        ),
        r"mistakes\.py, line 12: this mistake of double has no name of its own in the end",
    ),
    "alternatives that a loop makes": (
        added(
            "alternatives",
            '\n\nfor n in (2, 2.0):\n    @alternative("double")\n    def some(x, n=n):\n        return n * x\n',
        ),
        r"alternatives\.py, line 12: some has no name of its own in the end",
    ),
    "two mistakes of one name": (
        added("mistakes", 'squared = of("2 * x", "x", "Once.")\n'),
        r"mistakes\.py, line 7: there is another squared in line 6",
    ),
    "a mistake without a name": (added("mistakes", 'of("2 * x", "x", "Once.")\n'), "line 7: this mistake has no name"),
    "a mistake that an import had named": (
        replaced("mistakes", "of = changes", "from .double import squared\n\nof = changes"),
        "there is another squared in line 5",
    ),
    "two alternatives of one name": (
        added("alternatives", '\n\n@alternative("double")\ndef added(x):\n    return x * 2\n'),
        r"alternatives\.py, line 12: there is another added in line 7",
    ),
    "a mistake with other arguments": (
        added(
            "mistakes",
            '\n\nfrom deltarule import mistake\n\n\n@mistake("double", "No.")\ndef two(x, y):\n    return x\n',
        ),
        r"mistakes\.py, line 13: two can't be called as double is",
    ),
    "a draft whose sentence is still to be written": (
        added("mistakes", 'tripled = of("2", "3", "TODO: say what is wrong.")\n'),
        r"mistakes\.py, line 7: tripled still says TODO; write the sentence that helps whoever makes this mistake\.$",
    ),
    **{
        f"a mistake whose sentence is {sentence}": (
            added("mistakes", f'tripled = of("2", "3", {sentence})\n'),
            r"mistakes\.py, line 7: tripled has no sentence; write the sentence that helps whoever makes",
        )
        for sentence in ('""', '"  "', r'"\n"')
    },
    "a whole mistake whose sentence is blank": (
        added("mistakes", WHOLE.format('@mistake("double", " ")')),
        r"mistakes\.py, line 13: two has no sentence",
    ),
    "a wrong answer without a sentence": (
        both(
            replaced("solution", "def double(x)", "def double(x=0)"),
            replaced("mistakes", "import changes", "import changes, wrong_answers"),
            added("mistakes", 'of = wrong_answers("double")\nfour = of(4, "")\n'),
        ),
        r"mistakes\.py, line 8: four has no sentence",
    ),
    "an alternative with other arguments": (
        added("alternatives", '\n\n@alternative("double")\ndef two():\n    return 2\n'),
        r"alternatives\.py, line 12: two can't be called as double is",
    ),
    "a change of a piece that is misspelt": (
        added("mistakes", 'other = of("retrun 2 * x", "return x", "No.")\n'),
        r"mistakes\.py, line 7: double in .* doesn't hold \(any more\) the piece 'retrun 2 \* x'; write it as it",
    ),
    "a change to what is no Python": (
        added("mistakes", 'other = of("2 * x", "2 * * x", "No.")\n'),
        r"mistakes\.py, line 7: double, changed, is no Python",
    ),
    "a change to a name that nothing defines": (
        added("mistakes", 'other = of("2 * x", "2 * np.abss(y)", "No.")\n'),
        r"mistakes\.py, line 7: in what other makes of it, nothing defines y\.$",
    ),
    "a change to a name that is misspelt": (
        added("mistakes", 'other = of({"return 2 * x": """\n    twice = 2 * x\n    return twcie\n"""}, "No.")\n'),
        r"mistakes\.py, line 7: in what other makes of it, nothing defines twcie",
    ),
    "a mistake of nothing": (
        added(
            "mistakes", '\n\nfrom deltarule import mistake\n\n\n@mistake("triple", "No.")\ndef two(x):\n    return x\n'
        ),
        "two is listed for triple, which .* does not have",
    ),
    "a mistake of what has no check": (
        both(
            added("solution", SECOND.replace(BEGIN, "").replace(END, "")),
            added("mistakes", 'tripled = changes("triple")("3 * x", "x", "Once.")\n'),
        ),
        r"line 7: tripled is listed for triple, which has no check",
    ),
    "an alternative among the mistakes": (
        added(
            "mistakes", '\n\nfrom deltarule import alternative\n\n\n@alternative("double")\ndef two(x):\n    return x\n'
        ),
        "two is an alternative; list it in alternatives.py",
    ),
    # hints
    **{
        f"a hint that holds {line}": (
            replaced("solution", "def double", f"# Hint: Think of a sum.\n# Hint: {line}\ndef double"),
            r"double\.py, line 13: hint 2 on double gives the line away, `2 \* x`; say what to think of\.$",
        )
        for line in ("return 2 * x", "It is `2*x`.")
    },
    # random numbers
    **{
        f"a draw by {call}": (
            both(
                replaced("checks", "from deltarule", f"{imported}\nfrom deltarule"),
                replaced("checks", "rng.standard_normal(shape)", call),
            ),
            rf"test_double\.py, line 11: {named} draws from a state that all share, and gives others each time; draw",
        )
        for imported, call, named in (
            ("import numpy as np", "np.random.randn(*shape)", "numpy.random.randn"),
            ("import random", "random.random()", "random.random"),
            ("from numpy.random import rand", "rand(*shape)", "numpy.random.rand"),
        )
    },
    "a generator that outlives a check": (
        both(
            replaced("checks", "from deltarule", "import numpy as np\nfrom deltarule"),
            replaced("checks", "\n\n\n@asks", "\n\nDICE = np.random.default_rng(3)\n\n\n@asks"),
            replaced("checks", "rng.standard_normal(shape)", "DICE.standard_normal(shape)"),
        ),
        r"test_double\.py, line 6: DICE outlives a check, so that what is drawn from it hangs on which checks ran",
    ),
    # rules
    **{
        f"an import that {table} forbids": (
            lambda unit, table=table: settings(unit, f'[forbidden]\n{table} = ["numpy"]'),
            r"double\.py, line 7: numpy is imported, which .*course\.toml forbids here under \[forbidden\]; do without",
        )
        for table in ("every_unit", '"1_double"')
    },
    # what would not count, or say nothing
    "a check inside a function that nobody calls": (
        added("checks", "\n\ndef group():" + MORE.format("double", "more").replace("\n", "\n    ").rstrip() + "\n"),
        r"test_double\.py, line \d+: test_more would not count, for what it stands in isn't run; write it",
    ),
    "an alternative that isn't run": (
        added(
            "alternatives",
            '\n\nif False:\n\n    @alternative("double")\n    def two(x):\n        return x + x\n',
        ),
        r"alternatives\.py, line \d+: two would not count, for what it stands in isn't run; write it at the margin",
    ),
    "a solution that does nothing": (
        replaced("solution", "    return 2 * x\n", "    pass\n"),
        r"double\.py, line 11: double does nothing; write between its marks what students are to write\.",
    ),
    "a mistake that is another one": (
        added("mistakes", 'again = of("2 * x", "x  *  x", "The square.")\n'),
        r"mistakes\.py, line 7: again makes of double what squared makes of it; drop one of them\.$",
    ),
    **{
        f"a mistake whose sentence is {sentence}": (
            added("mistakes", f'WHAT = "x"\ntripled = of("2", "3", "{sentence}")\n'),
            rf"mistakes\.py, line 8: {said}",
        )
        for sentence, said in {
            "...": "tripled has no sentence; write",
            "FIXME: say it.": "tripled still says FIXME; write",
            "This is {WHAT}.": r"the sentence of tripled holds \{WHAT\} as it stands; write f before its quotes\.$",
            "Write `2*x`.": r"the sentence of tripled gives the line away, `2 \* x`; say what to think of\.$",
        }.items()
    },
    "a check whose docstring is the line": (
        replaced("checks", "Every entry is doubled.", "The answer is 2*x."),
        r"line 7: the docstring of test_double_values gives the line away, `2 \* x`; say what to think of\.$",
    ),
    "two parts of one name": (
        replaced("checks", "points=2", 'points=2, parts=("a", "a")'),
        "give each a name of its own",
    ),
    **{
        f"{word} that is a text": (
            replaced("checks", "points=2", f'points=2, {word}="no"'),
            rf"line 6: test_double_values has {word}='no'; write {word}=True, or leave it out\.$",
        )
        for word in ("exact", "printed")
    },
    "a row of a quiz that is none": (
        both(
            replaced("checks", "asks, case", "asks, case, quiz"),
            added("checks", '\n\ntest_quiz = quiz("double")\n'),
        ),
        r"line \d+: A quiz holds 'double', which is no row; write answer\(",
    ),
    # files and names
    **{
        f"a list called {name}": (
            beside("solution", name),
            rf"{name}: nobody would get this file, .*; rename it, if {meant} is meant; else take it away\.$",
        )
        for name, meant in {
            "mistake.py": "mistakes.py",
            "Alternatives.py": "alternatives.py",
            "equivalent.toml": "equivalents.toml",
        }.items()
    },
    "a file of data": (beside("exercise", "data.csv"), "data.csv: nobody would get this file"),
    "a file of data that is to be named": (
        beside("exercise", "data.csv"),
        r'where code opens it, name it in .*course\.toml: \[data\], "1_double" = \["data\.csv"\]; else take it away\.$',
    ),
    "a file of data beside the solution": (
        beside("solution", "data.csv"),
        r"grader; where code opens it, put it into .*exercises/1_double and name it in",
    ),
    "a module that is to be written elsewhere": (
        beside("solution", "helpers.py"),
        r"grader; write what is needed of it into double\.py, and take it away\.$",
    ),
    "a module beside the solution": (beside("solution", "helpers.py"), "helpers.py: nobody would get this file"),
    "a syntax error": (
        replaced("checks", "yield case", "yield yield case"),
        r"test_double\.py, line \d+: .*cannot be read",
    ),
}


def test_a_unit_that_is_right_has_no_slips(tiny, zygote):
    assert list(slips_of(tiny)) == []
    assert rehearsed(tiny, zygote) == []


@pytest.mark.parametrize("slip", READ)
def test_a_slip_is_told_with_its_place(tiny, slip):
    spoil, sentence = READ[slip]
    spoil(tiny)
    with pytest.raises(UserError, match=sentence):
        build(tiny)


@pytest.mark.parametrize("used", MISUSED)
def test_what_lists_and_checks_are_made_of_is_told_alone_where_it_is_used_wrongly(tiny, used):
    file, line, sentence = MISUSED[used]
    added(file, WHOLE.format(used))(tiny)
    (said,) = slips_of(tiny)
    assert re.search(rf"{getattr(tiny, file).name}, line {line}: .*{sentence}", said)


def test_a_row_that_makes_the_check_of_another_is_told_with_its_line(tiny):
    added("solution", QUIZ.format(hints=""))(tiny)
    rows = ROW.format("All of it.").replace("\n)\n", ',\n    answer("layers", "All once more."),\n)\n')
    added("checks", rows)(tiny)
    line = tiny.checks.read_text().split("\n").index('    answer("layers", "All once more."),') + 1
    (said,) = slips_of(tiny)
    assert said == f"{tiny.checks}, line {line}: there is another row for test_layers in line {line - 1}; " + (
        "give each a `name` of its own."
    )


def test_a_row_about_an_entry_that_the_answer_lacks_is_told_with_its_line(tiny):
    added("solution", QUIZ.format(hints=""))(tiny)
    added("checks", ROW.format("All of it.").replace('it."', 'it.", "wieghts", name="sum"'))(tiny)
    line = tiny.checks.read_text().split("\n").index('    answer("layers", "All of it.", "wieghts", name="sum")') + 1
    with pytest.raises(UserError, match=rf"test_double\.py, line {line}: A check asks for 'wieghts' of layers"):
        build(tiny)


@pytest.mark.parametrize(
    "row",
    [
        'answer(question="layers", asked="There are 56.")',
        'answer(asked="There are 56.", question="layers", name="all")',
        'answer(ASKED, "There are 56.")',
        '*(answer(name, "There are 56.") for name in [ASKED])',
    ],
)
def test_a_slip_in_a_row_is_told_with_its_line_however_the_row_is_written(tiny, row):
    added("solution", QUIZ.format(hints=""))(tiny)
    added("checks", ROW.replace('answer("layers", "{}")', row).replace("test_quiz", 'ASKED = "layers"\ntest_quiz'))(
        tiny
    )
    line = tiny.checks.read_text().split("\n").index(f"    {row}") + 1
    (said,) = slips_of(tiny)
    assert re.search(rf"test_double\.py, line {line}: the sentence of .* holds an answer, 56", said)


QUIZ = '''

# %%
{hints}def layers():
    """How many weights have 8 inputs and 7 neurons, and is a layer "dense" or "sparse"?"""
    ### BEGIN SOLUTION
    return {{"weights": 8 * 7, "name": "fully connected", "kind": "dense", "inputs": 8, "rest": 1 / 3}}
    ### END SOLUTION
'''
ROW = '\n\nfrom deltarule import answer, quiz\n\ntest_quiz = quiz(\n    answer("layers", "{}")\n)\n'
WRONG = 'from deltarule import wrong_answers\n\nof = wrong_answers("layers")\nsum_ = of({{"weights": 15}}, "{}")\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("There are 56 of them.", "56"),
        ("Each is Fully  connected.", "fully connected"),
        ("A part of 0.333333 is left.", "0.333333"),
        ("Think of 8 inputs, 56.5 and a dense layer, 1 by 1.", ""),
    ],
)
@pytest.mark.parametrize("where", ["hint", "row", "mistake"])
def test_what_holds_an_answer_of_a_quiz_is_told_unless_the_question_has_it(tiny, where, text, told):
    added("solution", QUIZ.format(hints=f"# Hint: {text}\n" if where == "hint" else ""))(tiny)
    added("checks", ROW.format(text if where == "row" else "All of it."))(tiny)
    added("mistakes", "\n\n" + WRONG.format(text if where == "mistake" else "They are multiplied."))(tiny)
    found = list(slips_of(tiny))
    assert len(found) == bool(told), found
    assert all(re.search(rf"line \d+: .* holds an answer, {told}; say what to think of\.$", said) for said in found)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("\n\n    It is 56.\n    ", "56"),
        ("\n\n    Returns:\n        A dict, its `weights` 56.\n    ", "56"),
        ("\n\n    A layer of this kind is fully connected.\n    ", "fully connected"),
        (" (The answer is 56.) So, how many?", "56"),
        ("\n\n    >>> layers()\n    {'weights': 56}\n    ", "{'weights': 56}"),
        (" Choose among 55, 56 and 57.", ""),
        (' Write "dense", "fully connected" or "sparse".', ""),
        ("\n\n    - fully connected: a choice\n    - dense:\n      another\n    ", ""),
        (" The 56 inputs of a dense layer, of how many is it?", ""),
        ("\n\n    Returns:\n        A dict of 5.\n    ", ""),
    ],
)
def test_a_question_of_a_quiz_that_holds_its_own_answer_is_told_unless_it_is_one_of_several(tiny, more, told):
    added("solution", QUIZ.format(hints="").replace('sparse"?', f'sparse"?{more}'))(tiny)
    added("checks", ROW.format("All of it."))(tiny)
    found = [said for said in slips_of(tiny) if "example" not in said]
    line = tiny.solution.read_text().split("\n").index("def layers():") + 1
    said = f"{tiny.solution}, line {line}: the docstring of layers holds its own answer, {told}; take that out."
    assert found == ([said] if told else [])


@pytest.mark.parametrize(
    ("file", "maker"), [("mistakes", r'@mistake\("...", "..."\)'), ("alternatives", r'@alternative\("..."\)')]
)
def test_a_whole_version_without_its_decorator_is_told(tiny, file, maker):
    added(file, "\n\ndef forgotten(x):\n    return forgotten(x[1:]) + _helper(x)\n\n\ndef _helper(x):\n    return x\n")(
        tiny
    )
    (said,) = slips_of(tiny)
    told = rf"{file}\.py, line \d+: forgotten would not count, and nothing uses it; write {maker} above it, or take it"
    assert re.search(told, said)


def test_what_is_called_as_ours_and_is_none_of_ours_is_used_as_its_author_likes(tiny):
    added("alternatives", "\n\ndef mistake(body):\n    return body\n\n\n@mistake\ndef two(x):\n    return x\n")(tiny)
    assert list(slips_of(tiny)) == []


@pytest.mark.parametrize("file", ["solution", "checks", "mistakes", "alternatives"])
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda text: text.replace(b"\n", b"\n# na\xefve\n", 1),
            "line 2: this is no UTF-8; save the file in that encoding",
        ),
        (lambda text: text.replace(b"\n", b"\n\n\0", 1), "line 3: a NUL character stands here, which no text has"),
        (
            lambda text: b"\xef\xbb\xbf" + text,
            "line 1: a byte order mark stands here; save the file as UTF-8 without BOM",
        ),
    ],
)
def test_a_file_that_is_no_text_of_pythons_is_told_with_its_line(tiny, file, spoil, sentence):
    path = getattr(tiny, file)
    path.write_bytes(spoil(path.read_bytes()))
    assert [said.removesuffix(".").split(";")[0] for said in slips_of(tiny)] == [f"{path}, {sentence}".split(";")[0]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[mutant]]\nfunction =\n", r"equivalents\.toml cannot be read: .*line 2.*Mend that line"),
        (
            '[[mutant]]\nfunction = "double"\n',
            r"equivalents\.toml should list mutants with function, was, .*: .*`was`.*mutant\[0\]",
        ),
        ("[[mutnat]]\n", r"equivalents\.toml should list mutants .* unknown field `mutnat`"),
        ("mutant = 3\n", r"equivalents\.toml should list mutants"),
        ('[[distortion]]\nname = "a"\nfunctions = "double"\nreason = "So."', "array.*str.*functions"),
        ('[[check]]\nname = "a"\nresaon = "So."', "unknown field `resaon`"),
        ('[[check]]\nname = "a"\nreason = " "', r"\[\[check\]\] number 1 has an empty reason; write why"),
        ("# caf\xe9\n", r"equivalents\.toml, line 1: this is no UTF-8"),
    ],
)
def test_a_broken_list_of_equivalents_is_a_slip(tiny, text, sentence):
    tiny.solution.with_name("equivalents.toml").write_text(text, "latin-1")
    (said,) = slips_of(tiny)
    assert re.search(sentence, said)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[[mutant]]\nfunction = "double"\nwas = "return 3 * x"\nline = "return 4 * x"\nreason = "So."\n',
            "line 4: this mutant is of `return 3 * x`, no line of double (any more); mend it, or drop it.",
        ),
        (
            '[[mutant]]\nfunction = "duoble"\nwas = "return 2 * x"\nline = "return x"\nreason = "So."\n',
            "line 4: this mutant is of duoble, which is no graded function; is double meant?",
        ),
        (
            '[[distortion]]\nname = "truncated"\nfunctions = ["half"]\nreason = "So."\n',
            "line 4: this distortion is of half, which is no graded function.",
        ),
        (
            '[[check]]\nname = "test_double_value"\nreason = "So."\n',
            "line 4: this check is of test_double_value, which there is not; is test_double_values meant?",
        ),
    ],
)
def test_an_entry_of_equivalents_about_what_is_not_there_is_told_with_its_line(tiny, text, sentence):
    path = tiny.solution.with_name("equivalents.toml")
    right = '[[distortion]]\nname = "truncated"\nfunctions = ["double"]\n'
    path.write_text(f'# ours\n\n\n{text}\n{right}reason = "So."\n')
    assert list(slips_of(tiny)) == [f"{path}, {sentence}"]


@pytest.mark.parametrize(
    "guard",
    [
        "if __name__ == '__main__':\n",
        'if __name__=="__main__":\n',
        'if __name__ == "__main__":  # to look at\n',
        '# Look.\nif __name__ == "__main__":\n',
        'n = 3\nif __name__ == "__main__":\n',
    ],
)
def test_a_demonstration_that_would_not_be_known_for_one_is_a_slip(tiny, guard):
    replaced("solution", 'if __name__ == "__main__":\n', guard)(tiny)
    (said,) = slips_of(tiny)
    assert re.search(r'line 2\d: a demonstration\'s cell begins with `if __name__ == "__main__":`; write that', said)


@pytest.mark.parametrize(
    "shown", ["print(double(3))", "for n in [1]:\n    print(double(n))", "class Two:\n    a = double(1)"]
)
def test_a_call_of_what_students_have_not_written_yet_is_a_slip_outside_of_a_demonstration(tiny, shown):
    added("solution", f"\n\n# %%\n{shown}\n")(tiny)
    (said,) = slips_of(tiny)
    assert re.search(r"line \d+: double is called while the file is loaded, where students have written nothing", said)


def test_a_function_may_call_what_students_write(tiny):
    added("solution", "\n\n# %%\ndef four(x, how=lambda x: double(x)):\n    return double(how(x))\n")(tiny)
    assert [*slips_of(tiny)] == []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            added("checks", MORE.format("double", "double_values")),
            r"test_double\.py, line 14: there is another test_double_values in line 7, and only one would count",
        ),
        (
            both(replaced("checks", '"double"', '"duoble"'), replaced("checks", "points=2", "points=2, untouched=1")),
            r"line 7: test_double_values grades duoble, which .*double\.py does not define; is double meant\?",
        ),
        *(
            (
                both(added("solution", f"\n\n# %%\n{text}"), replaced("checks", '"double"', '"twice"')),
                r"test_double_values grades twice, which .*double\.py makes in another way than by `def` or `class`",
            )
            for text in ("twice = lambda x: double(x)\n", "if True:\n\n    def twice(x):\n        return double(x)\n")
        ),
    ],
)
def test_what_follows_from_a_slip_is_not_told_beside_it(tiny, spoil, sentence):
    spoil(tiny)
    (said,) = slips_of(tiny)
    assert re.search(sentence, said)


@pytest.mark.parametrize("lines", [0, 1, 2, 5])
def test_a_question_that_is_right_is_no_slip_however_many_empty_lines_follow(tiny, lines):
    added("solution", QUESTION + "\n" * lines + QUESTION.strip().replace("why", "how") + "\n" * lines)(tiny)
    assert list(slips_of(tiny)) == []


def test_whatever_gives_a_name_a_value_defines_it(tiny):
    demonstration = """
    import os.path as where, sys
    for i, (j, *rest) in enumerate([(1, 2)]):
        with open(os.devnull if (os := where.os) else __file__) as file:
            print([k for k in rest], lambda x, *y, z=1, **w: (x, y, z, w), file, i, j, sys, __name__)
    try:
        display(get_ipython())
    except NameError as error:
        print(error)
    match {"a": 1}:
        case {"a": one, **others}:
            print(one, others)
        case [first, *more] as whole:
            print(first, more, whole)
"""
    tiny.solution.write_text(tiny.solution.read_text() + demonstration)
    assert list(slips_of(tiny)) == []
    tiny.solution.write_text(tiny.solution.read_text() + "    from math import *\n    print(cos(1))\n")
    assert list(slips_of(tiny)) == []


def test_a_name_may_be_used_further_up_in_what_waits_for_a_call_and_by_a_claim_that_follows_another(tiny):
    demonstration = (
        "    def later():\n        return after\n\n    either = lambda: after\n    after = 3\n    print(later())\n"
    )
    counting = "    count()\n    print(counted)\n"
    claims = "    one = double(1)\n    assert one == 2\n", "    assert one == after - 1\n"
    count = "\n\n# %%\ndef count():\n    global counted\n    counted = 1\n"
    added("solution", count + SHOWN + demonstration + counting)(tiny)
    added("solution", "".join(SHOWN.replace("# %%", PROVES) + claim for claim in claims))(tiny)
    assert list(slips_of(tiny)) == []


def test_mistakes_may_be_given_names_in_a_loop(tiny):
    added("mistakes", 'for n in (3, 4):\n    globals()[f"times_{n}"] = of("2", str(n), "No.")\n')(tiny)
    assert list(slips_of(tiny)) == []


def test_a_name_that_python_gives_or_whose_absence_is_caught_needs_no_definition(tiny):
    demonstration = """
    class Shown:
        print(__module__, __qualname__)

        def own(self):
            return __class__

    print(__annotations__, __builtins__)
    try:
        print(missing)
    except (ValueError, NameError):
        print("It is missing.")
"""
    added("solution", demonstration)(tiny)
    assert list(slips_of(tiny)) == []
    added("solution", "    try:\n        print(1)\n    except NameError:\n        print(lacking)\n")(tiny)
    added("solution", "    try:\n        print(absent)\n    except Exception:\n        print(1)\n")(tiny)
    assert {said.rpartition(": ")[2] for said in slips_of(tiny)} == {
        "nothing defines lacking.",
        "nothing defines absent.",
    }


def test_words_that_only_look_like_the_beginning_of_a_cell_are_none(tiny):
    text = "# %% [markdown]\n# % of all, [md] and `%%timeit`:\n#\n#     %matplotlib inline\n"
    code = '# %% proves="a[0] is [0], the first"\nif __name__ == "__main__":\n    assert double(1) == 2  # % [raw]\n'
    added("solution", f"\n\n{text}\n\n{code}")(tiny)
    assert list(slips_of(tiny)) == []


@pytest.mark.parametrize(
    "header",
    [
        "Numbers in [0, 1]",
        "[0, 1] as numbers",
        "[Optional] More",
        "How markdown works",
        "Markdown and code",
        "Approved values",
        "We prove it",
        "What proves it: x=1",
        "Improved",
        'tags=["remove"]',
        '[markdown] tags=["remove"]',
        "[markdown] Numbers in [0, 1]",
        "[md]",
    ],
)
def test_a_cell_may_have_any_title_and_metadata(tiny, header):
    line = "# So." if header.startswith("[m") else "SO = 1"
    added("solution", f"\n\n# %% {header}\n{line}\n")(tiny)
    assert list(slips_of(tiny)) == []


def test_a_decorator_that_hides_what_a_function_takes_makes_no_slip_of_the_lists(tiny):
    noted = "def noted(f):\n    def inner(*args, **kwargs):\n        return f(*args, **kwargs)\n\n    return inner\n"
    replaced("solution", "def double(x)", f"{noted}\n\n# %%\n@noted\ndef double(x)")(tiny)
    assert list(slips_of(tiny)) == []


def test_words_that_only_sound_like_a_mark_are_none(tiny):
    added("solution", "\n\n# %% [markdown]\n# We begin solutions with a drawing.\n#\n# ## Begin\n#\n# The end.\n")(tiny)
    replaced("solution", "    return 2 * x\n", "    # begin with the solution of the smaller one\n    return 2 * x\n")(
        tiny
    )
    assert list(slips_of(tiny)) == []


def test_checks_and_functions_called_like_a_notebooks_cells_do_not_meet(tiny):
    added("solution", SECOND.replace("triple", "check_double"))(tiny)
    added("checks", MORE.format("check_double", "more"))(tiny)
    assert list(slips_of(tiny)) == []


def test_what_a_kit_brings_or_its_note_names_may_be_imported_and_what_may_be_missing(tiny):
    settings(tiny, '[kit]\nrequires = ["matplotlib"]\nnote = "Needs `SQLAlchemy`."\n')
    shown = "    import PIL\n    from sqlalchemy import text\n"
    shown += "    try:\n        import jinja2\n    except ImportError:\n        pass\n"
    added("solution", SHOWN + shown)(tiny)
    within = "    ### BEGIN SOLUTION\n    import jinja2\n\n    assert jinja2\n"
    both(replaced("solution", BEGIN, within), added("checks", "\n\nimport matplotlib.pyplot\n"))(tiny)
    assert list(slips_of(tiny)) == []


def test_what_is_installed_is_not_looked_through_where_a_unit_imports_what_every_kit_has(tiny, monkeypatch):
    monkeypatch.setattr(packages.importlib.metadata, "packages_distributions", lambda: pytest.fail("looked"))
    assert list(slips_of(tiny)) == []


def test_slips_are_told_all_at_once():
    with pytest.raises(UserError, match=r"^one\ntwo$"):
        refuse(["one", "two", "one"])
    refuse([])


# --- what only a run shows ---------------------------------------------------------------------------------------

RUN = {
    "a stub that earns points": (
        both(replaced("checks", "asks, case", "asks, case, check"), added("checks", PASSED)),
        r"test_double\.py, line 14: test_more is passed before anything is written",
    ),
    "the same on every seed": (
        replaced("checks", "rng.standard_normal(shape)", "1.0 + len(shape)"),
        r"line 7: test_double_values asks the same on every seed, .* draw from rng",
    ),
    "other cases on the same seed": (
        both(
            replaced("checks", "from deltarule", "import numpy as np\n\nfrom deltarule"),
            replaced("checks", "rng.standard_normal(shape)", "np.random.default_rng().standard_normal(shape)"),
        ),
        r"line 9: test_double_values asks something else whenever it runs, with the same seed, too; draw from its rng",
    ),
    "what is left for all that runs next": (
        replaced("solution", "return 2 * x", "np.random.random()\n    return 2 * x"),
        r"double\.py, line 11: double seeds NumPy's own random numbers,",
    ),
    "a mistake that is none": (
        added("mistakes", 'summed = of("2 * x", "x + x", "No.")\n'),
        r"mistakes\.py, line 7: summed answers as double does in every case",
    ),
    "a mistake that raises in every case": (
        added("mistakes", 'called = of("2 * x", "2(x)", "No.")\n'),
        r"mistakes\.py, line 7: called raises a TypeError in every case",
    ),
    "a check whose cases are all one": (
        both(
            replaced("checks", "for shape in [(3,), (2, 4)]:", "x = rng.standard_normal(3)\n    for _ in range(3):"),
            replaced("checks", "yield case(rng.standard_normal(shape))", "yield case(x)"),
        ),
        r"line 7: all 3 cases of test_double_values are one; draw each anew, or ask it once",
    ),
    "what works in this process alone": (
        both(
            replaced("solution", "import numpy as np", "import sys\n\nimport numpy as np"),
            replaced(
                "solution",
                "return 2 * x",
                "assert 'deltarule.authoring.building.recorder' in sys.modules\n    return 2 * x",
            ),
        ),
        r"line 7: test_double_values fails on the solution when it is graded \(double raised AssertionError",
    ),
}


@pytest.mark.parametrize("slip", RUN)
def test_a_slip_that_only_a_run_shows_is_told_with_its_place(tiny, slip, zygote):
    spoil, sentence = RUN[slip]
    spoil(tiny)
    (said,) = rehearsed(tiny, zygote)
    assert re.search(sentence, said)


UNSETTLED = {
    "cases in a set's order": (
        added(
            "checks",
            '\n\n@asks("double")\ndef test_more(rng):\n    """Asked."""\n'
            '    for name in {"one", "two", "three", "four", "five"}:\n        yield case(rng.random(len(name)))\n',
        ),
        r"line 14: test_more asks something else whenever Python is started anew; sort what has no order",
    ),
    "an answer in a set's order": (
        both(
            added(
                "solution",
                '\n\n# %%\ndef kinds(names):\n    """All names, each once."""\n'
                f"{BEGIN}    return list(set(names))\n{END}",
            ),
            added(
                "checks",
                '\n\n@asks("kinds", fixed="names are names")\ndef test_kinds(rng):\n    """Asked."""\n'
                "    yield case([*'abcdefghij'])\n",  # in one order twice once in millions
            ),
        ),
        r"test_kinds finds that kinds of the solution answers otherwise whenever Python is started anew; sort",
    ),
    "a start that fails in another process": (
        added("checks", "\n\nimport os\n\nMORE = {1}\nassert os.environ.get('PYTHONHASHSEED') not in set('1234')\n"),
        r"test_double\.py: the checks run here, and not where Python is started anew: .*AssertionError",
    ),
}


@pytest.mark.parametrize("slip", UNSETTLED)
def test_what_goes_by_the_order_of_a_set_is_told_before_another_process_meets_it(tiny, slip):
    spoil, sentence = UNSETTLED[slip]
    spoil(tiny)
    with pytest.raises(UserError, match=sentence):
        build(tiny)


def test_a_set_whose_order_does_not_matter_is_no_slip(tiny, zygote):
    replaced("checks", "rng.standard_normal(shape)", 'rng.standard_normal(len(sorted({"one", "two"})))')(tiny)
    assert rehearsed(tiny, zygote) == []


def test_what_is_drawn_at_the_top_of_the_checks_once_for_all_is_no_slip(tiny):
    top = "DICE = np.random.default_rng(3)\nTABLE = DICE.random(3)\n"
    replaced("checks", "\n\n\n@asks", f"\n\n{top}\n\n@asks")(tiny)
    replaced("checks", "from deltarule", "import numpy as np\nfrom deltarule")(tiny)
    replaced("checks", "normal(shape)", "normal(shape) + TABLE.sum()")(tiny)
    assert list(slips_of(tiny)) == []


def test_cases_of_more_numbers_than_are_digested_are_told_apart(tiny):
    replaced("checks", "[(3,), (2, 4)]", "[(2**20 + 1,)]")(tiny)
    assert list(_asked_on_every_seed(tiny)) == []
    replaced("checks", "rng.standard_normal(shape)", "rng.standard_normal(shape) ** 0")(tiny)
    (said,) = _asked_on_every_seed(tiny)
    assert "asks the same on every seed" in said


@pytest.mark.parametrize("sentence", ["The set {a, b} has {x} in it.", "Here 2 x is a product, not a call."])
def test_a_sentence_may_have_braces_and_speak_of_what_is_returned(tiny, sentence):
    added("mistakes", f'tripled = of("2", "3", "{sentence}")\n')(tiny)
    assert list(slips_of(tiny)) == []


def test_cases_may_be_said_to_be_fixed(tiny, zygote):
    replaced("checks", "rng.standard_normal(shape)", "1.0 + len(shape)")(tiny)
    replaced("checks", "points=2", 'points=2, fixed="there are two numbers"')(tiny)
    assert rehearsed(tiny, zygote) == []


def test_one_case_that_is_drawn_is_enough(tiny, zygote):
    added("checks", "    yield case(3.0)\n")(tiny)
    assert rehearsed(tiny, zygote) == []


@pytest.mark.parametrize(
    ("more", "again"),
    [
        ("case(np.ones(3))\n    yield case(np.ones(3))", "asks case 3 again as case 4, on every seed; draw another"),
        ("case(x := rng.random(3))\n    yield case(x=1)\n    yield case(x)", "asks case 3 again as case 5"),
        ("case(3)\n    yield case(3.0)", ""),
        ("case(np.ones(3))\n    yield case(np.ones(3, np.float32))", ""),
        ("case(int(rng.integers(2**40)) % 5)\n    yield case(4)", ""),  # now and then is no slip
    ],
)
def test_a_case_that_is_asked_twice_is_noted_and_no_more(tiny, zygote, capsys, more, again):
    replaced("checks", "from deltarule", "import numpy as np\nfrom deltarule")(tiny)
    added("checks", f"    yield {more}\n")(tiny)
    assert rehearsed(tiny, zygote) == []
    said = capsys.readouterr().err
    assert re.search(rf"note: .*test_double\.py, line \d+: test_double_values {again}" if again else "^$", said)


def test_functions_that_look_alike_are_no_case_that_is_asked_twice(tiny, zygote, capsys):
    tiny.solution.write_text(TWICE)
    tiny.mistakes.unlink()
    tiny.alternatives.unlink()
    tiny.checks.write_text(
        'from deltarule import asks, case\n\n\n@asks("double")\ndef test_double(rng):\n    """Twice."""\n'
        "    yield case(lambda x, k=rng.random(): k * x)\n    yield case(lambda x: x)\n    yield case(lambda x: -x)\n"
    )
    assert rehearsed(tiny, zygote) == []
    assert capsys.readouterr().err == ""


TWICE = '''# %%
def double(f):
    """Twice f(1).

    Returns:
        One number.
    """
    ### BEGIN SOLUTION
    return 2 * f(1.0)
    ### END SOLUTION
'''


@pytest.mark.parametrize(
    ("drawn", "is_same"),
    [
        ("lambda x, k=rng.random(): k * x", False),
        ("partial(pow, rng.random())", False),
        ("np.poly1d(rng.random(3))", False),
        ("(lambda k: lambda x: k(x))(np.poly1d(rng.random(3)))", False),
        ("lambda x, k=0.5: k * x", True),
        ("np.sqrt", True),
    ],
)
def test_a_function_that_is_drawn_is_another_by_what_it_holds(tiny, zygote, drawn, is_same):
    tiny.solution.write_text(TWICE)
    tiny.mistakes.unlink()
    tiny.alternatives.unlink()
    tiny.checks.write_text(
        "from functools import partial\n\nimport numpy as np\n\nfrom deltarule import asks, case\n\n\n"
        f'@asks("double")\ndef test_double(rng):\n    """Twice."""\n    yield case({drawn})\n'
    )
    assert any("asks the same on every seed" in said for said in rehearsed(tiny, zygote)) == is_same


def test_a_check_that_asks_the_reference_about_fixed_arguments_is_found(tiny, zygote):
    replaced("checks", "asks, case", "asks, case, check, compare")(tiny)
    added(
        "checks",
        PASSED.replace("student", "student, reference") + "    compare(student.double(1), reference.double(1), 'it')\n",
    )(tiny)
    (said,) = rehearsed(tiny, zygote)
    assert "test_more asks the same on every seed" in said


@pytest.mark.parametrize("draw", ["case(rng.random(3))", "return None", "return 3", "return case(rng.random(3))"])
def test_what_draws_no_cases_is_told_what_it_should_do(tiny, draw):
    replaced("checks", "yield case(rng.standard_normal(shape))", draw)(tiny)
    with pytest.raises(UserError, match=r"test_double\.py, line 7: test_double_values should give cases: case\("):
        build(tiny)


@pytest.mark.parametrize("parts", ['("a",)', '("a", "b")'])
def test_parts_that_are_not_what_the_function_returns_are_refused(tiny, parts):
    replaced("checks", "points=2", f"points=2, parts={parts}")(tiny)
    with pytest.raises(UserError, match=r"The parts a.* should name each value that double returns; mend the check"):
        build(tiny)


@pytest.mark.parametrize("place", ["case(rng.standard_normal(shape))", "case(rng.standard_normal(shape)).arguments"])
def test_an_exception_in_a_check_is_the_checks(tiny, place):
    replaced("checks", "case(rng.standard_normal(shape))", f"eval('np').{place}")(tiny)
    with pytest.raises(
        UserError, match=r"test_double\.py, line 10: test_double_values raised NameError.*Mend the check"
    ):
        build(tiny)


def test_an_exception_beside_a_students_answer_is_the_checks_where_the_reference_meets_it_too(tiny):
    added("checks", PASSED.replace("student", "student, rng") + "    student.double(3).shpe\n")(tiny)
    replaced("checks", "asks, case", "asks, case, check")(tiny)
    with pytest.raises(
        UserError, match=r"fails test_more .*: the check itself raised, in test_double\.py, line 16: Attr"
    ):
        build(tiny)


def test_a_check_that_calls_a_function_that_came_back_is_told_how_that_is_asked(tiny):
    replaced("solution", "return 2 * x", "return lambda y: 2 * x")(tiny)
    replaced("checks", "asks, case", "check")(tiny)
    text = tiny.checks.read_text()
    more = PASSED.replace("student", "student, rng") + "    student.double(rng.random())(3)\n"
    tiny.checks.write_text(text[: text.index("@asks")].rstrip() + more)
    sentence = r"line \d+: TypeError: 'Opaque' object is not callable, which .* by case\(\.\.\.\)\.then\(\.\.\.\)"
    with pytest.raises(UserError, match=sentence):
        record(tiny, PUBLIC_SEED)


def test_a_check_that_exits_ends_no_command(tiny):
    added("checks", PASSED.replace("student", "student, rng") + "    student.double(3)\n    raise SystemExit(0)\n")(
        tiny
    )
    replaced("checks", "asks, case", "asks, case, check")(tiny)
    with pytest.raises(UserError, match=r"line 14: the reference fails test_more .* raised, in .*line 17: SystemExit"):
        build(tiny)


def test_a_draw_that_exits_ends_no_command(tiny):
    replaced("checks", "        yield case", "        raise SystemExit(0)\n        yield case")(tiny)
    with pytest.raises(UserError, match=r"test_double\.py, line 10: test_double_values raised SystemExit: 0\. Mend"):
        build(tiny)


def test_what_is_to_be_raised_is_named_where_the_solution_gives_an_array(tiny):
    replaced("checks", "points=2", 'points=2, raises="Nope"')(tiny)
    with pytest.raises(
        UserError, match=r"test_double\.py, line 7: test_double_values has raises='Nope'; neither Python"
    ):
        build(tiny)


def test_a_change_may_be_about_a_name_that_nobody_set(tiny):
    added("mistakes", 'other = of("2 * x", "2 * X", "Nobody set X: what comes in is called x.")\n')(tiny)
    assert list(slips_of(tiny)) == []


def test_a_change_may_take_away_what_defines_a_name(tiny):
    replaced("solution", "    return 2 * x\n", "    two = 2\n    return two * x\n")(tiny)
    tiny.mistakes.write_text(
        'from deltarule import changes\n\nnever_set = changes("double")("two = 2", "", "Nothing sets two.")\n'
    )
    assert list(slips_of(tiny)) == []


def test_answers_that_take_long_to_record_are_told_at_once_with_their_function(tiny, monkeypatch, capsys):
    monkeypatch.setattr("deltarule.authoring.building.recorder.MANY_NUMBERS", 10)
    record(tiny, PUBLIC_SEED)
    assert capsys.readouterr().err == (
        f"note: {tiny.solution}, line 11: what double gives in test_double_values has 11 numbers, which takes long to "
        "record and goes into every kit; draw smaller arguments.\n"
    )


# --- commands ----------------------------------------------------------------------------------------------------


def test_a_copied_unit_is_told_by_its_number_and_by_what_is_to_be_renamed(tiny):
    root = tiny.root
    assert deltarule("build", cwd=root).returncode == 0
    for part in ("exercises", "solutions"):
        shutil.copytree(root / part / "1_double", root / part / "1_other")
    said = deltarule("build", cwd=root).stderr.removeprefix("deltarule: ").replace(f"{root}/", "").splitlines()
    assert said == [
        "1_double and 1_other have one number; give each its own.",
        "There is no solution at solutions/1_other/other.py; rename double.py, for files are called as their "
        "folder is.",
        "There are no checks at exercises/1_other/test_other.py; rename test_double.py, for files are called as "
        "their folder is.",
    ]


@pytest.mark.parametrize("spoil", [lambda path: path.symlink_to("nowhere"), lambda path: path.mkdir()])
def test_what_stands_in_a_files_place_and_is_none_is_not_to_be_renamed(tiny, spoil):
    tiny.solution.unlink()
    spoil(tiny.solution)
    assert [*slips_of(tiny)] == [f"There is no solution at {tiny.solution}."]


TOGETHER = {
    "changes that fit no more": (
        [
            added("mistakes", 'other = of("3 * x", "x", "No.")\n'),
            added("mistakes", 'more = of("2 * x", "2 *", "No.")\n'),
            added("mistakes", 'third = changes("triple")("x", "y", "No.")\n'),
        ],
        ["the piece '3 \\* x'", "line 8: double, changed, is no Python", "has no function triple"],
    ),
    "files that are no Python": (
        [added(file, "\ndef (\n") for file in ("solution", "checks", "mistakes")],
        [r"/double\.py, line 29: this", r"test_double\.py, line \d+: this", r"mistakes\.py, line \d+: this"],
    ),
    "hints that are none": (
        [
            replaced("solution", "def double", "# hint: Two.\ndef double"),
            added("solution", "\n\n# %%\n# Hint: More.\n\n\ndef more(x):\n    return x\n"),
        ],
        ["line 11: '# hint: Two\\.' is no hint", "line 33: hints stand right above"],
    ),
    "what checks ask in vain": (
        [
            added("checks", MORE.format("double", "raises").replace('"double"', '"double", raises=ValueError')),
            added("checks", MORE.format("double", "call").replace("rng.random(3)", "rng.random(3), 1")),
            added("checks", MORE.format("double", "object").replace("rng.random(3)", "object()")),
            replaced("checks", "import asks", "import check, asks"),
            added("checks", PASSED + "    assert student.double(1) == 3\n"),
        ],
        [
            r"line 14: test_raises: in its case, double of the solution gives an array .* raises no ValueError",
            r"line 20: The reference double raised TypeError: it is called with 2 arguments",
            r"line 26: test_object: in its case, an argument of double is an object",
            r"line 32: the reference fails test_more with seed 1943",
        ],
    ),
    "what names nothing in the settings": (
        [
            lambda unit: settings(
                unit, '[points]\n"1_double".test_a = 2\n"1_double".test_b = 2\n[leave_out]\n"1_double" = ["test_c"]\n'
            )
        ],
        ["sets the points of test_a", "sets the points of test_b", "leaves out test_c"],
    ),
}


@pytest.mark.parametrize("slips", TOGETHER)
def test_slips_of_one_kind_are_told_in_one_build(tiny, slips):
    spoils, sentences = TOGETHER[slips]
    both(*spoils)(tiny)
    with pytest.raises(UserError) as told:
        build(tiny)
    assert [sentence for sentence in sentences if not re.search(sentence, str(told.value))] == [], told.value


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            '[limits]\ncheck_seconds = -1\nmemory_mb = "x"\n'
            '[points]\n"1_double".test_a = 0\n[leave_out]\nunits = ["7_x"]\n',
            ["check_seconds to -1;", "memory_mb to 'x';", "test_a of 1_double worth 0;", "the unit '7_x'"],
        ),
        ("[limit]\n[kits]\n[limits]\nseconds = 3\n", [r"\[limit\]", r"\[kits\]", "'seconds' in"]),
    ],
)
def test_slips_of_the_settings_are_told_in_one_build(tiny, text, sentences):
    settings(tiny, text)
    done = deltarule("build", cwd=tiny.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert [sentence for sentence in sentences if not re.search(sentence, done.stderr)] == []


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("data", r"course\.toml names .*t\.csv in \[data\], which cannot be read \(a pipe or a device, and no file\)"),
        ("equivalents", r"equivalents\.toml cannot be read \(a pipe or a device, and no file\); put a file there"),
        ("mistakes", r"mistakes\.py is no file that can be read, and would list nothing; put one there, or take it"),
        ("alternatives", r"alternatives\.py is no file that can be read"),
    ],
)
def test_a_pipe_in_a_files_place_is_told_and_not_waited_for(tiny, named, sentence):
    settings(tiny, '[data]\n"1_double" = ["t.csv"]\n')
    beside("exercise", "t.csv")(tiny)
    places = {"data": tiny.exercise.with_name("t.csv"), "equivalents": tiny.solution.with_name("equivalents.toml")}
    path = places.get(named) or getattr(tiny, named)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert any(re.search(sentence, said) for said in slips_of(tiny))


def test_a_folder_in_a_files_place_leaves_all_others_as_they_were(tiny):
    tiny.notebook.mkdir()
    with pytest.raises(UserError, match=r"double\.ipynb cannot be written: it is a folder"):
        write(build(tiny))
    assert not tiny.exercise.exists()


def test_build_tells_the_slips_of_all_units_and_writes_nothing(tiny):
    marks("    # BEGIN SOLUTION\n")(tiny)
    root = tiny.root
    copy_course(root / "more", TINY, ["1_double"])
    for part in ("exercises", "solutions"):
        (root / "more" / part / "1_double").rename(root / part / "9_Lab")
    done = deltarule("build", cwd=root)
    assert done.returncode == 2
    assert "9_Lab is no unit's folder" in done.stderr
    assert re.search(NO_MARK, done.stderr)
    assert not tiny.exercise.exists()


@pytest.mark.parametrize("command", [["build"], ["build", "--check"], ["audit"], ["mutants"], ["kit", "kit.zip"]])
def test_every_command_of_an_authors_refuses_a_solution_without_marks(tiny, command):
    marks("", "")(tiny)
    done = deltarule(*command, cwd=tiny.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "double is graded, but students would be given it" in done.stderr
    assert not (tiny.root / "kit.zip").exists()
