"""The one way to say no."""

from django.utils.translation import gettext as _


class Refusal(Exception):
    """A verb declined, with a sentence the person can act on.

    `field` names the input the sentence belongs to, where there is one.
    """

    def __init__(self, sentence: object, *, field: str | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refusal):
    """The person's role does not hold the right at all, whatever the row."""

    def __init__(self):
        super().__init__(_("Your role does not allow this. Ask an administrator."))
