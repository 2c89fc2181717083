"""The models of returns, exported by name."""

from returns.models.language import Language
from returns.models.user import User, UserManager

__all__ = ["Language", "User", "UserManager"]
