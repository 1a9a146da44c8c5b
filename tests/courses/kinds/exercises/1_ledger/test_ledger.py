"""The checks of 1_ledger."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from deltarule import asks, case, made


@dataclass(frozen=True)
class Entry:
    day: datetime.date
    amount: Decimal
    word: str = ""


def entries(rng, n):
    days = rng.integers(0, 5, n)
    amounts = rng.permutation(range(1, 1000))[:n]
    return [
        Entry(datetime.date(2024, 2, 27) + datetime.timedelta(int(day)), Decimal(int(amount)) / 4, "abcde"[day])
        for day, amount in zip(days, amounts, strict=True)
    ]


@asks("words")
def test_words(rng):
    """Every word once."""
    for n in (1, 6, 9):
        yield case(entries(rng, n))


@asks("by_day", exact=True)
def test_by_day(rng):
    """The sums of each day."""
    for n in (1, 6, 9):
        yield case(entries(rng, n))


@asks("span", exact=True)
def test_span(rng):
    """The first day and the last."""
    for n in (2, 6, 9):
        yield case(entries(rng, n))


@asks("largest")
def test_largest(rng):
    """The whole entry, not its amount alone."""
    for n in (2, 6, 9):
        yield case(entries(rng, n))


@asks("side")
def test_side(rng):
    """Debit below zero."""
    amount = int(rng.integers(1, 100))
    for each in (amount, -amount, 0):
        yield case(each)


@asks("wait")
def test_wait(rng):
    """A span of days."""
    for late in (True, False):
        yield case(int(rng.integers(1, 100)), late=late)


@asks("share")
def test_share(rng):
    """Exactly, in lowest terms."""
    for _ in range(3):
        yield case(*map(int, rng.integers(1, 100, 2)))


@asks("ways")
def test_ways(rng):
    """Numbers of any size."""
    for n in (0, 1, *map(int, rng.integers(20, 90, 2))):
        yield case(n)


@asks("packed")
def test_packed(rng):
    """Bytes, not a text."""
    for n in (1, 5):
        yield case("".join(map(chr, rng.integers(97, 300, n))))


@asks("turned")
def test_turned(rng):
    """A right angle to the left."""
    yield case(complex(*rng.standard_normal(2)))


@asks("running", untouched=1)
def test_running(rng):
    """The sums are yielded one by one."""
    for n in (0, 1, 4):
        yield case(int(amount) for amount in rng.integers(1, 9, n))


@asks("every", exact=True)
def test_every(rng):
    """A range."""
    for step in (1, 3):
        yield case(int(rng.integers(5, 20)), step)


@asks("heading")
def test_heading(rng):
    """In capitals, in the middle."""
    for width in (8, 11):
        yield case("".join(map(chr, rng.integers(97, 123, 5))), width)


@asks("show", printed=True)
def test_show(rng):
    """A line each."""
    for n in (1, 3):
        yield case(["".join(map(chr, rng.integers(97, 123, 5))) for _ in range(n)])


@asks("withdrawn")
def test_withdrawn_rest(rng):
    """What is left."""
    balance = int(rng.integers(10, 100))
    for amount in (balance, balance - 3):
        yield case(balance, amount)


@asks("withdrawn", raises="OverdrawnError")
def test_withdrawn_too_much(rng):
    """Too much can't be had."""
    balance = int(rng.integers(10, 100))
    yield case(balance, balance + 1)


@asks("settle", changes=("debts",))
def test_settle(rng):
    """The debt is gone, the others stay."""
    debts = {name: int(amount) for name, amount in zip("abc", rng.integers(1, 99, 3), strict=True)}
    for name in "ac":
        yield case(debts, name)


@asks("interest")
def test_interest(rng):
    """The function that comes back adds the rate to any amount."""
    for rate in (0.0, rng.uniform(1, 9)):
        yield case(rate).then(rng.uniform(1, 9)).then(100.0)


@asks("Account", points=2)
def test_account_balance(rng):
    """Deposits and payments change the balance and are noted."""
    first, second, third = map(int, rng.integers(10, 100, 3))
    yield made(first).deposit(second).balance.deposit(third).history
    yield made(first).deposit(second).pay(third % first).balance.history


@asks("Account", raises=ValueError)
def test_account_overdrawn(rng):
    """What isn't there can't be paid."""
    balance = int(rng.integers(10, 100))
    yield made(balance).pay(balance + 1)


@asks("rate_of", fixed="the file has four lines")
def test_rate_of(rng):
    """As the file has it."""
    for currency in rng.permutation(["EUR", "GBP", "JPY", "USD"]):
        yield case(str(currency))
