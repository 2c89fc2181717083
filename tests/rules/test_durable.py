"""durable-rules answers what the reference answers, at its limits, under threads and forks, and after failures."""

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import cycle, islice, pairwise
from pathlib import Path
from random import Random
from typing import Any as AnyValue

import durable_rules_engine as engine
import pytest
from hypothesis import given, settings

from rules.conditions import All, Any, Comparison, Condition, Not
from rules.durable import EngineFailure, Matcher
from rules.layout import Layout, by_value, in_one
from rules.network import Query, compile_network
from rules.vocabulary import Fact, Vocabulary

from . import questions
from .questions import Facts, expected

NUMBERS = [f"n{number}" for number in range(400)]
FLAGS = [f"b{number}" for number in range(400)]
VOCABULARY = Vocabulary(
    [*(Fact(name, "integer") for name in NUMBERS), *(Fact(name, "boolean") for name in FLAGS), Fact("words", "text")]
)
EVERYTHING: Facts = {**dict.fromkeys(NUMBERS, 1), **dict.fromkeys(FLAGS, True), "words": "écran"}
HALF: Facts = {name: value for number, (name, value) in enumerate(EVERYTHING.items()) if number % 2}
CASES: tuple[Facts, ...] = (EVERYTHING, HALF, {})
LayOut = Callable[[Sequence[Query], Vocabulary], Layout]


def equal(fact: str, value: AnyValue = 1) -> Comparison:
    return Comparison(fact, "equal", value)


def both(*conditions: Condition | None) -> list[Query]:
    return [Query(condition, holds) for condition in conditions for holds in ("true", "not_false")]


def pairs(names: Sequence[str]) -> Iterator[tuple[Comparison, Comparison]]:
    return ((equal(one), equal(two)) for one, two in pairwise(names))


def alternating(depth: int) -> Condition:
    """A group in a group, any in all in any, so deep."""
    condition: Condition = equal("n1")
    for level in range(depth):
        condition = Any((condition, equal("n2", 2))) if level % 2 else All((condition, equal("n3")))
    return condition


def deep(random: Random, leaves: int, depth: int) -> Condition:
    """Groups and negations so deep, with so many leaves."""
    names = random.sample(NUMBERS, leaves)
    parts: list[Condition] = [Comparison(name, "lessThan", random.randint(0, 3)) for name in names]
    for level in range(depth):
        group = All if level % 2 else Any
        grouped: list[Condition] = [group(tuple(parts[start : start + 2])) for start in range(0, len(parts), 2)]
        parts = [Not(part) if random.random() < 0.3 else part for part in grouped]
    return All(tuple(parts))


# -- one meaning --------------------------------------------------------------------------------------------------


LAYOUTS = {"in one network": in_one, "a network for each value": partial(by_value, at_least=0)}


@pytest.mark.parametrize("lay_out", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=400, deadline=None)
@given(asked=questions.queries(), one=questions.facts(), two=questions.facts())
def test_it_answers_what_the_reference_answers(lay_out: LayOut, asked: list[Query], one: Facts, two: Facts) -> None:
    with Matcher(lay_out(asked, questions.VOCABULARY)) as matcher:
        for case in (one, two, one, {}):
            assert matcher.match(case) == expected(asked, case)


HOSTILE: dict[str, list[Query]] = {
    "64 nodes wait": both(*(Comparison("n1", "greaterThanInclusive", -limit) for limit in range(64))),
    "a full ruleset, all of it firing": both(*(Comparison("n1", "greaterThan", -limit) for limit in range(1, 1030))),
    "alternatives that all hold": both(*(Any(pair) for pair in pairs(NUMBERS))),
    "256 alike": [Query(equal("n1"), "true")] * 300,
    "600 that end alike": both(*(All((equal(name), equal("n1"))) for name in NUMBERS)),
    "15 groups": both(*(All(tuple(Any(pair) for pair in pairs(NUMBERS[:number]))) for number in range(12, 20))),
    "many ways": both(
        *(Any(tuple(All(tuple(map(Any, pairs(NUMBERS[n : n + 7])))) for n in range(k))) for k in (1, 2, 3))
    ),
    "wide any": both(*(Any(tuple(map(equal, NUMBERS[:number]))) for number in (32, 33, 64, 65, 200, 400))),
    "wide all": both(*(All(tuple(map(equal, NUMBERS[:number]))) for number in (64, 65, 200, 400))),
    "one fact, many values": both(Any(tuple(equal("n1", number) for number in range(600)))),
    "512 children": both(*(equal("n1", number) for number in range(1000))),
    "deep": both(*(alternating(depth) for depth in (14, 15, 16, 60, 200))),
    "252 properties": both(*(equal(name, True) for name in FLAGS), *map(equal, NUMBERS)),
    "more properties than a message in one rule": both(All(tuple(map(equal, NUMBERS[:260])))),
    "always": [Query(None, "true"), Query(None, "not_false"), Query(Any(()), "true"), *both(equal("n1"))],
    "nothing": [],
}


@pytest.mark.parametrize("lay_out", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("asked", HOSTILE.values(), ids=HOSTILE)
def test_hostile_shapes_are_answered(lay_out: LayOut, asked: list[Query]) -> None:
    with Matcher(lay_out(asked, VOCABULARY)) as matcher:
        for case in CASES:
            assert matcher.match(case) == expected(asked, case)


def test_five_thousand_questions() -> None:
    random = Random(5)
    whole = [deep(random, 200, 10) for _ in range(100)]
    small = [All((equal(random.choice(NUMBERS)), equal(random.choice(FLAGS), True))) for _ in range(4900)]
    asked = [Query(condition, random.choice(("true", "not_false"))) for condition in (*whole, *small)]
    with Matcher(in_one(asked, VOCABULARY)) as matcher:
        assert matcher.match(HALF) == expected(asked, HALF)


def test_alike_facts_in_a_row_are_answered_each_time() -> None:
    asked = both(equal("n1"), equal("n2"))
    with Matcher(in_one(asked, VOCABULARY)) as matcher:
        for case in ({"n1": 1}, {"n1": 1}, {}, {}, {"n1": 1, "n2": 1}, {"n2": 1, "n1": 1}):
            assert matcher.match(case) == expected(asked, case)


# -- threads and processes ----------------------------------------------------------------------------------------


@pytest.fixture
def world() -> Iterator[tuple[Matcher, list[Facts], list[frozenset[int]]]]:
    """A matcher, cases, and what it must answer to each."""
    random = Random(8)
    asked = both(*(Any((All(pair), equal(name, True))) for pair, name in zip(pairs(NUMBERS[:61]), FLAGS, strict=False)))
    cases: list[Facts] = [
        {name: random.randint(0, 1) for name in NUMBERS[:61] if random.random() < 0.7} for _ in range(100)
    ]
    with Matcher(in_one(asked, VOCABULARY)) as matcher:
        yield matcher, cases, [expected(asked, case) for case in cases]


World = tuple[Matcher, list[Facts], list[frozenset[int]]]


def wrong_answers(world: World, rounds: int) -> int:
    matcher, cases, answers = world
    return sum(
        matcher.match(case) != answer for case, answer in islice(cycle(zip(cases, answers, strict=True)), rounds)
    )


def in_threads(number: int, work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def _switching_often() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_switching_often")
def test_threads_share_a_matcher(world: World) -> None:
    wrong: list[int] = []
    in_threads(8, lambda: wrong.append(wrong_answers(world, 1000)))
    assert wrong == [0] * 8


@pytest.mark.usefixtures("_switching_often")
def test_closing_while_others_match_costs_no_answer(world: World) -> None:
    wrong: list[int] = []

    def work() -> None:
        wrong.append(wrong_answers(world, 200))
        world[0].close()

    in_threads(4, work)
    assert wrong == [0] * 4


# Python 3.12 warns of what is tried here.
forking = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


def answers_in_child(world: World) -> int:
    """The exit code of a forked child that counts its wrong answers."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = wrong_answers(world, 200)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@forking
def test_a_compiled_matcher_survives_a_fork(world: World) -> None:
    assert [answers_in_child(world) for _ in range(3)] == [0, 0, 0]
    assert wrong_answers(world, 100) == 0


@forking
@pytest.mark.usefixtures("_switching_often")
def test_a_fork_in_the_middle_of_another_threads_match(world: World) -> None:
    stop = threading.Event()
    wrong: list[int] = []

    def work() -> None:
        while not stop.is_set():
            wrong.append(wrong_answers(world, 10))

    thread = threading.Thread(target=work)
    thread.start()
    codes = [answers_in_child(world) for _ in range(20)]
    stop.set()
    thread.join()
    assert (codes, sum(wrong)) == ([0] * 20, 0)


# -- failures -----------------------------------------------------------------------------------------------------


def test_a_lost_ruleset_is_compiled_anew_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    engine.delete_ruleset(world[0]._handles[0])
    assert wrong_answers(world, 100) == 0
    assert [record.message for record in caplog.records] == ["durable-rules failed and is compiled anew"]


def test_a_spoiled_state_is_noticed(world: World, caplog: pytest.LogCaptureFixture) -> None:
    engine.assert_fact(world[0]._handles[0], '{"id":1,"g":0}')
    assert wrong_answers(world, 100) == 0
    assert len(caplog.records) == 1


def test_a_second_failure_is_told(caplog: pytest.LogCaptureFixture) -> None:
    not_canonical: AnyValue = {"n1": "two"}
    with Matcher(in_one(both(equal("n1")), VOCABULARY)) as matcher:
        with pytest.raises(EngineFailure, match="failed twice"):
            matcher.match(not_canonical)
        assert matcher.match({"n1": 1}) == {0, 1}
    assert len(caplog.records) == 1


def test_facts_that_cannot_be_told_are_a_failure() -> None:
    on_dates = Vocabulary([Fact("on", "date")])
    not_canonical: AnyValue = {"on": "2026-05-31"}
    asked = both(equal("on", date(2026, 5, 31)))
    with Matcher(in_one(asked, on_dates)) as matcher, pytest.raises(EngineFailure, match="no message"):
        matcher.match(not_canonical)


def test_a_rule_that_durable_rules_refuses_is_a_failure() -> None:
    (ruleset,) = compile_network(enumerate(both(equal("n1"))), VOCABULARY)
    with pytest.raises(engine.error):
        engine.create_ruleset("rules", ruleset.definition.replace("$gt", "$all"))


def test_closing_twice_and_matching_afterwards() -> None:
    matcher = Matcher(in_one(both(equal("n1")), VOCABULARY))
    matcher.close()
    matcher.close()
    assert matcher.match({"n1": 1}) == {0, 1}
    matcher.close()


def test_a_forgotten_matcher_gives_its_memory_back() -> None:
    matcher = Matcher(in_one(both(equal("n1")), VOCABULARY))
    handle, gone = matcher._handles[0], weakref.ref(matcher)
    del matcher
    gc.collect()
    assert gone() is None
    with pytest.raises(engine.error):
        engine.assert_fact(handle, '{"g":0}')


# -- memory -------------------------------------------------------------------------------------------------------

ROOT = Path(__file__).parents[2]
MEASURE = """
import sys
from pathlib import Path
from rules.conditions import All, Any, Comparison
from rules.durable import Matcher
from rules.layout import in_one
from rules.network import Query
from rules.vocabulary import Fact, Vocabulary

vocabulary = Vocabulary(Fact(f"n{number}", "integer") for number in range(20))
asked = [
    Query(Any((Comparison(f"n{n % 20}", "equal", n % 7), Comparison(f"n{n % 13}", "greaterThan", n % 5))), "not_false")
    for n in range(50)
]

def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

def matched(times, matcher):
    for number in range(times):
        matcher.match({f"n{n}": number % (n + 3) for n in range(20) if (n + number) % 4})

def compiled(times):
    for _ in range(times):
        with Matcher(in_one(asked, vocabulary)) as matcher:
            matched(2, matcher)
"""
MATCHING = (
    "matcher = Matcher(in_one(asked, vocabulary)); work, first, then = matched, (1_000, matcher), (50_000, matcher)"
)
COMPILING = "work, first, then = compiled, (10,), (100,)"
REPORT = "work(*first); before = megabytes(); work(*then); print(megabytes() - before)"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the resident memory from /proc")
@pytest.mark.parametrize(("repeated", "limit"), [(MATCHING, 2), (COMPILING, 4)], ids=["matching", "compiling"])
def test_memory_stays_flat(repeated: str, limit: int) -> None:
    program = "\n".join((MEASURE, repeated, REPORT))
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert float(run.stdout) < limit
