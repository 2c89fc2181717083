"""The admin of returns; Django finds it here."""

from returns.admin import cases, catalogue, decisions, events, mails, people

__all__ = ["cases", "catalogue", "decisions", "events", "mails", "people"]
