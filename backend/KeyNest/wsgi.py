"""HTTP for a WSGI server: the API without sockets and pages, for a deployment that splits the origin by path."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")

application = get_wsgi_application()
