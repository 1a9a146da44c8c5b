"""What went wrong, said to the person at the keyboard."""


class UserError(Exception):
    """Bad input that the user can mend: one sentence saying what is wrong and what to do.

    The command prints it without a traceback and exits with 2. A notebook shows it alone, too.
    """

    def _render_traceback_(self) -> list[str]:
        """Give IPython what to show in place of a traceback."""
        return [str(self)]
