"""The trace of rules, each with its condition as a tree; built without templates, for a case has hundreds of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rules.desk.reasons import Branch, Mark, Reason
from rules.templatetags.desk import tag

register = template.Library()


@register.simple_tag
def traced_rules(rules: Iterable[Reason], *, with_keys: bool = False) -> SafeString:
    """Rules as list items that can be linked to, ``#why-<key>``; ``with_keys``: each says its key."""
    seen, always = _("seen: %(value)s"), _("No condition: always.")
    return SafeString("".join(part for rule in rules for part in _rule(rule, seen, always, with_keys=with_keys)))


def _rule(rule: Reason, seen: str, always: str, *, with_keys: bool) -> Iterator[str]:
    # Escaped by hand, here and below: format_html takes three times as long.
    key, title, effect = escape(rule.key), escape(rule.title), escape(rule.effect)
    remark = f" {tag('off', rule.remark)}" if rule.remark else ""
    yield f'<li id="why-{key}"><details{" open" if rule.is_open else ""}>'
    yield f"<summary>{_mark(rule.mark)}<span><b>{title}</b> {effect}{remark}</span></summary>"
    if rule.branch:
        yield '<ul class="d-tree">'
        yield from _tree(rule.branch, seen)
        yield "</ul>"
    else:
        yield f"<p>{escape(always)}</p>"
    yield f"<p><code>{key}</code></p></details></li>" if with_keys else "</details></li>"


def _mark(mark: Mark) -> str:
    """True, false or unknown: a sign to see, a word to hear."""
    return f'<i class="{escape(mark.css)}" role="img" aria-label="{escape(mark.word)}">{escape(mark.sign)}</i>'


def _tree(branch: Branch, seen: str) -> Iterator[str]:
    """A group with what is under it, or a comparison with the value that it saw and who gives it."""
    yield f'<li><span class="d-t">{_mark(branch.mark)}'
    if branch.branches:
        yield f'<span class="op">{escape(branch.text)}</span></span><ul>'
        for part in branch.branches:
            yield from _tree(part, seen)
        yield "</ul></li>"
        return
    other = f" / {branch.other}" if branch.other else ""
    supplier = f" ({branch.supplier})" if branch.supplier else ""
    value = f"{seen % {'value': branch.seen}}{other}{supplier}"
    yield f"<span>{escape(branch.text)} <em>{escape(value)}</em></span></span></li>"
