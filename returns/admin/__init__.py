"""The admin of returns; Django finds it here."""

from returns.admin import catalogue, people

__all__ = ["catalogue", "people"]
