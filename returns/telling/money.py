"""Amounts of money as people read them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import get_language


def amount_words(amount: Decimal, currency: str) -> str:
    """Return an amount in the reader's language, with its currency's sign: 249,00 €, €249.00."""
    return str(format_currency(amount, currency, locale=(get_language() or "fr").replace("-", "_")))
