"""Regular expressions by RE2: linear time, so that no pattern a person types can hang a decision."""

from functools import lru_cache
from typing import Any

import re2

from .faults import ValueProblemError

MAX_MEMORY = 1 << 20


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Any:
    """The compiled pattern, with ``search``; raises ``ValueProblemError`` with RE2's own reason."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as refusal:
        reason = refusal.args[0] if refusal.args else ""
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueProblemError("bad_pattern", reason=text) from None
