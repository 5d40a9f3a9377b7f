"""The settings the tests run with: the real ones, but for what is slow or leaves traces."""

import atexit
import os
import shutil
import tempfile

# Before the real settings look for it: a test run has a folder of its own, and one for all its processes.
if "ZHIKE_DATA_DIR" not in os.environ:
    own = tempfile.mkdtemp(prefix="zhike-test-")
    os.environ["ZHIKE_DATA_DIR"] = os.path.join(own, "data")  # and the root key beside it
    atexit.register(shutil.rmtree, own, ignore_errors=True)
os.environ.setdefault("ZHIKE_SECRET_KEY", "tests-keep-no-secrets")

from zhike.site.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
SECOND_FACTOR_FROM = ""  # the cast has passwords alone
INSTALLED_APPS = [*INSTALLED_APPS, "zhike.kit.testing.example"]
