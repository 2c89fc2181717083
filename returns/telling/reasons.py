"""Why a return was decided so, in plain words for those whom it concerns."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override as in_language

from returns.casework.standing import effective_verdicts
from returns.models.case import ReturnCase
from returns.models.catalogue import Resolution
from returns.telling.labels import catalogue_labels
from returns.telling.retelling import Retelling, retell
from returns.telling.verdicts import GUARANTEE_CHIPS


def plain_reasons(case: ReturnCase, language: str) -> str:
    """Return a line a guarantee that is claimed: the verdict that stands, and what the rules say of it.

    Where an agent decided otherwise it says so, and the rules' reasons are left out. Empty where the case has not
    been decided, or was erased.
    """
    told = retell(case.current_decision, language) if case.current_decision else None
    if told is None:
        return ""
    with in_language(language):
        return "\n".join(_lines(case, told))


def _lines(case: ReturnCase, told: Retelling) -> list[str]:
    otherwise = case.override.verdicts if case.override else {}
    names = catalogue_labels().guarantees
    lines = []
    for code, verdict in effective_verdicts(told.outcome, otherwise).items():
        why = [_("An agent decided this.")] if code in otherwise else _reasons(told, code)
        said = _("{guarantee}: {verdict}.").format(
            guarantee=names.get(code, code), verdict=str(GUARANTEE_CHIPS[verdict].word).lower()
        )
        lines.append(" ".join([said, *why]))
    return lines


def _reasons(told: Retelling, guarantee: str) -> list[str]:
    grounds = told.outcome["guarantees"][guarantee]["grounds"]
    return list(dict.fromkeys(told.reason(ground["rule"]) for ground in grounds))


def resolution_name(code: str, language: str) -> str:
    """Return what the catalogue calls a resolution, without a capital; its code where it has no row."""
    with in_language(language):
        row = Resolution.objects.filter(code=code).first()
        return row.label[:1].lower() + row.label[1:] if row else code
