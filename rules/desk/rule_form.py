"""The page of a rule: its condition, what it does, what people read, and the same in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rules import edits, host
from rules.desk.access import base_of, may_edit
from rules.desk.conditions_view import editor_view
from rules.desk.editing import Editing, Json, editor_and_version
from rules.desk.frame import desk_url, page
from rules.desk.rule_fields import RuleDraft
from rules.desk.rule_preview import placeholders, plain, previews, sample_of
from rules.desk.rulelist import PLURALS
from rules.desk.tree import Press
from rules.drafts import assemble, rule_entry
from rules.history import EditKind
from rules.kinds import KINDS
from rules.models import Rule, Version
from rules.refusals import DocumentRefused, EditConflict, LifecycleError
from rules.sentences import sentence
from rules.shapes import Reader
from rules.translation import DEFAULT_LANGUAGE, in_language, translate
from rules.vocabulary import parse_vocabulary

METHODS = ["GET", "HEAD", "POST"]
PART = "X-Desk-Part"
"""The header by which the script asks for the parts of the page that follow what is typed, not for the page."""


@dataclass(slots=True, kw_only=True)
class Desk(Editing):
    """What the page of a rule works with."""

    names: Mapping[str, Mapping[str, str]]
    revision: int | None = None

    @property
    def labels(self) -> Mapping[str, str]:
        """The names of codes, for sentences."""
        return host.code_labels(self.names)

    def sent(self, kind: str) -> RuleDraft:
        """The rule that the form holds."""
        data = self.request.POST
        return RuleDraft.sent(data, self.stored, kind, self.vocabulary, self.names, self.language)


@require_http_methods(METHODS)
def add(request: HttpRequest, version_id: int) -> HttpResponse:
    """Add a rule: first of which kind, then all the rest."""
    desk = _desk(request, version_id)
    if not may_edit(desk.person, desk.version) and request.method != "POST":
        raise PermissionDenied
    kind, about = (request.GET.get(name, "") for name in ("kind", "fact"))
    if kind not in KINDS:
        context = {"kinds": _kinds(), "about": about}
        return page(request, "rule_kinds", version=desk.version, title=_("New rule"), context=context)
    if request.method == "POST":
        return _answer(desk, desk.sent(kind))
    return _show(desk, RuleDraft.blank(kind, desk.vocabulary, desk.names, desk.language, about))


@require_http_methods(METHODS)
def edit(request: HttpRequest, version_id: int, key: str) -> HttpResponse:
    """Show a rule, and change it."""
    desk = _desk(request, version_id)
    desk.stored, desk.revision = _stored(desk.version, key)
    if desk.stored is None:
        return _missing(desk, key)
    if request.method == "POST":
        desk.revision = _seen(request)
        return _answer(desk, desk.sent(desk.stored["kind"]))
    draft = RuleDraft.stored(desk.stored, desk.vocabulary, desk.names, desk.language)
    return _show(desk, draft) if may_edit(desk.person, desk.version) else _read(desk, draft)


def _desk(request: HttpRequest, version_id: int) -> Desk:
    person, version = editor_and_version(request, version_id)
    document = assemble(version) if version.is_frozen else version.frame
    return Desk(
        request=request,
        person=person,
        version=version,
        vocabulary=parse_vocabulary(document, Reader()),
        names=host.get().code_names(),
        language=get_language() or DEFAULT_LANGUAGE,
    )


def _stored(version: Version, key: str) -> tuple[Json | None, int | None]:
    """The rule as the version has it, and its revision."""
    if version.is_frozen:
        rules: list[Json] = assemble(version)["rules"]
        return next((rule for rule in rules if rule["key"] == key), None), None
    row = version.rules.filter(key=key).first()
    return (None, None) if row is None else (rule_entry(row), row.revision)


def _seen(request: HttpRequest) -> int:
    """The revision that the editor looked at; 0, which no rule has, where the form does not say."""
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0


def _missing(desk: Desk, key: str) -> HttpResponse:
    """A rule that is not there; if somebody deleted it under the editor's hands, the form comes back as a new one."""
    kind = desk.request.POST.get("kind", "")
    if kind not in KINDS:
        raise Http404
    desk.refuse_deleted(EditKind.RULE_DELETED, key)
    return _show(desk, desk.sent(kind))


# What a button does


def _answer(desk: Desk, draft: RuleDraft) -> HttpResponse:
    if desk.request.headers.get(PART):
        return _parts(desk, _redrawn(desk, draft))
    if desk.do in ("save", "stay", "another", "duplicate"):
        return _save(desk, draft)
    if desk.do in ("delete", "delete-now") and draft.key:
        return _delete(desk, draft)
    return _show(desk, _redrawn(desk, draft))


def _redrawn(desk: Desk, draft: RuleDraft) -> RuleDraft:
    button = Press.read(desk.do)
    return (draft.pressed(button) if button else draft).being_written()


def _save(desk: Desk, draft: RuleDraft) -> HttpResponse:
    if not draft.is_right():
        desk.problems, desk.status = draft.problems(), 422
        return _show(desk, draft)
    is_copy = desk.do == "duplicate"
    try:
        rule = _saved(desk, draft, is_copy=is_copy)
    except EditConflict as conflict:
        _tell(desk, conflict)
    except DocumentRefused as refused:
        desk.problems, desk.status = draft.refused(refused.report.faults), 422
    except LifecycleError as refusal:
        desk.refuse(refusal)
    else:
        return _gone_on(desk, rule, is_copy=is_copy)
    return _show(desk, draft)


@transaction.atomic
def _saved(desk: Desk, draft: RuleDraft, *, is_copy: bool) -> Rule:
    for list_name, code in draft.effect.new_codes():
        edits.add_code(version=desk.version, by=desk.person, list_name=list_name, code=code)
    entry = draft.document()
    if is_copy or not draft.key:
        entry = {**entry, "key": "", "enabled": entry["enabled"] and not is_copy}
        return edits.save_rule(version=desk.version, by=desk.person, key=None, rule_json=entry, revision=None)
    return edits.save_rule(version=desk.version, by=desk.person, key=draft.key, rule_json=entry, revision=desk.revision)


def _tell(desk: Desk, conflict: EditConflict) -> None:
    desk.refuse(conflict)
    if isinstance(conflict.current, Rule):
        desk.theirs, desk.revision = rule_entry(conflict.current), conflict.current.revision


def _gone_on(desk: Desk, rule: Rule, *, is_copy: bool) -> HttpResponse:
    title = rule.title or rule.key
    if is_copy:
        messages.success(desk.request, _("This is the copy, disabled until you enable it."))
        return redirect(desk_url("rule", desk.version, rule.key))
    messages.success(desk.request, _("“%(title)s” is saved.") % {"title": title})
    if desk.do == "stay":
        return redirect(desk_url("rule", desk.version, rule.key))
    if desk.do == "another":
        return redirect(f"{desk_url('rule_add', desk.version)}?kind={rule.kind}")
    return redirect(f"{desk_url('workspace', desk.version)}#rule-{rule.key}")


def _delete(desk: Desk, draft: RuleDraft) -> HttpResponse:
    title = draft.text(f"title_{desk.language[:2]}") or draft.key
    if desk.do == "delete":
        context = {"revision": desk.revision, "name": title, "draft": draft}
        return page(desk.request, "rule_delete", version=desk.version, title=_("Delete a rule"), context=context)
    try:
        edits.delete_rule(version=desk.version, by=desk.person, key=draft.key, revision=desk.revision)
    except LifecycleError as refusal:
        messages.error(desk.request, str(refusal))
        return redirect(desk_url("rule", desk.version, draft.key))
    messages.success(desk.request, _("“%(title)s” is deleted.") % {"title": title})
    return redirect(desk_url("workspace", desk.version))


# What is shown


def _context(desk: Desk, draft: RuleDraft) -> dict[str, Any]:
    sample = sample_of(desk.version, desk.person, desk.vocabulary)
    near, far = placeholders(draft)
    return {
        # Long conditions need the width.
        "is_nav_sidebar_enabled": False,
        "draft": draft,
        "kind": KINDS[draft.kind],
        "editor": editor_view(draft.condition, desk.vocabulary, desk.language),
        "sentence": plain(draft, desk.labels),
        "sample": sample,
        "previews": previews(draft, sample),
        "placeholders": near,
        "more_placeholders": far,
        "revision": desk.revision,
        "problems": desk.problems,
        "refusal": desk.refusal,
        "theirs": desk.theirs and _theirs(desk, desk.theirs),
    }


def _theirs(desk: Desk, entry: Json) -> dict[str, Any]:
    return {"rule": entry, "sentence": sentence(entry, desk.vocabulary, desk.language, desk.labels)}


def _show(desk: Desk, draft: RuleDraft) -> HttpResponse:
    context = {**_context(desk, draft), "lead": _lead(desk, draft)}
    return page(
        desk.request, "rule", version=desk.version, title=_title(desk, draft), status=desk.status, context=context
    )


def _read(desk: Desk, draft: RuleDraft) -> HttpResponse:
    context = {**_context(desk, draft), "lead": _lead(desk, draft)}
    return page(desk.request, "rule_read", version=desk.version, title=_title(desk, draft), context=context)


def _parts(desk: Desk, draft: RuleDraft) -> HttpResponse:
    frame = {"version": desk.version, "editable": may_edit(desk.person, desk.version)}
    return render(desk.request, "rules/desk/rule_parts.html", {**frame, **_context(desk, draft)})


def _title(desk: Desk, draft: RuleDraft) -> str:
    if desk.stored is not None:
        return in_language(desk.stored["title"], desk.language) or desk.stored["key"]
    return _("New rule: %(kind)s") % {"kind": translate(desk.language, KINDS[draft.kind].label)}


def _lead(desk: Desk, draft: RuleDraft) -> str:
    words = {
        "kind": translate(desk.language, KINDS[draft.kind].label),
        "number": desk.version.number,
        "state": desk.version.get_state_display(),
    }
    lead = _("%(kind)s, version %(number)s, %(state)s.") % words
    return f"{lead} {_since(desk)}".strip()


def _since(desk: Desk) -> str:
    base = base_of(desk.version)
    if base is None or desk.stored is None or base.pk == desk.version.pk:
        return ""
    before, _revision = _stored(base, desk.stored["key"])
    if before is None:
        return _("New since version %(number)s.") % {"number": base.number}
    if before == desk.stored:
        return _("As in version %(number)s.") % {"number": base.number}
    return _("Changed since version %(number)s.") % {"number": base.number}


def _kinds() -> list[tuple[str, str, str]]:
    return [(kind, str(plural), str(purpose)) for kind, (plural, purpose) in PLURALS.items()]
