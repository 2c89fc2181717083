"""The way in: the link of a mail, or an order number and an e-mail address; and the way out."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from returns.guide import limits
from returns.guide.invitations import cases_to_find
from returns.guide.links import find_link
from returns.guide.questions import Wrong
from returns.guide.session import forget, link_of, remember
from returns.guide.tasks import send_links


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let the browser in and lead it to an address without the token; write nothing, for scanners open links."""
    link = find_link(token)
    response = redirect("guide:home" if link else "guide:expired")
    if link:
        remember(response, link)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def expired(request: HttpRequest) -> HttpResponse:
    """Say that a link no longer opens anything, and how to get another."""
    return render(request, "returns/guide/expired.html")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Answer a request for a link: always the same."""
    return render(request, "returns/guide/sent.html")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Let the browser be a stranger again, on a device that others use."""
    response = redirect("guide:find")
    forget(response)
    return response


class FindForm(forms.Form):
    """What a customer knows of the return."""

    order = forms.CharField(
        label=_("Order number"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input w-20", "autocomplete": "off"}),
        error_messages={"required": _("Write the order number. It is in the confirmation of your purchase.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={
            "required": _("Write the e-mail address that you ordered with."),
            "invalid": _("This is no e-mail address. Write it like name@example.com."),
        },
    )


class FindReturn(View):
    """Sends a new link to whoever knows an order and its e-mail address."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, and keep nothing in caches."""
        return never_cache(super().dispatch)(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for both."""
        return self._show(request, FindForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the links of what is found; the answer is the same whether anything was."""
        form = FindForm(request.POST)
        if not form.is_valid():
            return self._show(request, form)
        if not limits.may_ask(request):
            return self._show(request, form, status=429)
        order, email = form.cleaned_data["order"].strip(), form.cleaned_data["email"].strip()
        found = cases_to_find(order_number=order, email=email)
        is_few = limits.may_send(request, f"{order}\n{email}".lower())
        send_links.enqueue([case.pk for case in found] if is_few else [])
        return redirect("guide:sent")

    def _show(self, request: HttpRequest, form: FindForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "errors": [Wrong(field.id_for_label, str(error)) for field in form for error in field.errors],
            "is_too_often": status == 429,
            "is_known": link_of(request) is not None,
        }
        return render(request, "returns/guide/find.html", context, status=status)
