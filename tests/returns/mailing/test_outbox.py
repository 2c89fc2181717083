"""The outbox: written with what it tells of, sent at least once, never with a secret in it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from returns.casework.transitions import perform
from returns.mailing.mails import MAILS
from returns.mailing.outbox import (
    ATTEMPTS,
    LEASE,
    deliver,
    deliver_waiting,
    erase_messages,
    preview,
    send_later,
    shown,
    supply,
)
from returns.models import Customer, MessageTemplate, OutboxMessage, ReturnCase
from returns.privacy.erasure import erase_case
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_texts")]
State = OutboxMessage.State
Committed = Callable[..., AbstractContextManager[list[Any]]]


class OutOfOrder(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError("no mail server")


def write(case: ReturnCase, **changes: Any) -> OutboxMessage:
    given = {
        "template": "evidence_refused",
        "to": "camille@example.org",
        "language": "en",
        "context": {"item": "Photo of the back", "reason": "It is blurred."},
        "case": case,
    }
    message = send_later(**{**given, **changes})
    assert message is not None
    return message


def test_a_mail_leaves_once_it_is_committed(
    case: ReturnCase, django_capture_on_commit_callbacks: Committed, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Constat <hello@returns.example.org>"
    with django_capture_on_commit_callbacks(execute=True):
        message = write(case)
        assert mail.outbox == []
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["camille@example.org"], f"Return {case}: one item has to be done again")
    assert "Photo of the back" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{message.message_id}@returns.example.org>"
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.SENT, 1)


def write_and_fail(case: ReturnCase) -> None:
    write(case)
    raise RuntimeError


def test_what_is_rolled_back_is_never_sent(case: ReturnCase, django_capture_on_commit_callbacks: Committed) -> None:
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(RuntimeError), transaction.atomic():
        write_and_fail(case)
    assert (callbacks, OutboxMessage.objects.count(), mail.outbox) == ([], 0, [])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_reader_gets_their_language(case: ReturnCase, language: str) -> None:
    begins = {"fr": "Bonjour Camille,", "en": "Hello Camille,"}
    assert write(case, language=language).body.startswith(begins[language])


def test_no_value_brings_in_a_header(case: ReturnCase) -> None:
    case.device.model = "Phone\r\nBcc: everybody@example.org\n\nBuy"
    MessageTemplate.objects.filter(code="evidence_refused").update(subject_en="{device}, {item}")
    message = write(case, context={"item": "x\nSubject: y\x00", "reason": ""})
    assert message.subject == "Apple Phone Bcc: everybody@example.org Buy, x Subject: y"
    assert deliver(message.pk)
    assert mail.outbox[0].recipients() == ["camille@example.org"]
    assert mail.outbox[0].message()["Bcc"] is None


@pytest.mark.parametrize("to", ["", "nobody", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org"])
def test_a_mail_to_nobody_is_kept_and_not_sent(case: ReturnCase, to: str) -> None:
    message = write(case, to=to)
    assert (message.state, message.to) == (State.DROPPED, "")
    assert not deliver(message.pk)
    assert mail.outbox == []


def test_what_staff_have_switched_off_is_not_sent(case: ReturnCase, caplog: pytest.LogCaptureFixture) -> None:
    MessageTemplate.objects.filter(code="evidence_refused").update(is_active=False)
    assert send_later(template="evidence_refused", to="a@example.org", language="en", case=case) is None
    assert "evidence_refused" in caplog.text
    assert not OutboxMessage.objects.exists()


def test_a_code_that_is_not_in_the_table_is_a_mistake_of_ours(case: ReturnCase) -> None:
    with pytest.raises(KeyError):
        send_later(template="spam", to="a@example.org", language="en", case=case)


@pytest.fixture
def personal_link() -> Iterator[None]:
    from returns.mailing import outbox

    before = dict(outbox._SUPPLIERS)
    supply("link", lambda message: f"https://example.org/r/secret-{message.message_id}")
    yield
    outbox._SUPPLIERS.update(before)


@pytest.mark.usefixtures("personal_link")
def test_a_personal_link_is_made_as_the_mail_leaves_and_stored_nowhere(case: ReturnCase) -> None:
    message = write(case, template="customer_link", context={})
    assert "secret" not in message.body
    assert "[personal link]" in shown((message.subject, message.body), "en").body  # type: ignore[arg-type]
    assert deliver(message.pk)
    assert f"https://example.org/r/secret-{message.message_id}" in mail.outbox[0].body
    message.refresh_from_db()
    assert "secret" not in message.body


@pytest.mark.usefixtures("personal_link")
def test_nobody_gets_a_link_by_typing_its_placeholder(case: ReturnCase) -> None:
    message = write(
        case, template="message_to_seller", context={"message": "{link} {portal_link} \ue000link\ue001 {first_name}"}
    )
    assert deliver(message.pk)
    assert "secret" not in mail.outbox[0].body
    assert "{link} {portal_link} link {first_name}" in mail.outbox[0].body


def test_only_what_fills_itself_late_has_a_supplier() -> None:
    with pytest.raises(ValueError, match="first_name"):
        supply("first_name", lambda _message: "")


def test_what_fails_is_tried_again_later_under_the_same_identifier(
    case: ReturnCase, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    message = write(case)
    settings.EMAIL_BACKEND = "tests.returns.mailing.test_outbox.OutOfOrder"
    assert deliver_waiting() == (0, 1)
    # It is not due again yet.
    assert deliver_waiting() == (0, 0)
    failed = OutboxMessage.objects.get()
    assert failed.last_error == "ConnectionRefusedError: no mail server"
    assert timedelta(seconds=50) < failed.next_attempt_at - timezone.now() <= timedelta(minutes=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    assert deliver_waiting() == (1, 0)
    assert message.message_id in mail.outbox[0].extra_headers["Message-ID"]
    sent = OutboxMessage.objects.get()
    assert (sent.state, sent.attempts, sent.last_error) == (State.SENT, 2, "")


def test_pauses_grow_and_end(case: ReturnCase, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    settings.EMAIL_BACKEND = "tests.returns.mailing.test_outbox.OutOfOrder"
    write(case)
    pauses = []
    for _attempt in range(ATTEMPTS):
        before = timezone.now()
        OutboxMessage.objects.update(next_attempt_at=before)
        deliver_waiting()
        pause = OutboxMessage.objects.get().next_attempt_at - before
        pauses.append(pause // timedelta(minutes=1))
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (1, 2, 12 * 60)
    assert OutboxMessage.objects.get().state == State.FAILED
    assert deliver_waiting() == (0, 0)


def test_a_worker_that_died_holds_up_nothing(case: ReturnCase) -> None:
    message = write(case)
    claimed_until = timezone.now() + LEASE
    OutboxMessage.objects.update(attempts=1, next_attempt_at=claimed_until)
    assert deliver_waiting() == (0, 0)
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    assert deliver_waiting() == (1, 0)
    message.refresh_from_db()
    assert message.attempts == 2


def test_erasing_a_case_blanks_its_mails_and_stops_those_that_wait(case: ReturnCase, cast: Cast) -> None:
    sent, waiting = write(case), write(case)
    assert deliver(sent.pk)
    perform_cancel(case, cast)
    erase_case(case=case, actor=cast.lead)
    for message in OutboxMessage.objects.all():
        assert (message.to, message.subject, message.body, message.last_error) == ("", "", "", "")
    assert OutboxMessage.objects.get(pk=sent.pk).state == State.SENT
    assert OutboxMessage.objects.get(pk=waiting.pk).state == State.DROPPED
    assert deliver_waiting() == (0, 0)


def perform_cancel(case: ReturnCase, cast: Cast) -> None:
    from returns.adjudication import decide_case

    decide_case(case=case, actor=None)
    perform(case=case, transition="cancel", actor=cast.agent)


def test_a_mail_of_an_erased_case_is_dropped_even_if_a_worker_has_it(case: ReturnCase) -> None:
    message = write(case)
    ReturnCase.objects.update(erased_at=timezone.now())
    assert not deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, mail.outbox) == (State.DROPPED, [])


def test_an_erased_customer_gets_nothing(case: ReturnCase) -> None:
    message, to_seller = write(case), write(case, template="message_to_seller", context={"message": "Hello"})
    Customer.objects.update(erased_at=timezone.now(), first_name="", last_name="", email="")
    assert not deliver(message.pk)
    assert deliver(to_seller.pk)
    message.refresh_from_db()
    assert (message.state, len(mail.outbox)) == (State.DROPPED, 1)


def test_messages_to_one_address_can_be_erased(case: ReturnCase) -> None:
    write(case)
    write(case, to="other@example.org")
    erase_messages(OutboxMessage.objects.filter(to="other@example.org"))
    assert sorted(OutboxMessage.objects.values_list("to", "state")) == [
        ("", State.DROPPED),
        ("camille@example.org", State.WAITING),
    ]


def test_a_preview_reads_as_what_is_sent_and_writes_nothing(case: ReturnCase) -> None:
    context = {"item": "Photo of the back", "reason": "It is blurred."}
    seen = preview(template="evidence_refused", language="en", context=context, case=case)
    assert not OutboxMessage.objects.exists()
    message = write(case, context=context)
    assert seen.subject == message.subject
    assert seen == shown((message.subject, message.body), "en")  # type: ignore[arg-type]


def test_the_command_sends_what_is_left(case: ReturnCase) -> None:
    write(case)
    out = StringIO()
    call_command("deliver_mail", stdout=out)
    call_command("deliver_mail", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == ["1", "0"]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends(case: ReturnCase) -> None:
    message = write(case)
    mail.outbox.clear()
    OutboxMessage.objects.update(state=State.WAITING, next_attempt_at=timezone.now(), sent_at=None)
    results: list[bool] = []
    barrier = Barrier(8)

    def work() -> None:
        barrier.wait()
        results.append(deliver(message.pk))
        connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    assert len(mail.outbox) == 1


def test_every_mail_has_a_text_in_both_languages_that_uses_only_what_it_knows() -> None:
    templates = {template.code: template for template in MessageTemplate.objects.all()}
    assert set(templates) == set(MAILS)
    for template in templates.values():
        template.full_clean()


@pytest.mark.parametrize("column", ["subject_fr", "subject_en", "body_fr", "body_en"])
def test_a_placeholder_that_a_mail_has_no_value_for_is_refused_at_its_field(column: str) -> None:
    template = MessageTemplate.objects.get(code="status_changed")
    setattr(template, column, "{reasons}")
    with pytest.raises(ValidationError) as caught:
        template.full_clean()
    assert set(caught.value.message_dict) == {column}
    assert "{reasons}" in caught.value.message_dict[column][0]


def test_a_template_needs_the_name_of_a_mail() -> None:
    template = MessageTemplate(code="spam", label_fr="a", label_en="a", subject_fr="a", subject_en="a")
    template.body_fr = template.body_en = "a"  # type: ignore[attr-defined]
    with pytest.raises(ValidationError) as caught:
        template.full_clean()
    assert "code" in caught.value.message_dict
