"""Coverage: what each category of device is asked for, on one screen, worked out by the rules of a version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules.coverage import usual_facts
from rules.desk.access import base_of, version_for
from rules.desk.beside import siblings, wanted_version
from rules.desk.coverage_table import Table
from rules.desk.frame import desk_url, page, signed_in
from rules.desk.suppositions import Suppositions
from rules.document import RulebookDocument
from rules.drafts import assemble
from rules.faults import RulebookError
from rules.models import Version
from rules.parse import parse_document
from rules.shapes import Reader
from rules.strata import DerivationCycleError
from rules.translation import DEFAULT_LANGUAGE
from rules.wording import fact_name

NONE = "none"
"""What the address says in place of a version to compare with."""


@require_safe
def show(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Show the table of a version; ``?version=`` leads to that of another one."""
    version = version_for(signed_in(request), version_id)
    other = wanted_version(signed_in(request), request.GET.get("version", ""))
    if other is not None and other != version:
        return redirect(desk_url("matrix", other))
    title = _("Coverage, version %(number)s") % {"number": version.number}
    return page(request, "matrix", version=version, title=title, tab="matrix", context=_context(request, version))


def _context(request: HttpRequest, version: Version) -> dict[str, Any]:
    language = get_language() or DEFAULT_LANGUAGE
    base, document = _base(request, version), _parsed(version)
    today = timezone.localdate()
    supposed = Suppositions.of(request.GET, document.vocabulary, usual_facts(document), today, language)
    context = {"base": base, "versions": siblings(version), "supposed": supposed, "none": NONE}
    try:
        table = Table(
            version,
            document,
            None if base is None else _parsed(base),
            on=supposed.day,
            supposed=supposed.values,
            language=language,
            step=request.GET.get("step", ""),
        )
    except DerivationCycleError as cycle:
        return {**context, "circle": [fact_name(document.vocabulary[name], language) for name in cycle.names]}
    return {**context, "table": table, "offers": supposed.offers(table.depends_on), **_chosen(request, table)}


def _chosen(request: HttpRequest, table: Table) -> dict[str, Any]:
    """The cell whose rules are listed below the table."""
    square = table.square(request.GET.get("cell", ""))
    if square is None:
        return {}
    return {"chosen": square, "heading": table.heading(square), "reasons": table.reasons(square)}


def _base(request: HttpRequest, version: Version) -> Version | None:
    """What the table is compared with: what the reader chose, else what the version replaces."""
    wanted = request.GET.get("compare", "")
    if wanted == NONE:
        return None
    return wanted_version(signed_in(request), wanted) or base_of(version)


def _parsed(version: Version) -> RulebookDocument:
    """The document of a version; what is faulty in a draft is left out."""
    document = parse_document(assemble(version), Reader())
    if document is None:
        raise RulebookError(())
    return document
