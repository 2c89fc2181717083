#!/usr/bin/env python
"""Constat's command line."""

import os
import sys

MISCONFIGURED = 2


def main() -> None:
    """Run the management command that the arguments name; settings that can't be read are said in a line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admin_site.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"manage.py: {error}. .env.example explains each setting; DEBUG=1 is for development.\n")
        sys.exit(MISCONFIGURED)


if __name__ == "__main__":
    main()
