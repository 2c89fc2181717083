"""The settings that tests run under: development's, made quicker."""

import os

os.environ.setdefault("DEBUG", "1")

from admin_site.settings import *  # noqa: F403
from admin_site.settings import DATABASES, SQLITE_OPTIONS

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A test's database need not outlive a power cut.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    SQLITE_OPTIONS["init_command"] += ";PRAGMA synchronous=OFF"
else:
    # The live server's threads would hold their connections, and with them the database that is to be dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}

# Workers of several tests share the machine; what a photo may cost is measured on its own.
UPLOAD_SECONDS = 20
