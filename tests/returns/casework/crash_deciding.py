"""Kills a decision after each of its SQL statements, the sending of its mails included, and looks at what is left.

Run as ``python -m tests.returns.casework.crash_deciding`` with ``DATABASE_URL`` naming a database that has one
inspected case and to which nobody is connected; it prints a ``Report`` by decision. See ``tests.returns.crash``.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypedDict

import django
from django.db import connection

from tests.returns.crash import LIMIT, Copies, Killer, SqliteCopies, ask, copies_in, in_child, rows

Seen = dict[str, Any]


class Report(TypedDict):
    """``before`` and ``after`` a decision that nobody interrupts; ``killed``: what each kill left, by statement."""

    before: Seen
    after: Seen
    killed: list[Seen]


def accept() -> None:
    from returns.casework.deciding import accept_proposal

    accept_proposal(case=_case(), actor=_person("agent"))


def override() -> None:
    from returns.casework.deciding import decide_otherwise

    decide_otherwise(case=_case(), actor=_person("agent"), resolution="refund", reason="A gesture.")


def correct() -> None:
    from returns.casework.readjudicating import correct_fact

    correct_fact(case=_case(), actor=_person("agent"), fact="shock", value=True, reason="Seen on the photo.")


def by_rules() -> None:
    from returns.casework.automatic import accept_by_rules
    from returns.models import DeviceCategory

    DeviceCategory.objects.update(accepts_by_rules=True)
    accept_by_rules(_case().pk)


DECISIONS: dict[str, Callable[[], None]] = {
    "accept": accept,
    "override": override,
    "correct": correct,
    "by rules": by_rules,
}


def _case() -> Any:
    from returns.models import ReturnCase

    return ReturnCase.objects.get()


def _person(name: str) -> Any:
    from returns.models import User

    return User.objects.get(email=f"{name}@example.org")


def look() -> Seen:
    """Everything that must be there together or not at all; keys, moments and salts apart."""
    from returns.ledger import stored_chain
    from returns.models import Decision, Event, LedgerEntry, OutboxMessage, Override, ReturnCase, Statement

    columns = ("state", "resolution", "revision", "verdict", "needs_person", "override_pending")
    return {
        "case": rows(ReturnCase, *columns, "current_decision__status", "override__resolution"),
        "events": rows(Event, "kind", "transition", "subject"),
        "decisions": rows(Decision, "status", "record__outcome"),
        "overrides": rows(Override, "resolution", "rules", "event__kind"),
        "statements": rows(Statement, "source", "fact", "value"),
        "mails": rows(OutboxMessage, "template", "to"),
        "unbound": Event.objects.count() + Decision.objects.count() - LedgerEntry.objects.count(),
        "defects": [str(defect) for defect in stored_chain.verify()],
    }


def drain() -> list[str]:
    """Send what is left once the claims have lapsed, twice; name the mails that there should be."""
    from returns.mailing.outbox import LEASE, deliver_waiting
    from returns.models import OutboxMessage

    for message in OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING):
        message.next_attempt_at -= LEASE + timedelta(minutes=1)
        message.save()
    deliver_waiting()
    if deliver_waiting() != (0, 0):
        raise RuntimeError("the outbox was not drained")
    return sorted(OutboxMessage.objects.filter(state="sent").values_list("message_id", flat=True))


def received(folder: Path) -> list[str]:
    """The mails that came, by their Message-ID, as a mailbox shows them: once each."""
    lines = (line for path in folder.iterdir() for line in path.read_text().splitlines())
    return sorted({line.split("<")[1].split("@")[0] for line in lines if line.startswith("Message-ID:")})


class Bench:
    """Databases to kill a decision in; one that the kill has left as it was is used again."""

    def __init__(self, copies: Copies, mails: Path) -> None:
        self.copies, self.mails = copies, mails
        self.number = 0
        self.database: str | None = None

    def fresh(self) -> str:
        if self.database is None or isinstance(self.copies, SqliteCopies):
            self.number += 1
            # Left open: what it holds goes with the folder.
            self.database = self.copies.copy(self.number).__enter__()
        for path in self.mails.iterdir():
            path.unlink()
        return self.database

    def kill_everywhere(self, decision: Callable[[], None]) -> Report:
        self.database = None
        database = self.fresh()
        before = ask(database, look)
        ask(database, decision)
        after = ask(database, look)
        self.database = None
        return {"before": before, "after": after, "killed": list(self._kills(decision, before))}

    def _kills(self, decision: Callable[[], None], before: Seen) -> Iterator[Seen]:
        for statements in range(1, LIMIT):
            database = self.fresh()
            ended, _nothing = in_child(database, killing(decision, statements))
            if ended == 0:
                self.database = None
                return
            if ended != -signal.SIGKILL:
                raise RuntimeError(f"the decision ended with {ended}")
            seen = ask(database, look)
            if seen != before:
                sent = ask(database, drain)
                seen |= {"sent": len(sent), "lost": sorted(set(sent) ^ set(received(self.mails)))}
                self.database = None
            yield seen


def killing(decision: Callable[[], None], statements: int) -> Callable[[], None]:
    def work() -> None:
        with connection.execute_wrapper(Killer(statements)):
            decision()

    return work


def main() -> dict[str, Report]:
    django.setup()
    from django.conf import settings

    from returns.casework import readjudicating  # noqa: F401  (what is imported here is not imported by hundreds of children)

    with tempfile.TemporaryDirectory() as folder:
        mails = Path(folder, "mails")
        mails.mkdir()
        settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", mails
        with copies_in(Path(folder)) as copies:
            return {name: Bench(copies, mails).kill_everywhere(decision) for name, decision in DECISIONS.items()}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
