"""What edits were about, by the names that people gave: a history of keys is one that nobody can read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import get_language

from rules import host
from rules.history import Edit
from rules.models import Example, Rule, Version
from rules.translation import DEFAULT_LANGUAGE, in_language

Names = Mapping[tuple[int, str, str], str]
"""A name by the key of its version, what it names (``rule``, ``fact``, ``code``, ``example``), and its key."""


def edit_subject(edit: Edit) -> tuple[str, str]:
    """Return what an edit was done to, and its key."""
    return edit.kind.subject, edit.key


def edited_names(edits: Iterable[tuple[int, Edit]]) -> Names:
    """Return the names of what was edited, in a query for each kind of thing; what is gone or nameless has none."""
    versions: defaultdict[str, set[int]] = defaultdict(set)
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for version, edit in edits:
        subject, key = edit_subject(edit)
        versions[subject].add(version)
        keys[subject].add(key)
    found = {**dict(_facts(versions["fact"])), **dict(_codes(versions["code"], keys["code"]))}
    for subject, model in (("rule", Rule), ("example", Example)):
        if versions[subject]:
            rows = model._default_manager.filter(version__in=versions[subject], key__in=keys[subject])
            found |= {(row.version_id, subject, row.key): row.title for row in rows if row.title}
    return found


def _facts(versions: set[int]) -> Iterator[tuple[tuple[int, str, str], str]]:
    """A version that was never frozen has its facts in its frame, another one in its document."""
    if not versions:
        return
    language = get_language() or DEFAULT_LANGUAGE
    opened = dict(Version.objects.filter(pk__in=versions).values_list("pk", "frame__facts"))
    frozen = Version.objects.filter(pk__in=[pk for pk, facts in opened.items() if facts is None])
    stored = {pk: json.loads(text)["facts"] for pk, text in frozen.values_list("pk", "document") if text}
    for version, facts in {**opened, **stored}.items():
        for fact in facts or ():
            if label := in_language(fact.get("label") or {}, language):
                yield (version, "fact", fact["name"]), label


def _codes(versions: set[int], keys: set[str]) -> Iterator[tuple[tuple[int, str, str], str]]:
    labels = host.code_labels() if versions else {}
    for key in keys & labels.keys():
        for version in versions:
            yield (version, "code", key), labels[key]
