"""The demo loaded as if on a day of the test's choosing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2028, 2, 29, 9, 30, tzinfo=PARIS)
SATURDAY = datetime(2026, 12, 5, 15, 10, tzinfo=PARIS)
NEW_YEARS_EVE = datetime(2027, 12, 31, 11, 45, tzinfo=PARIS)
SMALL_HOURS = datetime(2026, 11, 30, 0, 45, tzinfo=PARIS)
CHRISTMAS = datetime(2029, 12, 25, 18, 0, tzinfo=PARIS)
SUMMER_TIME = datetime(2027, 3, 29, 8, 5, tzinfo=PARIS)
DAYS = (TUESDAY, SATURDAY, NEW_YEARS_EVE, SMALL_HOURS, CHRISTMAS, SUMMER_TIME)
"""A 29 February, a day off, the year's last day, a night, a holiday, the day after the clock changed."""
