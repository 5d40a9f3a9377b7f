"""The one way a backup or a restore says that it cannot go on."""


class BackupProblem(Exception):
    """What is wrong and what to do, in a sentence for the operator."""
