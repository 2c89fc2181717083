"""The Django application of return cases."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """Cases, evidence, workflow and decisions."""

    name = "returns"
    verbose_name = _("Returns")

    def ready(self) -> None:
        """Register the system checks, cases with the rules desk, and who makes the links of mails."""
        from returns import checks  # noqa: F401
        from returns.desk import ReturnsHost
        from returns.guide import invitations
        from returns.portal import links
        from rules import host

        host.register(ReturnsHost())
        invitations.register()
        links.register()
