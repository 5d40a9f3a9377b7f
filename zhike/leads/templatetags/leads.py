"""What the pages of leads need beyond plain template language."""

from django import template

from zhike.leads import spans

register = template.Library()
register.filter("span", spans.words)
