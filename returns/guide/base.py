"""What every page of the guide shares: whose return it is, the language, and what happens when somebody was quicker."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views import View

from returns.adjudication import decide_case
from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.guide.progress import Progress, read_progress
from returns.guide.session import link_of
from returns.models.case import ReturnCase
from returns.models.customer_link import CustomerLink
from returns.models.people import Customer
from returns.workflow import TRANSITIONS, State

CORRECTABLE = frozenset({State.PREPARING, State.READY})
"""Until the parcel leaves, everything can be corrected."""
ATTEMPTS = 3
"""How often a POST is tried while somebody else keeps changing the return."""


class GuidePage(View):
    """One page about the return whose link the browser opened; a stranger is sent to the way in."""

    template_name = ""
    correcting = False
    """Whether the page serves the preparation only; once the parcel has left it leads to the status."""

    takes_files = False
    """Whether a POST reads a file, which takes too long for one transaction around it all."""
    has_script = False
    cancellable = TRANSITIONS["cancel"].sources

    link: CustomerLink
    case: ReturnCase

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Fetch the return by the link, which is the permission check; answer, and keep nothing in caches."""
        link = link_of(request)
        if link is None:
            return redirect("guide:find")
        self._take(link)
        response = self._answer(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def _take(self, link: CustomerLink) -> None:
        self.link, self.case = link, link.case
        self.__dict__.pop("progress", None)

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; if somebody changed the return meanwhile, take it up anew: the customer's word still stands.

        After a few times, and at once where a file was read, which is kept by itself, the page shows how far it came.
        """
        for _attempt in range(1 if self.takes_files else ATTEMPTS):
            try:
                with nullcontext() if self.takes_files or request.method != "POST" else transaction.atomic():
                    return self._respond(request, *args, **kwargs)
            except CaseFinalError:
                return redirect("guide:home")
            except CaseChangedError:
                self.reload()
        return redirect(request.get_full_path())

    def _respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.correcting and self.case.state not in CORRECTABLE:
            return redirect("guide:home")
        return super().dispatch(request, *args, **kwargs)

    def typed(self, name: str) -> str:
        """Return what was sent in a field, without NULs, which no database of ours can keep or look for."""
        return str(self.request.POST.get(name, "")).replace("\0", "").strip()

    def reload(self) -> None:
        """Take the return up as it stands now."""
        link = link_of(self.request)
        if link is None:
            raise Http404
        self._take(link)

    @property
    def customer(self) -> Customer:
        """Who acts."""
        return self.case.customer

    @property
    def language(self) -> str:
        """The reader's language."""
        return get_language() or "fr"

    @cached_property
    def progress(self) -> Progress:
        """How far the preparation has come."""
        return read_progress(self.case, self.language)

    def decide_again(self) -> None:
        """Apply the rules to what has just been said, and look at the progress anew."""
        decide_case(case=self.case, actor=self.customer)
        self.__dict__.pop("progress", None)

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """Render the page."""
        shared = {"case": self.case, "progress": self.progress, "page": self}
        return render(self.request, self.template_name, {**shared, **context}, status=status)
