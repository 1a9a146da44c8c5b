# %% [markdown]
# # A ledger
#
# A course that asks for every kind of value, and in every way there is.

# %%
import datetime
import enum
from collections import namedtuple
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Entry:
    """A line of a ledger."""

    day: datetime.date
    amount: Decimal
    word: str = ""


Span = namedtuple("Span", "first last")


class Side(enum.Enum):
    """The side of a ledger."""

    DEBIT = "left"
    CREDIT = "right"


# %%
def words(entries):
    """The set of the words of `entries`, each an `Entry`."""
    ### BEGIN SOLUTION
    return {entry.word for entry in entries}
    ### END SOLUTION


# %%
def by_day(entries):
    """The sum of the amounts of each day: a dict from days to decimals."""
    ### BEGIN SOLUTION
    sums = {}
    for entry in entries:
        sums[entry.day] = sums.get(entry.day, Decimal(0)) + entry.amount
    return sums
    ### END SOLUTION


# %%
def span(entries):
    """The first day of `entries` and the last, as a `Span`."""
    ### BEGIN SOLUTION
    return Span(min(entry.day for entry in entries), max(entry.day for entry in entries))
    ### END SOLUTION


# %%
def largest(entries):
    """The `Entry` of the largest amount."""
    ### BEGIN SOLUTION
    return max(entries, key=lambda entry: entry.amount)
    ### END SOLUTION


# %%
def side(amount):
    """`Side.DEBIT` for what is below zero, else `Side.CREDIT`."""
    ### BEGIN SOLUTION
    return Side.DEBIT if amount < 0 else Side.CREDIT
    ### END SOLUTION


# %%
def wait(days, late):
    """`days` as a timedelta, and twice that where it is `late`."""
    ### BEGIN SOLUTION
    return datetime.timedelta(days=days * (2 if late else 1))
    ### END SOLUTION


# %%
def share(part, whole):
    """The share of `part` in `whole`, a fraction."""
    ### BEGIN SOLUTION
    return Fraction(part, whole)
    ### END SOLUTION


# %%
def ways(n):
    """In how many orders `n` entries can stand: n factorial."""
    ### BEGIN SOLUTION
    product = 1
    for k in range(2, n + 1):
        product *= k
    return product
    ### END SOLUTION


# %%
def packed(word):
    """`word` in UTF-8, backwards, as bytes."""
    ### BEGIN SOLUTION
    return word.encode()[::-1]
    ### END SOLUTION


# %%
def turned(z):
    """The complex number `z`, turned by a right angle to the left."""
    ### BEGIN SOLUTION
    return z * 1j
    ### END SOLUTION


# %%
def running(amounts):
    """Yield the sum of the first amount, of the first two, and so on; `amounts` can be gone through once."""
    ### BEGIN SOLUTION
    total = 0
    for amount in amounts:
        total += amount
        yield total
    ### END SOLUTION


# %%
def every(n, step):
    """The numbers of every `step`-th line of a ledger of `n`, as a range."""
    ### BEGIN SOLUTION
    return range(0, n, step)
    ### END SOLUTION


# %%
def heading(name, width):
    """`name` in the middle of a line of `width` signs ``-``, in capitals."""
    ### BEGIN SOLUTION
    return name.upper().center(width, "-")
    ### END SOLUTION


# %%
def show(lines):
    """Print `lines`, each with its number before it."""
    ### BEGIN SOLUTION
    for number, line in enumerate(lines, 1):
        print(f"{number}. {line}")
    ### END SOLUTION


# %%
class OverdrawnError(ValueError):
    """There is too little in an account."""


def withdrawn(balance, amount):
    """What is left of `balance`; raises `OverdrawnError` where that is less than nothing."""
    ### BEGIN SOLUTION
    if amount > balance:
        raise OverdrawnError(f"{amount} of {balance}")
    return balance - amount
    ### END SOLUTION


# %%
def settle(debts, name):
    """Take `name` out of the dict `debts`, in place."""
    ### BEGIN SOLUTION
    del debts[name]
    ### END SOLUTION


# %%
def interest(rate):
    """A function that adds `rate` percent to an amount."""

    ### BEGIN SOLUTION
    def added(amount):
        return amount + amount * rate / 100

    return added
    ### END SOLUTION


# %%
class Account:
    """An account that begins with `balance`."""

    def __init__(self, balance):
        """Begin, with an empty `history`."""
        ### BEGIN SOLUTION
        self.balance = balance
        self.history = []
        ### END SOLUTION

    def deposit(self, amount):
        """Add an amount, note it in the history, and give the balance."""
        ### BEGIN SOLUTION
        self.balance += amount
        self.history.append(amount)
        return self.balance
        ### END SOLUTION

    def pay(self, amount):
        """Pay an amount; raises `OverdrawnError` where there is too little."""
        ### BEGIN SOLUTION
        if amount > self.balance:
            raise OverdrawnError(amount)
        self.balance -= amount
        self.history.append(-amount)
        ### END SOLUTION


# %%
def rate_of(currency):
    """The rate of a currency, from the file ``rates.csv``: lines of ``currency,rate``."""
    ### BEGIN SOLUTION
    with open("rates.csv", encoding="utf-8") as file:
        rates = dict(line.strip().split(",") for line in file)
    return Decimal(rates[currency])
    ### END SOLUTION
