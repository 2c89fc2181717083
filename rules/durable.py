"""The only file that touches durable-rules: its C module's calls, without its Host, its language and its threads.

What the calls need (measured, and read in the source of 2.0.28): a fact is asserted, the actions it starts are
drained, and it is retracted; no state may be deleted before an action ran in it; after an error in between, the
state is spoiled. So every ruleset has a rule that always fires and must come last, is used once when it is
compiled, and is thrown away with its state at the first error.
"""

import logging
import os
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from threading import Lock
from types import TracebackType
from typing import Self

import durable_rules_engine as engine

from .layout import Layout
from .messages import MESSAGE_ID
from .network import SENTINEL, Ruleset
from .values import Value

_STATE = "0"
_RETRACT = f'{{"id":{MESSAGE_ID}}}'
# A firing is reported as {"abc":{"m":…}}, abc the rule's name.
_NAME = slice(2, 5)

logger = logging.getLogger(__name__)


class EngineFailure(Exception):
    """durable-rules can't answer: it failed twice in a row, the second time freshly compiled."""


class Matcher:
    """Answers the queries of a layout for one case at a time; one a process is enough, threads may share it.

    A call holds the lock while durable-rules works, which costs nothing: it never lets go of the interpreter.
    """

    def __init__(self, layout: Layout) -> None:
        self._rulesets = layout.rulesets
        self._fact, self._of_value, self._common = layout.fact, layout.of_value, layout.common
        self._messages = [ruleset.message for ruleset in layout.rulesets]
        self._answers = [ruleset.answers.__getitem__ for ruleset in layout.rulesets]
        self._lock = Lock()
        self._handles: list[int] = []
        # At exit the memory goes with the process, and another thread may still be matching.
        weakref.finalize(self, _free, self._handles).atexit = False
        _matchers.add(self)
        self.match({})

    def match(self, facts: Mapping[str, Value]) -> frozenset[int]:
        """The indexes of the queries that hold for canonical facts, the unknown ones absent.

        An error of durable-rules makes it compile anew and try once more; raises ``EngineFailure`` if that fails
        too, or if the facts can't be told to it.
        """
        try:
            told = self._of_value.get(facts.get(self._fact), self._common)
            messages = [self._messages[place](facts) for place in told]
        except Exception as failure:
            raise EngineFailure(f"no message: {failure!r}") from failure
        with self._lock:
            try:
                return self._answer(told, messages)
            except Exception:
                logger.warning("durable-rules failed and is compiled anew", exc_info=True)
            try:
                return self._answer(told, messages)
            except Exception as failure:
                raise EngineFailure(f"failed twice: {failure!r}") from failure

    def close(self) -> None:
        """Free durable-rules' memory, at once and as often as one likes; a later match compiles anew."""
        with self._lock:
            _free(self._handles)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, told: Sequence[int], messages: Sequence[str]) -> frozenset[int]:
        try:
            if not self._handles:
                self._compile()
            holding: list[tuple[int, ...]] = []
            for place, message in zip(told, messages, strict=True):
                holding += map(self._answers[place], _fire(self._handles[place], message))
        except BaseException:
            _free(self._handles)
            raise
        return frozenset(chain.from_iterable(holding))

    def _compile(self) -> None:
        for ruleset in self._rulesets:
            self._handles.append(_compiled(ruleset))

    def _after_fork(self) -> None:
        """In a forked child: a lock that another thread held will never be released, and its work never ends."""
        interrupted = self._lock.locked()
        self._lock = Lock()
        if interrupted:
            _free(self._handles)


_matchers: "weakref.WeakSet[Matcher]" = weakref.WeakSet()


def _reset_matchers() -> None:
    for matcher in list(_matchers):
        matcher._after_fork()


os.register_at_fork(after_in_child=_reset_matchers)


def _compiled(ruleset: Ruleset) -> int:
    handle = engine.create_ruleset("rules", ruleset.definition)
    try:
        _fire(handle, ruleset.message({}))
    except BaseException:
        # Its state, if any, is left behind: deleting it before an action ran crashes the process.
        engine.delete_ruleset(handle)
        raise
    return handle


def _fire(handle: int, message: str) -> list[str]:
    """The names of the rules that fire, some of them twice."""
    status, state = engine.assert_fact(handle, message)
    started = engine.start_action_for_state(handle, state)
    if status or started is None:
        raise RuntimeError(f"status {status}, nothing fired")
    fired: list[str] = []
    name = ""
    action: str | None = started[1]
    while action:
        name = action[_NAME]
        fired.append(name)
        action = engine.complete_and_start_action(handle, state)
    if name != SENTINEL:
        raise RuntimeError("the sentinel did not come last")
    engine.retract_fact(handle, _RETRACT)
    fired.pop()
    return fired


def _free(handles: list[int]) -> None:
    while handles:
        handle = handles.pop()
        with suppress(engine.error):
            engine.delete_state(handle, _STATE)
        with suppress(engine.error):
            engine.delete_ruleset(handle)
