"""``manage.py verify_ledger``: whether decisions and events are as they were written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.core.management.base import CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from returns.ledger import stored_chain
from returns.ledger.chain import Defect, DefectCode, Head
from returns.management.lines import labelled
from rules.management.base import InputCommand, Refused, WrongUsage

_MAX_ANCHOR = 10_000
_DEFECTS: Mapping[DefectCode, Promise] = MappingProxyType(
    {
        DefectCode.SEQUENCE: gettext_lazy("an entry before it is missing, or stands elsewhere"),
        DefectCode.PREVIOUS: gettext_lazy("it does not follow the entry before it"),
        DefectCode.LINK_EDITED: gettext_lazy("the entry itself was changed"),
        DefectCode.ROW_MISSING: gettext_lazy("its decision or event is gone"),
        DefectCode.ROW_EDITED: gettext_lazy("its decision or event was changed"),
        DefectCode.TEXT_MISSING: gettext_lazy("its text is gone, and no erasure says why"),
        DefectCode.TEXT_EDITED: gettext_lazy("its text was changed"),
        DefectCode.TEXT_ADDED: gettext_lazy("it has a text, and had none"),
        DefectCode.HEAD: gettext_lazy("the end of the ledger is not where its head says"),
        DefectCode.ANCHOR: gettext_lazy("the ledger does not pass through the anchor: it was cut, or written anew"),
        DefectCode.BEYOND_HEAD: gettext_lazy("the entry stands beyond the head"),
        DefectCode.UNLISTED: gettext_lazy("a row that the ledger does not know"),
    }
)


class Command(InputCommand):
    """Verify the hash chain over all decisions and events; ends with 1 if anything is wrong.

    Who can write the whole database can write another chain: only the comparison with an anchor, a head that was
    exported earlier and kept elsewhere, finds that.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an anchor to compare with, and where to write one."""
        super().add_arguments(parser)
        parser.add_argument("--anchor", metavar="FILE", type=Path, help="an anchor exported earlier, to compare with")
        parser.add_argument(
            "--export-anchor", metavar="FILE", type=Path, help="where to write the anchor of the ledger, if it is sound"
        )

    def run(self, options: dict[str, Any]) -> None:
        """Verify; write the anchor of what was verified; refuse for any defect."""
        anchor = None if options["anchor"] is None else _read(options["anchor"])
        head = stored_chain.current_head()
        defects = stored_chain.verify(anchor)
        for defect in defects:
            self.stdout.write(_line(defect))
        if defects:
            message = ngettext("The ledger has %(count)d defect.", "The ledger has %(count)d defects.", len(defects))
            raise Refused(message % {"count": len(defects)})
        message = ngettext(
            "The ledger is sound: %(count)d entry.", "The ledger is sound: %(count)d entries.", head.position
        )
        self.stdout.write(message % {"count": head.position})
        if options["export_anchor"] is not None:
            _write(options["export_anchor"], head)


def _line(defect: Defect) -> str:
    place = defect.detail or _("entry %(position)d") % {"position": defect.position}
    return labelled(place, _DEFECTS[defect.code])


def _read(path: Path) -> Head:
    try:
        with path.open(encoding="utf-8") as stream:
            return stored_chain.read_anchor(stream.read(_MAX_ANCHOR))
    except OSError as error:
        raise WrongUsage(_("%(file)s can't be read: %(reason)s") % {"file": path, "reason": error.strerror}) from error
    except (ValueError, RecursionError) as error:
        raise WrongUsage(_("%(file)s is no anchor.") % {"file": path}) from error


def _write(path: Path, head: Head) -> None:
    """Write the whole file or none: a torn anchor would cast doubt on a sound ledger."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(stored_chain.write_anchor(head), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        message = _("%(file)s can't be written: %(reason)s")
        raise WrongUsage(message % {"file": path, "reason": error.strerror}) from error
