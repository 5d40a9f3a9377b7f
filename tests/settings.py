"""The settings the tests run with: the real ones, but for what is slow or leaves traces."""

import os
import tempfile

# Before the real settings look for it: a test run has a folder of its own, and one for all its processes.
os.environ.setdefault("ZHIKE_DATA_DIR", os.path.join(tempfile.mkdtemp(prefix="zhike-test-"), "data"))
os.environ.setdefault("ZHIKE_SECRET_KEY", "tests-keep-no-secrets")

from zhike.site.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
SECOND_FACTOR_FROM = ""  # the cast has passwords alone
INSTALLED_APPS = [*INSTALLED_APPS, "zhike.kit.testing.example"]
