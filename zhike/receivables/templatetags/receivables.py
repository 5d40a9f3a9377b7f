"""The words of buckets: `{% load receivables %}`."""

from django import template

from zhike.receivables.wording import bucket_words

register = template.Library()


@register.simple_tag
def bucket(name: str) -> str:
    """`{% bucket "31-60" %}`: what a bucket of ageing is called."""
    return bucket_words(name)
