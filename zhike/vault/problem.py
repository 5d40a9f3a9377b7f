"""What can be wrong with keys and with what they seal."""


class VaultProblem(Exception):
    """The keys cannot be used as they are; the message tells the operator what to do."""


class Unreadable(VaultProblem):
    """A sealed value cannot be opened: another key, another row, or damage. It is never taken for plain text."""
