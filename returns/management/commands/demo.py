"""``manage.py demo``: Constat with cases of every kind, on a database of its own."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from returns.adjudication import Replay
from returns.casework.batches import replay_decisions, stored_decisions
from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.demo.album import Album, developing
from returns.demo.cases import demo_cases, new_demo_cases
from returns.demo.database import is_demo_database, mark_finished, set_stale_aside
from returns.demo.people import SELLERS, STAFF, Troupe, assemble_troupe
from returns.demo.playing import acts, play
from returns.demo.rulebook import publish_shipped_rulebook
from returns.demo.table import decisions_table
from returns.guide.links import issue_link
from returns.ledger import stored_chain
from returns.management.lines import labelled
from returns.management.progress import reporting
from returns.models import Decision, ReturnCase
from returns.start.demo_returns import open_returns
from returns.start.logins import PASSWORD, ROLES
from rules.management.base import InputCommand, Refused, WrongUsage

HOST = "127.0.0.1"


class Command(InputCommand):
    """Build the demo's database, adjudicate its cases, print what was decided, and serve the site.

    It makes logins that everybody knows, so it runs with DEBUG only, and on no database but its own SQLite file.
    Run again, it goes on with the same file, unless that was made by another version of Constat.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to serve, or that nothing is to be served."""
        super().add_arguments(parser)
        parser.add_argument("--no-serve", action="store_true", help="stop when everything is decided")
        parser.add_argument("--no-photos", action="store_true", help="load the cases without photos, which is quicker")
        parser.add_argument("--port", type=int, default=8000, help="where to serve (default: %(default)s)")

    def run(self, options: dict[str, Any]) -> None:
        """Refuse a wrong database, build, decide, print, serve."""
        self._refuse_other_databases()
        if "SITE_URL" not in os.environ:
            # Where the QR code of a slip and the links of mails lead.
            settings.SITE_URL = f"http://{HOST}:{options['port']}"
        self._set_stale_aside()
        self._build(with_photos=not options["no_photos"])
        self._print_decisions(options["language"])
        self._check()
        self._print_addresses(options["port"])
        if not options["no_serve"]:
            self.stdout.flush()
            call_command("runserver", f"{HOST}:{options['port']}", use_reloader=False)

    def _refuse_other_databases(self) -> None:
        if not settings.DEBUG or not is_demo_database():
            raise WrongUsage(
                _("The demo makes logins that everybody knows: it needs DEBUG=1 and DATABASE_URL=sqlite:///%(path)s.")
                % {"path": settings.DEMO_DATABASE}
            )

    def _set_stale_aside(self) -> None:
        old = set_stale_aside(settings.DEMO_DATABASE)
        if old is not None:
            line = _("The demo is made anew: the one of another version, or never finished, is now %(path)s.")
            self.stdout.write(line % {"path": old.name})

    def _build(self, *, with_photos: bool) -> None:
        now = timezone.now()
        is_new = not settings.DEMO_DATABASE.exists()
        # The photos are read while the tables are made: that takes about as long.
        with developing(demo_cases(now) if is_new and with_photos else ()) as album:
            call_command("migrate", verbosity=0)
            load_catalogue()
            load_roles()
            troupe = assemble_troupe()
            publish_shipped_rulebook(editor=troupe.editor, approver=troupe.approver)
            self._adjudicate(troupe, album, now)
        mark_finished()

    def _adjudicate(self, troupe: Troupe, album: Album, now: datetime) -> None:
        happened = acts(new_demo_cases(now))
        with reporting(self, _("Cases"), len(happened)) as reporter:
            for act, case in play(happened, troupe, album):
                if act.is_last:
                    reporter.say_unwatched(labelled(case, case.get_state_display()))
                reporter.advance()

    def _print_decisions(self, language: str) -> None:
        cases = ReturnCase.objects.select_related("device", "current_decision__record").order_by("pk")
        width = None if self.stdout.isatty() else 160
        console = Console(file=cast("TextIO", self.stdout), width=width)
        console.print(decisions_table(cases, language))
        for status in Decision.Status:
            count = ReturnCase.objects.filter(current_decision__status=status).count()
            self.stdout.write(labelled(status.label, count))

    def _check(self) -> None:
        """Show that what was decided can be decided again, and that nothing was altered."""
        defects = stored_chain.verify()
        different = [d for d, replay in replay_decisions(stored_decisions()) if replay is Replay.DIFFERENT]
        if defects or different:
            raise Refused(_("The ledger or a replayed decision is not as it was stored."))
        self.stdout.write(_("The ledger is whole, and every decision was decided again alike."))

    def _print_addresses(self, port: int) -> None:
        site = f"http://{HOST}:{port}"
        # gettext's tools don't see a text within an f-string.
        pages = ((_("Start page"), "/"), (_("Administration"), "/admin/"), (_("Seller portal"), "/portal/"))
        self.stdout.write("".join(f"\n{labelled(name, site + path)}" for name, path in pages))
        self._print_return(port)
        self.stdout.write(_("Logins, all with the password %(password)s:") % {"password": PASSWORD})
        for email, name, role in STAFF:
            self.stdout.write(f"  {email:<34}{name} ({str(ROLES[role]).lower()})")
        for _code, shop, email, name in SELLERS:
            self.stdout.write(f"  {email:<34}{name} ({shop})")

    def _print_return(self, port: int) -> None:
        case = open_returns().first()
        if case is not None:
            _link, token = issue_link(case=case)
            address = f"http://{HOST}:{port}{reverse('guide:open', args=[token])}"
            label = _("A return, as its customer")
            self.stdout.write(labelled(label, address))
