"""The application a web server calls."""

import gc
import io
import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from zhike.site.family import exit_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.site.settings")
exit_with_parent()
application = get_wsgi_application()
call_command("check", stdout=io.StringIO())  # such as: an address of which nobody said who may enter
gc.freeze()  # what was loaded stays for good, and need not be looked through for what does not
