"""The requests that the live server has not answered yet."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Condition, get_ident
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

PATIENCE = 30
"""Seconds that the server has to finish what a browser that was closed had asked for."""


class Requests:
    """Those of other threads: the test's own client answers in the test's."""

    def __init__(self) -> None:
        self._paths: dict[int, str] = {}
        self._changed = Condition()

    def begin(self, sender: type[object], environ: Mapping[str, Any], **_signal: Any) -> None:
        """Note that a thread begins to answer."""
        if issubclass(sender, WSGIHandler):
            with self._changed:
                self._paths[get_ident()] = environ["PATH_INFO"]

    def end(self, sender: type[object], **_signal: Any) -> None:
        """Note that it has answered."""
        with self._changed:
            self._paths.pop(get_ident(), None)
            self._changed.notify_all()

    def wait(self) -> list[str]:
        """Wait until all are answered; return the addresses of those that still are not."""
        with self._changed:
            self._changed.wait_for(lambda: not self._paths, PATIENCE)
            return list(self._paths.values())
