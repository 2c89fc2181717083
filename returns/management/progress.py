"""How far a long command has come: a bar where somebody watches, lines where nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Reporter:
    """Writes lines, and moves the bar if there is one."""

    def __init__(self, command: BaseCommand, bar: Progress | None, title: str, total: int | None) -> None:
        self._command = command
        self._bar = bar
        self._task = bar.add_task(title, total=total) if bar else None

    def advance(self, count: int = 1) -> None:
        """Move the bar."""
        if self._bar and self._task is not None:
            self._bar.advance(self._task, count)

    def say(self, line: str) -> None:
        """Write a line of the command's output, above the bar."""
        if self._bar and self._command.stdout.isatty():
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            self._command.stdout.write(line)

    def say_unwatched(self, line: str) -> None:
        """Write a line that a bar makes needless."""
        if self._bar is None:
            self.say(line)


@contextmanager
def reporting(command: BaseCommand, title: str, total: int | None) -> Iterator[Reporter]:
    """Give a reporter; its bar is drawn on standard error if that is a terminal. ``total`` None: not known."""
    if not command.stderr.isatty():
        yield Reporter(command, None, title, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield Reporter(command, bar, title, total)
