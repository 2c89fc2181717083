"""The ASGI application that a server imports."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admin_site.settings")

application = get_asgi_application()
