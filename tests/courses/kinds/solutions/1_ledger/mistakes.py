"""What goes wrong in a ledger."""

from deltarule import changes

all_words = changes("words")("{entry.word for entry in entries}", "[entry.word for entry in entries]", "Make it a set.")
last_of_day = changes("by_day")("sums.get(entry.day, Decimal(0)) + entry.amount", "entry.amount", "Add them up.")
as_a_pair = changes("span")(
    "Span(min(entry.day for entry in entries), max(entry.day for entry in entries))",
    "(min(entry.day for entry in entries), max(entry.day for entry in entries))",
    "Make it a Span.",
)
amount_alone = changes("largest")(
    "max(entries, key=lambda entry: entry.amount)", "max(entry.amount for entry in entries)", "Give the entry."
)
zero_is_debit = changes("side")("amount < 0", "amount <= 0", "Zero is no debt.")
as_a_float = changes("share")("Fraction(part, whole)", "part / whole", "A float is no fraction.")
returned = changes("show")('print(f"{number}. {line}")', 'return f"{number}. {line}"', "Print it.")
from_zero = changes("show")("enumerate(lines, 1)", "enumerate(lines)", "Begin at one.")
nothing_raised = changes("withdrawn")(
    'raise OverdrawnError(f"{amount} of {balance}")', "return 0", "Raise OverdrawnError."
)
all_settled = changes("settle")("del debts[name]", "debts.clear()", "The others still owe.")
a_copy = changes("settle")(
    "del debts[name]", "debts = {other: debts[other] for other in debts if other != name}", "Change the dict itself."
)
no_percent = changes("interest")("rate / 100", "rate", "Divide by a hundred.")
not_noted = changes("Account")("self.history.append(-amount)", "", "Note payments, too.")
shared_rate = changes("rate_of")("rates[currency]", "min(rates.values())", "Look the currency up.")
