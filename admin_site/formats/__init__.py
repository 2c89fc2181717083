"""Formats of dates and numbers that differ from Django's, by language (``FORMAT_MODULE_PATH``)."""
