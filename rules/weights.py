"""What one rule may weigh in durable-rules 2.0.28, as measured on it and read in its C source.

Its matcher keeps the nodes that passed and still wait in a stack of 64 (past it a message fails, depending on
the facts), fires once for every way through the ``$or`` groups, has room for 15 groups in a rule, and spins for
ever on a node with 512 children.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple


class Weight(NamedTuple):
    """An upper bound of what a formula costs, whatever the facts.

    ``pending``: nodes that wait at once; ``ways``: paths to its end, each a firing; ``groups``: its ``$and`` and
    ``$or``; ``tests``: its leaves, each a node of about 4 KB.
    """

    pending: int
    ways: int
    groups: int
    tests: int

    def within(self, limit: "Weight") -> bool:
        """Whether every part is at most the limit's."""
        return all(part <= most for part, most in zip(self, limit, strict=True))


NOTHING = Weight(0, 1, 0, 0)
TEST = Weight(1, 1, 0, 1)
# A rule stands in the $and of its guard, the fifteenth group.
RULE = Weight(pending=32, ways=64, groups=14, tests=64)
# With 32 chunks and the sentinel waiting, 64 nodes are on the stack: exactly its size. A node has room for 128
# links to $or groups, and its children (at most a chunk's tests) stay well under 512.
CHUNK = Weight(pending=32, ways=32 * 64, groups=100, tests=400)
CHUNKS = 32
PROPERTIES = 240
CONJUNCTIONS = 64


def of_and(parts: Iterable[Weight]) -> Weight:
    """One part after the other: what waits is left over from the parts before."""
    parts = tuple(parts)
    return Weight(
        pending=1 + sum(part.pending - 1 for part in parts),
        ways=math.prod(part.ways for part in parts),
        groups=1 + sum(part.groups for part in parts),
        tests=sum(part.tests for part in parts),
    )


def of_or(parts: Iterable[Weight]) -> Weight:
    """All parts side by side."""
    parts = tuple(parts)
    return Weight(
        pending=sum(part.pending for part in parts),
        ways=sum(part.ways for part in parts),
        groups=1 + sum(part.groups for part in parts),
        tests=sum(part.tests for part in parts),
    )


def of_exclusive(parts: Iterable[Weight]) -> Weight:
    """Side by side, where no two can hold at once: the same fact equal to this or to that, or unknown."""
    parts = tuple(parts)
    return of_or(parts)._replace(pending=max(part.pending for part in parts), ways=max(part.ways for part in parts))
