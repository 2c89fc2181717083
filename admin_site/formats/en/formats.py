"""English dates and hours: Django's own are American, and "11/12/2026, 3 p.m." is two different days to two readers."""

from __future__ import annotations

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "N j, Y, H:i"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y H:i"
