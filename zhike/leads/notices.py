"""The kind of notice that a lead is yours."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.notices.kinds import Kind

Kind("lead", gettext_lazy("I get a lead"), lambda words: _("The lead “%(what)s” is yours: get in touch") % words)
