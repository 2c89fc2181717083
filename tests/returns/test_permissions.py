"""Who sees which case, and what everybody is to it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from returns.adjudication import decide_case
from returns.models import ReturnCase
from returns.permissions import (
    acting_as,
    audiences,
    cases_of_customer,
    is_agent,
    is_lead,
    may_erase,
    sees_every_case,
    triable_cases,
    visible_cases,
    visible_decisions,
    visible_events,
)
from returns.workflow import Audience
from tests.cast import Cast, member, permit, staff
from tests.factories import CaseFactory, CustomerFactory, SellerMemberFactory, UserFactory

EVERYTHING = {"agent", "lead"}


@pytest.fixture
def others(case: ReturnCase) -> ReturnCase:
    """A case of another seller and customer."""
    return CaseFactory.create()


def test_each_of_the_cast_sees_their_own_cases_only(case: ReturnCase, others: ReturnCase, cast: Cast) -> None:
    seen = {role: set(visible_cases(user)) for role, user in cast.users()}
    assert seen == {
        "agent": {case, others},
        "lead": {case, others},
        "rule_editor": set(),
        "approver": set(),
        "seller": {case},
        "other_seller": set(),
        "outsider": set(),
    }
    assert set(visible_cases(AnonymousUser())) == set()


def test_who_tries_rules_has_the_facts_of_every_case_and_sees_none(
    case: ReturnCase, others: ReturnCase, cast: Cast
) -> None:
    trying = permit(cast.rule_editor, "returns.try_returncase")
    assert set(triable_cases(trying)) == {case, others}
    assert set(visible_cases(trying)) == set()
    assert set(triable_cases(cast.seller)) == {case}
    not_staff = permit(cast.outsider, "returns.try_returncase")
    assert set(triable_cases(not_staff)) == set()
    assert set(triable_cases(AnonymousUser())) == set()


def test_a_customer_sees_their_own_cases_only(case: ReturnCase, others: ReturnCase, cast: Cast) -> None:
    assert set(cases_of_customer(cast.customer)) == {case}
    assert set(cases_of_customer(others.customer)) == {others}
    assert set(cases_of_customer(CustomerFactory.create())) == set()


def test_decisions_and_events_are_seen_with_their_case(case: ReturnCase, others: ReturnCase, cast: Cast) -> None:
    decision, _is_new = decide_case(case=case, actor=None)
    decide_case(case=others, actor=None)
    assert set(visible_decisions(cast.seller)) == {decision}
    assert set(visible_events(cast.seller)) == set(case.events.all())
    assert visible_decisions(cast.agent).count() == 2
    assert not visible_decisions(cast.outsider).exists()
    assert not visible_events(cast.other_seller).exists()


def test_a_member_of_several_sellers_sees_each_case_once(case: ReturnCase, others: ReturnCase, cast: Cast) -> None:
    SellerMemberFactory.create(user=cast.seller, seller=others.seller)
    SellerMemberFactory.create(seller=others.seller)
    assert sorted(case.pk for case in visible_cases(cast.seller)) == [case.pk, others.pk]


def test_what_everybody_is_to_a_case(case: ReturnCase, cast: Cast) -> None:
    held = {role: set(audiences(case, user)) for role, user in cast.users()}
    assert held == {
        "agent": {Audience.AGENT},
        "lead": {Audience.AGENT, Audience.LEAD},
        "rule_editor": set(),
        "approver": set(),
        "seller": {Audience.SELLER},
        "other_seller": set(),
        "outsider": set(),
    }
    assert audiences(case, cast.customer) == {Audience.CUSTOMER}
    assert audiences(case, CustomerFactory.create()) == set()
    assert audiences(case, None) == {Audience.SYSTEM}


def test_who_is_not_staff_or_not_active_holds_nothing(case: ReturnCase, cast: Cast) -> None:
    not_staff = permit(UserFactory.create(), "returns.handle_returncase", "returns.lead_returncase")
    assert audiences(case, not_staff) == set()
    for user in (cast.agent, cast.seller, cast.lead):
        user.is_active = False
        user.save()
        fresh = type(user).objects.get(pk=user.pk)
        assert audiences(case, fresh) == set()
        assert not visible_cases(fresh).exists()


def test_a_superuser_is_agent_and_lead_but_no_seller(case: ReturnCase) -> None:
    root = UserFactory.create(is_staff=True, is_superuser=True)
    assert audiences(case, root) == {Audience.AGENT, Audience.LEAD}
    assert sees_every_case(root)


def test_the_predicates(cast: Cast) -> None:
    table = {
        role: (is_agent(user), is_lead(user), may_erase(user), sees_every_case(user)) for role, user in cast.users()
    }
    nothing = (False, False, False, False)
    assert table == {
        "agent": (True, False, False, True),
        "lead": (True, True, True, True),
        "rule_editor": nothing,
        "approver": nothing,
        "seller": nothing,
        "other_seller": nothing,
        "outsider": nothing,
    }
    reader = staff("reader", "returns.view_returncase")
    assert (is_agent(reader), sees_every_case(reader)) == (False, True)


def test_people_act_in_the_first_name_that_is_open(case: ReturnCase, cast: Cast) -> None:
    everybody = frozenset(Audience)
    assert acting_as(case, cast.lead, everybody) is Audience.AGENT
    assert acting_as(case, cast.lead, frozenset({Audience.LEAD})) is Audience.LEAD
    both = permit(member(cast.shop), "returns.handle_returncase")
    both.is_staff = True
    assert acting_as(case, both, everybody) is Audience.SELLER
    with pytest.raises(PermissionDenied):
        acting_as(case, cast.agent, frozenset({Audience.LEAD}))
    with pytest.raises(PermissionDenied):
        acting_as(case, cast.outsider, everybody)
