"""Other ways to keep a ledger."""

from deltarule import alternative


@alternative("words")
def gathered(entries):
    return frozenset(entry.word for entry in entries)


@alternative("running")
def listed(amounts):
    amounts = list(amounts)
    return [sum(amounts[: i + 1]) for i in range(len(amounts))]


@alternative("show")
def at_once(lines):
    print("\n".join(f"{i + 1}. {line}" for i, line in enumerate(lines)))


@alternative("Account")
class Noted:
    def __init__(self, balance):
        self.first, self.history = balance, []

    @property
    def balance(self):
        return self.first + sum(self.history)

    def deposit(self, amount):
        self.history.append(amount)
        return self.balance

    def pay(self, amount):
        if amount > self.balance:
            raise TooLittleError(amount)
        self.history.append(-amount)


class TooLittleError(ValueError):
    pass
