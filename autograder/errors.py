"""What went wrong, said to the person at the keyboard."""


class UserError(Exception):
    """Bad input that the user can mend: one sentence saying what is wrong and what to do.

    The command prints it without a traceback and exits with 2.
    """
