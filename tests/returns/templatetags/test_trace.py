"""Rules as list items: everything escaped, trees as nested lists, every sign with its word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from returns.templatetags.trace import traced_rules
from rules.desk.reasons import Branch, Mark, Reason

YES, NO = Mark("t", "✓", "true"), Mark("f", "✗", "false")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def rule(branch: Branch | None, **more: object) -> Reason:
    given = {"key": "a.rule", "title": "<b>A rule</b>", "effect": "does this & that", "mark": YES, "remark": ""}
    return Reason(**{**given, "branch": branch, "is_open": False, **more})  # type: ignore[arg-type]


def test_a_condition_is_a_tree_whose_leaves_say_what_they_saw() -> None:
    leaves = (
        Branch(YES, "“Shock” is yes", seen="yes", supplier="agent"),
        Branch(NO, "“IMEI” is that of the order", seen="1", other="2"),
    )
    found = traced_rules([rule(Branch(YES, "All of these:", branches=leaves))])
    assert '<span class="op">All of these:</span></span><ul><li>' in found
    assert "“Shock” is yes <em>seen: yes (agent)</em>" in found
    assert "“IMEI” is that of the order <em>seen: 1 / 2</em>" in found
    assert found.count('role="img" aria-label="true"') == 3
    assert found.count("<ul") == found.count("</ul>") == 2
    assert found.count("<li") == found.count("</li>") == 4


def test_nothing_that_staff_or_customers_wrote_is_markup() -> None:
    leaf = Branch(NO, "<script>", seen='"><img src=x>', supplier="<i>", other="<u>")
    found = traced_rules([rule(leaf, remark="<em>unknown</em>")])
    for written in ("<script>", "<img", "<u>", "<b>A rule</b>", "<em>unknown", "this & that"):
        assert written not in found
    assert "&lt;b&gt;A rule&lt;/b&gt;</b> does this &amp; that" in found


def test_a_rule_without_a_condition_says_so_and_its_key_where_it_is_wanted() -> None:
    found = traced_rules([rule(None, is_open=True)], with_keys=True)
    assert '<li id="why-a.rule"><details open>' in found
    assert "<p>No condition: always.</p><p><code>a.rule</code></p></details></li>" in found
    assert "<code>" not in traced_rules([rule(None)])
