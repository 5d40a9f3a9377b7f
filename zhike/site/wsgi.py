"""The application a web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from zhike.site.family import exit_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.site.settings")
exit_with_parent()
application = get_wsgi_application()
gc.freeze()  # what was loaded stays for good, and need not be looked through for what does not
