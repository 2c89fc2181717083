"""The deeds of writing: a note for colleagues, a mail to the customer or the seller, a request for what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from returns.admin.casedesk.deed_forms import DeedForm, NoteForm, words
from returns.admin.casedesk.deeds import REFUSALS, Deed, answer, ask, changed, said
from returns.admin.casedesk.frame import agent, case_for, case_url
from returns.casework.conversation import add_note, preview_message, send_message, settle_message
from returns.casework.requesting import Wanted, lacking_of, preview_request, request_missing
from returns.mailing.outbox import MailText
from returns.models import MessageTemplate, ReturnCase, User
from returns.telling.labels import item_names
from returns.telling.retelling import EMPTY, readable_book
from returns.workflow import Audience
from rules.wording import fact_question

READERS = ((Audience.CUSTOMER.value, Audience.CUSTOMER.label), (Audience.SELLER.value, Audience.SELLER.label))
PREVIEW = "preview"
_NO_TEXT = gettext_lazy("There is no text for this mail: the catalogue's editors write it.")


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep a note that only staff read."""
    return answer(request, case_id, lambda case, _user: _note(case))


def _note(case: ReturnCase) -> Deed:
    def do(case: ReturnCase, user: User, data: dict[str, Any]) -> str:
        add_note(case=case, actor=user, text=data["text"])
        return case_url(case, "timeline")

    return Deed(
        title=_("Internal note: %(case)s") % {"case": case},
        text=gettext_lazy("Kept with the case; only staff read it."),
        button=gettext_lazy("Add the note"),
        done=gettext_lazy("The note has been added."),
        do=do,
        form=NoteForm,
        needs_sight=False,
    )


def _whom() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("To whom"), choices=READERS, initial=Audience.CUSTOMER, widget=forms.RadioSelect
    )


class MessageForm(DeedForm):
    """A mail in one's own words."""

    whom = _whom()
    text = words(gettext_lazy("Message"), required=True, rows=6)


@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write to the customer or the seller, with a look at the mail before it leaves."""
    user = agent(request)
    case = case_for(user, case_id)
    deed = _message(case)
    form = MessageForm(request.POST or None, initial={"revision": case.revision, "whom": Audience.CUSTOMER})
    if request.method == "POST" and form.is_valid() and PREVIEW in request.POST:
        data = form.cleaned_data
        try:
            mail = preview_message(case=case, whom=Audience(data["whom"]), text=data["text"])
        except MessageTemplate.DoesNotExist:
            return ask(request, case, deed, form, refusal=_NO_TEXT, status=409)
        return ask(request, case, deed, form, mail=mail)
    return answer(request, case_id, lambda case, _user: _message(case))


def _message(case: ReturnCase) -> Deed:
    def do(case: ReturnCase, user: User, data: dict[str, Any]) -> str:
        send_message(case=case, actor=user, whom=Audience(data["whom"]), text=data["text"])
        return case_url(case, "timeline")

    return Deed(
        title=_("Write about %(case)s") % {"case": case},
        text=gettext_lazy("Your words go by e-mail, within a message template. The answer comes to the case."),
        button=gettext_lazy("Send"),
        done=gettext_lazy("The message has been sent."),
        do=do,
        form=MessageForm,
        needs_sight=False,
        template="mail",
        crumb=gettext_lazy("Write"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say that what the customer wrote needs no answer."""
    return answer(request, case_id, lambda case, _user: _settle(case))


def _settle(case: ReturnCase) -> Deed:
    def do(case: ReturnCase, user: User, _data: dict[str, Any]) -> str:
        settle_message(case=case, actor=user)
        return case_url(case, "timeline")

    return Deed(
        title=_("No answer needed: %(case)s") % {"case": case},
        text=gettext_lazy("The message stays in the timeline; the case no longer waits for an answer to it."),
        button=gettext_lazy("No answer needed"),
        done=gettext_lazy("The message is settled."),
        do=do,
    )


class RequestForm(DeedForm):
    """What to ask of whom; a choice that is not lacking any more is refused by name."""

    items = forms.MultipleChoiceField(label=gettext_lazy("Items"), required=False, widget=forms.CheckboxSelectMultiple)
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("Questions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    message = words(gettext_lazy("A word besides"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def request_items(request: HttpRequest, case_id: int, whom: str) -> HttpResponse:
    """Ask the customer or the seller for exactly what is missing, with a look at the mail before it leaves."""
    user = agent(request)
    case = case_for(user, case_id)
    reader = Audience(whom)
    wanted = lacking_of(case)
    make = _request_form(case, wanted[reader])
    deed = _request(case, reader, wanted, make)
    if request.method != "POST":
        chosen = {"items": wanted[reader].items, "facts": wanted[reader].facts}
        return ask(request, case, deed, make(initial={"revision": case.revision, **chosen}))
    form = make(request.POST)
    if not form.is_valid():
        return ask(request, case, deed, form, status=422)
    if form.cleaned_data["revision"] != case.revision:
        return changed(request, case, deed, form)
    return _ask_or_show(request, case, user, reader, deed, form)


def _ask_or_show(
    request: HttpRequest, case: ReturnCase, user: User, whom: Audience, deed: Deed, form: RequestForm
) -> HttpResponse:
    data = {name: form.cleaned_data[name] for name in ("items", "facts", "message")}
    try:
        if PREVIEW in request.POST:
            mail: MailText = preview_request(case=case, whom=whom, **data)
            return ask(request, case, deed, form, mail=mail)
        request_missing(case=case, whom=whom, actor=user, **data)
    except MessageTemplate.DoesNotExist:
        return ask(request, case, deed, form, refusal=_NO_TEXT, status=409)
    except REFUSALS as refusal:
        return ask(request, case, deed, form, refusal=said(refusal, case), status=409)
    messages.success(request, str(deed.done))
    return redirect(case_url(case, "timeline"))


def _request(case: ReturnCase, whom: Audience, wanted: dict[Audience, Wanted], form: type[DeedForm]) -> Deed:
    reader = case.customer if whom == Audience.CUSTOMER else case.seller
    return Deed(
        title=_("Ask for what is missing: %(case)s") % {"case": case},
        text=_("By e-mail to %(whom)s, within a message template of the catalogue.") % {"whom": reader},
        button=gettext_lazy("Send"),
        done=_("%(whom)s has been asked.") % {"whom": reader},
        do=lambda _case, _user, _data: None,
        form=form,
        template="request",
        crumb=gettext_lazy("Ask for what is missing"),
        context={"whom": whom.value, "others": list(_others(whom, wanted)), "is_empty": not wanted[whom]},
    )


def _others(whom: Audience, wanted: dict[Audience, Wanted]) -> Iterator[tuple[str, Any, bool, int]]:
    """Each side with its name, whether it is shown, and how many things it lacks."""
    for code, label in READERS:
        lacks = wanted[Audience(code)]
        yield code, label, code == whom, len(lacks.items) + len(lacks.facts)


def _request_form(case: ReturnCase, wanted: Wanted) -> type[RequestForm]:
    names = item_names()
    book = readable_book(case.version_hash)
    vocabulary = book.vocabulary if book else EMPTY
    language = get_language() or "fr"
    questions = [(name, fact_question(vocabulary[name], language)) for name in wanted.facts]
    fields = {
        "items": _ticks(gettext_lazy("Items"), [(code, names.get(code, code)) for code in wanted.items]),
        "facts": _ticks(gettext_lazy("Questions"), questions),
    }
    return type("CaseRequestForm", (RequestForm,), fields)


def _ticks(label: Any, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
