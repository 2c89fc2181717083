"""A small rulebook for tests of the workflow: one rule a thing that can happen."""

from typing import Any

from returns.workflow import TRANSITIONS


def text(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


def fact(name: str, type_name: str, supplier: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type_name, "supplier": supplier, "label": text(name), **more}


def rule(key: str, kind: str, when: Any, effect: dict[str, Any], pending: str) -> dict[str, Any]:
    return {
        "key": key,
        "kind": kind,
        "title": text(key),
        "when": when,
        "effect": effect,
        "priority": 100,
        "pending": pending,
        "message": text(""),
        "note": "",
        "source": "",
        "enabled": True,
        "valid_from": None,
        "valid_until": None,
    }


def is_true(name: str) -> dict[str, Any]:
    return {"fact": name, "operator": "equal", "value": True}


def small_book(*, photo: str = "photo.front_on") -> dict[str, Any]:
    """A document: shock excludes the commercial guarantee, an active account blocks, a photo is required."""
    return {
        "rulebook": "fr",
        "title": text("Retours"),
        "guarantees": ["commercial"],
        "grounds": ["shock", "account_active", "contradiction"],
        "items": ["photo.front_on", "photo.back", "shipping"],
        "transitions": list(TRANSITIONS),
        "resolutions": ["repair", "send_back"],
        "facts": [
            fact("decision.on", "date", "computed"),
            fact("damage.shock", "boolean", "customer"),
            fact("damage.wear", "boolean", "seller"),
            fact("declared.shock", "boolean", "customer"),
            fact("inspected.shock", "boolean", "seller"),
            fact("account.active", "boolean", "customer", changeable_by=["customer"]),
            fact("order.price", "decimal", "order"),
            fact("motor.noise", "boolean", "customer"),
            fact("imei.given", "boolean", "customer"),
            fact("imei.valid", "boolean", "computed"),
            fact("imei.matches_inspection", "boolean", "computed"),
        ],
        "rules": [
            rule(
                "shock-excludes",
                "exclusion",
                is_true("damage.shock"),
                {"exclude": ["commercial"], "ground": "shock"},
                "wait",
            ),
            rule(
                "account-blocks",
                "blocker",
                is_true("account.active"),
                {"block": ["inspect", "repair"], "ground": "account_active"},
                "apply",
            ),
            rule("photo", "requirement", None, {"require": photo}, "apply"),
            rule("shipping", "requirement", None, {"require": "shipping"}, "apply"),
            rule(
                "back-if-shocked",
                "requirement",
                is_true("damage.shock"),
                {"require": "photo.back"},
                "wait",
            ),
            rule(
                "dispute",
                "review",
                {"fact": "declared.shock", "operator": "notEqual", "value": {"fact": "inspected.shock"}},
                {"ground": "contradiction", "question": text("Qui a raison ?")},
                "ignore",
            ),
        ],
        "examples": [],
    }
