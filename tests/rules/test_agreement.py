"""Two engines, one meaning: durable-rules, the compiled reference and the reference itself agree on random worlds."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules import Outcome, Vocabulary, load_rulebook, truth
from rules.faults import Fault
from rules.outcome import DISAGREEMENT, FAILURE
from rules.vocabulary import Choice, Fact

from . import generators

SHARDS = 20
RULEBOOKS_A_SHARD = 50
CASES = 100
CHOICES = tuple(Choice(code) for code in generators.CODES)


def _assert_agreement(outcome: Outcome) -> None:
    assert not {review.ground for review in outcome.reviews} & {DISAGREEMENT, FAILURE}
    in_effect = [trace for trace in outcome.trace if trace.in_effect]
    assert {rule.key for rule in outcome.case.fired} == {t.rule.key for t in in_effect if t.truth is True}
    assert {rule.key for rule in outcome.case.pending} == {t.rule.key for t in in_effect if t.truth is None}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_rulebooks_decide_alike(shard: int) -> None:
    @settings(max_examples=RULEBOOKS_A_SHARD, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def check(random: Random) -> None:
        random = Random(f"{shard} {random.random()}")
        with load_rulebook(generators.rulebook(random)) as book:
            for _ in range(CASES):
                _assert_agreement(book.decide(generators.facts(random, known=random.choice((0.2, 0.6, 0.95)))))

    check()


@pytest.mark.parametrize("seed", range(20))
def test_rulebooks_parted_by_a_fact_decide_alike(seed: int) -> None:
    """Enough rules that each value has a network of its own (``rules.layout``)."""
    random = Random(f"parted {seed}")
    with load_rulebook(generators.parted_rulebook(random, rules=120)) as book:
        assert any(chain.matcher._of_value for chain in book._chains._chains)
        for _ in range(CASES):
            _assert_agreement(book.decide(generators.facts(random, known=random.choice((0.2, 0.6, 0.95)))))


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_random_conditions_have_one_truth(random: Random) -> None:
    vocabulary = _vocabulary()
    condition = generators.condition(random, generators.INPUTS, depth=8)
    for _ in range(5):
        facts = {name: value for name, value in generators.facts(random).items() if name in generators.INPUTS}
        reference = truth(condition, facts, vocabulary=vocabulary)
        assert truth(condition, facts, vocabulary=vocabulary, engine="generated") is reference
        assert truth(condition, facts, vocabulary=vocabulary, engine="durable") is reference


def _vocabulary() -> Vocabulary:
    return Vocabulary(
        Fact(name, type_name, choices=CHOICES if type_name.startswith("choice") else ())
        for name, type_name in generators.INPUTS.items()
    )


def test_warnings_are_faults_with_a_place() -> None:
    for seed in range(30):
        with load_rulebook(generators.rulebook(Random(seed))) as book:
            assert all(isinstance(warning, Fault) and warning.path.startswith("$.") for warning in book.warnings)
