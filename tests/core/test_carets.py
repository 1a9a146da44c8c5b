from deltarule.core.code.carets import carets
from deltarule.core.code.cells import cells_of_python


def test_a_caret_beside_a_number_is_told_with_its_line_in_the_functions_that_failed():
    text = "def f(x):\n    x = x + 1\n    return x ^ 2\n\n\ndef g(x):\n    return 2 ^ x\n"
    cells = cells_of_python(text, "exercises/tiny.py")
    assert carets({"f"}, cells) == ["`^` is no power in Python, in f (tiny.py, line 3): write `**`."]


def test_an_exclusive_or_of_two_expressions_is_no_power():
    assert carets({"f"}, cells_of_python("def f(a, b):\n    return (a > 0) ^ (b > 0)  # 2 ^ 3\n", "tiny.py")) == []
