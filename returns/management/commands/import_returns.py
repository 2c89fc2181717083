"""``manage.py import_returns``: cases from a marketplace's order export."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterable
from inspect import cleandoc
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.casework.opening import RULEBOOK
from returns.imports.columns import COLUMNS, describe_columns
from returns.imports.orders import ColumnsRefused, OrderImport, Taken, check_columns, unknown_column
from returns.imports.tables import CsvTable, JsonTable, Row, TableRefused
from returns.management.progress import Reporter, reporting
from returns.models import Seller
from rules.management.base import InputCommand, Refused, WrongUsage, open_input
from rules.registry import NoVersionInForce, version_in_force

FORMATS = (".csv", ".jsonl")


class Command(InputCommand):
    """Open return cases from a marketplace's order export, a row each.

    A CSV file names its columns in the first line and separates them by commas, semicolons or tabs; in a JSON
    lines file each line is an object with the same names. Every refused row is reported with its line, column and
    reason; the others are stored. Importing a file again adds nothing twice: a row is known by return_reference,
    else by order_number with order_line, imei or serial_number.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file and whose returns it has; the help explains every column."""
        super().add_arguments(parser)
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.description = cleandoc(self.help)
        parser.epilog = f"columns (* required):\n{describe_columns()}"
        parser.add_argument("file", metavar="FILE", help="the export: FILE.csv or FILE.jsonl, in UTF-8")
        parser.add_argument("--seller", metavar="CODE", required=True, help="code of the seller whose orders they are")
        parser.add_argument("--dry-run", action="store_true", help="try everything and keep nothing")

    def run(self, options: dict[str, Any]) -> None:
        """Take row by row; refuse at the end if any was refused."""
        path = Path(options["file"])
        if path.suffix.lower() not in FORMATS:
            raise WrongUsage(_("%(file)s is neither .csv nor .jsonl.") % {"file": path})
        orders = OrderImport(self._seller(options["seller"]), is_trial=options["dry_run"])
        with open_input(options["file"]) as stream:
            rows = self._rows(stream, path.suffix.lower())
            counts = self._take(orders, rows)
        self._sum_up(counts, is_trial=options["dry_run"])

    def _seller(self, code: str) -> Seller:
        seller = Seller.objects.filter(code=code).first()
        if seller is None:
            raise WrongUsage(_("There is no seller “%(code)s”.") % {"code": code})
        if not seller.is_active:
            raise WrongUsage(_("%(seller)s opens no cases any more.") % {"seller": seller})
        try:
            version_in_force(rulebook=RULEBOOK, at=timezone.now())
        except NoVersionInForce:
            raise WrongUsage(_("No version of “%(code)s” is in force.") % {"code": RULEBOOK}) from None
        return seller

    def _rows(self, stream: BinaryIO, suffix: str) -> Iterable[Row]:
        if suffix == ".jsonl":
            return self._warned(JsonTable(stream))
        try:
            table = CsvTable(stream, COLUMNS)
            for warning in check_columns(table.columns):
                self.stderr.write(warning)
        except (TableRefused, ColumnsRefused) as refusal:
            raise Refused(str(refusal)) from refusal
        return table

    def _warned(self, table: JsonTable) -> Iterable[Row]:
        """The rows, with a warning at the first sight of a column that is not read."""
        seen = set(COLUMNS)
        for row in table:
            for name in sorted(set(row.cells) - seen):
                self.stderr.write(unknown_column(name))
            seen |= set(row.cells)
            yield row

    def _take(self, orders: OrderImport, rows: Iterable[Row]) -> Counter[str]:
        counts: Counter[str] = Counter()
        with reporting(self, _("Rows"), None) as reporter:
            for taken in orders.take_all(rows):
                counts[_report(reporter, taken)] += 1
                reporter.advance()
        return counts

    def _sum_up(self, counts: Counter[str], *, is_trial: bool) -> None:
        opened, known, refused = counts["opened"], counts["known"], counts["refused"]
        if is_trial:
            line = ngettext("%(count)d case would be opened.", "%(count)d cases would be opened.", opened)
        else:
            line = ngettext("%(count)d case was opened.", "%(count)d cases were opened.", opened)
        self.stdout.write(line % {"count": opened})
        if known:
            line = ngettext("%(count)d row was known already.", "%(count)d rows were known already.", known)
            self.stdout.write(line % {"count": known})
        if refused:
            line = ngettext("%(count)d row was refused.", "%(count)d rows were refused.", refused)
            raise Refused(line % {"count": refused})


def _report(reporter: Reporter, taken: Taken) -> str:
    for fault in taken.faults:
        reporter.say(str(fault))
    if taken.faults:
        return "refused"
    return "opened" if taken.is_new else "known"
