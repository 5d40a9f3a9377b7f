"""What stops a question, said so that whoever asked can mend it."""


class ToolProblem(Exception):
    """A sentence for whoever asked; nothing was computed."""
