"""Words for the templates of Today."""

from django import template

from zhike.customers.kinds import words_of

register = template.Library()


@register.filter
def rung_word(value: str) -> str:
    """The word of a rung of the ladder."""
    return words_of("rung", value)
