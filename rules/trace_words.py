"""The words of a trace, in the reader's language: truths, groups, who supplies a fact."""

from collections.abc import Mapping

from .translation import _, translate
from .vocabulary import Fact

_TRUTHS: Mapping[bool | None, str] = {True: _("true"), False: _("false"), None: _("unknown")}
_GROUPS: Mapping[str, str] = {
    "all": _("All of these:"),
    "any": _("At least one of these:"),
    "not": _("None of these:"),
}
SUPPLIER_NAMES: Mapping[str, str] = {
    "customer": _("customer"),
    "seller": _("seller"),
    "agent": _("agent"),
    "order": _("order"),
    "catalogue": _("catalogue"),
    "computed": _("computed"),
    "measured": _("measured"),
    "derived": _("set by rules"),
}


def truth_name(truth: bool | None, language: str) -> str:
    """True, false or unknown."""
    return translate(language, _TRUTHS[truth])


def group_name(kind: str, language: str) -> str:
    """What a group (``all``, ``any``, ``not``) asks of its parts."""
    return translate(language, _GROUPS[kind])


def supplier_name(fact: Fact, language: str) -> str:
    """Who supplies a fact; empty where its definition does not say."""
    return translate(language, SUPPLIER_NAMES[fact.supplier]) if fact.supplier else ""
