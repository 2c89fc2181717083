"""Mails in the admin: texts edited with a preview, the outbox read, the limit of refunds kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.mailing.outbox import send_later
from returns.models import MessageTemplate, OutboxMessage, RefundLimit, ReturnCase
from tests.cast import Cast, permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_texts")]
LIST = "admin:returns_outboxmessage_changelist"
TEMPLATE = "admin:returns_messagetemplate_change"


@pytest.fixture
def agent(client: Client, cast: Cast) -> Client:
    client.force_login(cast.agent)
    client.cookies.load({"django_language": "en"})
    return client


@pytest.fixture
def editor(client: Client, cast: Cast) -> Client:
    rights = ("view", "change", "add")
    permissions = [f"returns.{right}_{model}" for right in rights for model in ("messagetemplate", "refundlimit")]
    client.force_login(permit(cast.rule_editor, *permissions))
    client.cookies.load({"django_language": "en"})
    return client


def write(case: ReturnCase) -> OutboxMessage:
    context = {"message": "<b>Hello</b>"}
    message = send_later(
        template="message_to_customer", to="camille@example.org", language="en", context=context, case=case
    )
    assert message is not None
    return message


def test_the_outbox_costs_the_same_for_one_mail_and_for_three(agent: Client, case: ReturnCase) -> None:
    counts = []
    for total in (1, 3):
        while OutboxMessage.objects.count() < total:
            write(case)
        agent.get(reverse(LIST))
        with CaptureQueriesContext(connection) as captured:
            page = agent.get(reverse(LIST)).content.decode()
        assert page.count("a message for you") == total
        counts.append(len(captured))
    # Session, user, permissions, second factors, the count, the templates to filter by, rows.
    assert counts == [7, 7]


def test_a_mail_is_shown_as_it_reads(agent: Client, case: ReturnCase) -> None:
    message = write(case)
    page = agent.get(reverse("admin:returns_outboxmessage_change", args=[message.pk])).content.decode()
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page
    assert "[personal link]" in page
    assert "\ue000" not in page


def test_nobody_writes_in_the_outbox(admin_client: Client, case: ReturnCase) -> None:
    message = write(case)
    for name in ("change", "delete"):
        url = reverse(f"admin:returns_outboxmessage_{name}", args=[message.pk])
        assert admin_client.post(url, {"post": "yes"}).status_code == 403
    assert admin_client.get(reverse("admin:returns_outboxmessage_add")).status_code == 403


def form_of(template: MessageTemplate) -> dict[str, str]:
    names = ("position", "label_fr", "label_en", "subject_fr", "subject_en", "body_fr", "body_en")
    return {name: str(getattr(template, name)) for name in names} | {"is_active": "on"}


def test_a_text_is_edited_beside_what_it_reads_like(editor: Client) -> None:
    template = MessageTemplate.objects.get(code="evidence_refused")
    url = reverse(TEMPLATE, args=[template.pk])
    page = editor.get(url).content.decode()
    assert "{reason}" in page
    assert "The photo is blurred." in page
    assert "La photo est floue." in page or "The photo is blurred." in page
    answer = editor.post(url, form_of(template) | {"subject_en": "Again, please: {item}"})
    assert answer.status_code == 302
    template.refresh_from_db()
    assert template.text("subject", "en") == "Again, please: {item}"


def test_a_wrong_placeholder_is_said_at_its_field_and_nothing_typed_is_lost(editor: Client) -> None:
    template = MessageTemplate.objects.get(code="evidence_refused")
    answer = editor.post(reverse(TEMPLATE, args=[template.pk]), form_of(template) | {"body_en": "Because {verdict}."})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "{verdict} is unknown here." in page
    assert "Because {verdict}." in page
    assert list(answer.context["adminform"].form.errors) == ["body_en"]


def test_the_limit_keeps_its_history(editor: Client) -> None:
    limit = RefundLimit.objects.create(currency="EUR", amount=300)
    url = reverse("admin:returns_refundlimit_change", args=[limit.pk])
    assert editor.post(url, {"currency": "EUR", "amount": "450.00"}).status_code == 302
    amounts = RefundLimit.history.values_list("amount", flat=True)  # type: ignore[attr-defined]
    assert sorted(map(int, amounts)) == [300, 450]
    answer = editor.post(url, {"currency": "euro", "amount": "-1"})
    assert set(answer.context["adminform"].form.errors) == {"currency", "amount"}
