"""The deeds of assignment: take a case, give it back, hand it to a colleague, take the next one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from returns.admin.casedesk.deed_forms import DeedForm
from returns.admin.casedesk.deeds import Deed, answer
from returns.admin.casedesk.frame import agent, case_url, page, queue_url
from returns.admin.casedesk.people import agents
from returns.casework.assignment import assign, hand_over, take_next, unassign
from returns.casework.changes import CaseChangedError
from returns.casework.urgency import most_urgent
from returns.models import ReturnCase, User


class GiveForm(DeedForm):
    """To whom a case goes."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"), queryset=User.objects.none(), widget=forms.Select(attrs={"class": "d-in"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = agents()


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """Assign a case to the reader."""
    return answer(request, case_id, lambda case, _user: _take(case))


def _take(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Take %(case)s") % {"case": case},
        text=gettext_lazy("The case is yours until you give it back or hand it over."),
        button=gettext_lazy("Assign to me"),
        done=gettext_lazy("The case is yours."),
        do=lambda case, user, _data: _done(assign(case=case, to=user, actor=user)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give a case back to everybody."""
    return answer(request, case_id, lambda case, _user: _release(case))


def _release(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Give %(case)s back") % {"case": case},
        text=gettext_lazy("Whoever takes the next case may take it."),
        button=gettext_lazy("Give back"),
        done=gettext_lazy("The case is everybody's again."),
        do=lambda case, user, _data: _done(unassign(case=case, actor=user)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand a case to a colleague."""
    return answer(request, case_id, lambda case, _user: _give(case))


def _give(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Hand over %(case)s") % {"case": case},
        text=gettext_lazy("It stands in the colleague's queue at once."),
        button=gettext_lazy("Hand over"),
        done=gettext_lazy("The case has been handed over."),
        do=lambda case, user, data: _done(assign(case=case, to=data["to"], actor=user)),
        form=GiveForm,
    )


def _done(_event: object) -> None:
    """The case is what comes next."""


@require_POST
def take_the_next(request: HttpRequest) -> HttpResponse:
    """Assign the most urgent case that nobody has, and show it; who was slower gets the one after."""
    user = agent(request)
    case = take_next(actor=user)
    if case is None:
        messages.info(request, _("Nobody waits: every case that needs a person has one."))
        return redirect(queue_url())
    messages.success(request, _("%(case)s is yours.") % {"case": case})
    return redirect(case_url(case))


def next_case(user: User, besides: ReturnCase) -> ReturnCase | None:
    """Return the reader's own most urgent case that waits, besides one."""
    return most_urgent(ReturnCase.objects.filter(assigned_to=user).exclude(pk=besides.pk), timezone.now())


def after(request: HttpRequest, user: User, case: ReturnCase, done: str) -> str:
    """Say what was done to a case with a link back to it, and return the address of the reader's next one."""
    following = next_case(user, case)
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, case_url(case), case.reference))
    return case_url(following) if following else queue_url()


class AwayForm(forms.Form):
    """Whose cases go to whom."""

    away = forms.ModelChoiceField(
        label=gettext_lazy("Who is away"), queryset=User.objects.none(), widget=forms.Select(attrs={"class": "d-in"})
    )
    to = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("everybody: they go back to the queue"),
        widget=forms.Select(attrs={"class": "d-in"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = agents()

    def clean(self) -> dict[str, Any]:
        """Refuse to hand somebody's cases to themselves."""
        found = super().clean() or {}
        if found.get("to") is not None and found["to"] == found.get("away"):
            self.add_error("to", _("Choose somebody else."))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Hand over everything of somebody who is away."""
    user = agent(request)
    form = AwayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = hand_over(away=form.cleaned_data["away"], to=form.cleaned_data["to"], actor=user)
        except CaseChangedError as refusal:
            context = {"form": form, "back": queue_url(), "refusal": str(refusal)}
            return page(request, "away", title=_("Somebody is away"), context=context, status=409)
        text = ngettext("%(count)d case has been handed over.", "%(count)d cases have been handed over.", count)
        messages.success(request, text % {"count": count})
        return redirect(queue_url())
    context = {"form": form, "back": queue_url()}
    return page(request, "away", title=_("Somebody is away"), context=context, status=422 if form.errors else 200)
