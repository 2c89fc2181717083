"""People who log in: staff, and the members of sellers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.models.language import Language


class UserManager(BaseUserManager["User"]):
    """Creates users, and finds them by e-mail whatever its case."""

    use_in_migrations = True

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the e-mail in lower case, so that the same mailbox is never two users."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store a user; without a password nobody can log in as this user.

        Raises ValueError when the e-mail is empty.
        """
        user = self.model(email=self.normalize_email(email), **fields)
        if not user.email:
            raise ValueError("A user needs an e-mail address.")
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store a user who may do everything (used by ``createsuperuser``)."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail, compared without case; raises User.DoesNotExist."""
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in with an e-mail address; customers have none and use a signed link."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("A user with this e-mail address already exists.")},
    )
    display_name = models.CharField(
        _("display name"), max_length=120, help_text=_("The name that colleagues and sellers see.")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May log in to the administration."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Clear this instead of deleting the user."))
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("email",)
        constraints = (
            # With this, the unique column is unique whatever the case.
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
        )

    def __str__(self) -> str:
        return self.display_name or self.email

    def clean(self) -> None:
        """Store the e-mail in the form in which it is looked up."""
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    def get_full_name(self) -> str:
        """Return the name that the admin greets the user with."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the same name: people choose one display name."""
        return str(self)
