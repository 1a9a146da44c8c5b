"""Why something that was to be done to a stranger's bytes was not done."""


class Refused(Exception):  # noqa: N818 - it says what became of a text
    """The bytes are not what they should be; the message is a sentence for whoever handed them in."""


class Overtaxed(Exception):  # noqa: N818 - it says what became of a text
    """They took more time or memory than there is, or something else broke; the message says what."""
