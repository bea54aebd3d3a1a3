"""The one kind of error that a script shows as a single line."""


class UserError(Exception):
    """What is wrong, where, and how to mend it, in one line. Scripts print it to stderr and exit with 2."""
