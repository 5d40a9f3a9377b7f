"""The settings of that version."""

from zhike.site import settings as real

globals().update({name: value for name, value in vars(real).items() if name.isupper()})
INSTALLED_APPS = [*real.INSTALLED_APPS, "zhike.site.tests.broken"]
