"""Who reaches which address: the table that ``tests/test_access.py`` holds the site to.

A new address gets a row here. ``reads`` and ``writes`` name people of ``tests.cast`` and of ``ROLES``; any other member
of staff is refused (403, or ``refused``), everybody else is sent to log in (302).
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = {"auditor": "auditor", "catalogue_editor": "catalogue editor"}
"""People besides the cast: by the group of ``fixtures/roles.json`` that they are in."""
STAFF = frozenset({"agent", "lead", "rule_editor", "approver", *ROLES})
SIGNED_IN = frozenset({"outsider", "seller", "other_seller", *STAFF})
EVERYBODY = SIGNED_IN | {"anonymous"}


@dataclass(frozen=True)
class Page:
    """One address: what those in ``reads`` get, what ``readers`` who may not do it, other staff, everybody else get.

    ``strangers`` have nothing there: 404.
    """

    reads: frozenset[str]
    status: int = 200
    refused: int = 403
    outside: int = 302
    readers: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()

    def expected(self, person: str) -> int:
        """The status of a GET by this person."""
        if person in self.reads:
            return self.status
        if person in self.strangers:
            return 404
        if person in self.readers:
            return 403
        return self.refused if person in STAFF else self.outside


@dataclass(frozen=True)
class Rows:
    """The admin of one model: its list and pages are read by ``reads``, its forms by ``writes``."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    no_deleting: bool = False
    no_history: bool = False

    def page(self, kind: str) -> Page:
        """The row of one of the model's pages."""
        if kind in ("add", "delete"):
            return Page(frozenset() if kind == "delete" and self.no_deleting else self.writes)
        if kind == "history" and self.no_history:
            return Page(NOBODY, refused=404)
        if kind == "move":
            # By POST only.
            return Page(STAFF, status=405)
        if kind == "import":
            return Page(self.writes)
        return Page(self.reads)


def people(names: str) -> frozenset[str]:
    """People by name, checked."""
    found = frozenset(names.split())
    assert found <= EVERYBODY, found - EVERYBODY
    return found


NOBODY = people("")
CASE_READERS = people("agent lead auditor")
RULE_READERS = people("rule_editor approver auditor")
CATALOGUE = Rows(people("auditor catalogue_editor"), people("catalogue_editor"), no_deleting=True)
DELETABLE = Rows(CATALOGUE.reads, CATALOGUE.writes)
MODELS = {
    "admin_interface_theme": Rows(),
    "auth_group": Rows(),
    "mfa_authenticator": Rows(),
    "django_tasks_database_dbtaskresult": Rows(),
    "returns_accountfamily": DELETABLE,
    "returns_carrier": DELETABLE,
    "returns_customer": Rows(people("auditor")),
    "returns_deadline": DELETABLE,
    "returns_decision": Rows(CASE_READERS, no_history=True),
    "returns_devicecategory": DELETABLE,
    "returns_devicefamily": DELETABLE,
    "returns_dropoffoption": DELETABLE,
    "returns_event": Rows(CASE_READERS, no_history=True),
    "returns_evidenceitem": DELETABLE,
    "returns_ground": DELETABLE,
    "returns_guarantee": DELETABLE,
    "returns_guide": DELETABLE,
    "returns_membershipevent": Rows(people("auditor")),
    "returns_messagetemplate": CATALOGUE,
    "returns_outboxmessage": Rows(CASE_READERS, no_history=True),
    "returns_photocheck": DELETABLE,
    "returns_photoslot": DELETABLE,
    "returns_reason": DELETABLE,
    "returns_refundlimit": CATALOGUE,
    "returns_resolution": DELETABLE,
    "returns_returncase": Rows(CASE_READERS, no_history=True),
    "returns_seller": Rows(people("auditor")),
    "returns_step": DELETABLE,
    "returns_user": Rows(people("auditor")),
    "rules_activation": Rows(people("auditor")),
    "rules_rule": Rows(people("auditor")),
    "rules_rulebook": Rows(people("auditor")),
    "rules_version": Rows(people("auditor rule_editor")),
}
"""By application and model: ``_changelist``, ``_change``, ``_history``, ``_simple_history``, ``_add``, ``_delete``."""

# Whoever may not read rules learns nothing of versions; whoever may not edit this one is told so.
READ_RULES = Page(RULE_READERS, refused=404)
SELLERS, OUTSIDER = people("seller other_seller"), people("outsider")
PORTAL = Page(SELLERS, readers=OUTSIDER)
"""Whoever works for no seller is told so; what is another seller's is not there."""
OWN_CASE = Page(people("seller"), strangers=people("other_seller"), readers=OUTSIDER)
CASE_DEED = Page(people("seller"), status=302, strangers=people("other_seller"), readers=OUTSIDER)
EDIT_RULES = Page(people("rule_editor"), readers=RULE_READERS, refused=404)

# Whoever may not read cases learns nothing of one; whoever reads them and does not handle them is told so.
READ_CASE = Page(CASE_READERS, refused=404)
HANDLE_CASE = Page(people("agent lead"), readers=people("auditor"), refused=404)
LEAD_CASE = Page(people("lead"), readers=people("agent auditor"), refused=404)
OVERSEE = Page(people("lead auditor"), readers=people("agent"), refused=404)

PAGES = {
    "start:page": Page(EVERYBODY),
    # The guided return knows no logins: whoever has not opened a customer's link is sent to the way in.
    **{
        f"guide:{name}": Page(EVERYBODY, status=302)
        for name in (
            "home",
            "open",
            "question",
            "answers",
            "verdict",
            "photo",
            "file",
            "step",
            "imei",
            "slip",
            "slip_pdf",
            "shipping",
            "proof",
            "contest",
            "cancel",
            "data",
            "export",
            "erase",
            "other_links",
            "messages",
        )
    },
    "guide:expired": Page(EVERYBODY),
    "guide:find": Page(EVERYBODY),
    "guide:sent": Page(EVERYBODY),
    "guide:help": Page(EVERYBODY),
    # By POST only.
    "guide:leave": Page(EVERYBODY, status=405),
    "start:open_return": Page(EVERYBODY, status=405),
    # Without a language to set it sends back.
    # A stranger learns nothing of a file.
    "evidence:file": Page(CASE_READERS | people("seller"), refused=404, outside=404),
    "evidence:thumbnail": Page(CASE_READERS | people("seller"), refused=404, outside=404),
    "evidence:video": Page(CASE_READERS | people("seller"), refused=404, outside=404),
    **{f"portal:{name}": PORTAL for name in ("home", "export", "choose", "members", "preferences")},
    # Leads to the case, or to the list.
    "portal:scan": Page(SELLERS, status=302, readers=OUTSIDER),
    **{f"portal:{name}": OWN_CASE for name in ("case", "file", "member")},
    # By POST only.
    **{
        f"portal:{name}": CASE_DEED
        for name in (
            "invite",
            "label",
            "receive",
            "remind",
            "inspection",
            "propose",
            "resolve",
            "contest",
            "evidence",
            "handle",
        )
    },
    "portal:revoke": Page(SELLERS, status=405, readers=OUTSIDER),
    # Nobody was sent this link.
    "portal:join": Page(EVERYBODY, status=404),
    "set_language": Page(EVERYBODY, status=302),
    "admin:index": Page(STAFF),
    "account_login": Page(SIGNED_IN, status=302, outside=200),
    "account_logout": Page(SIGNED_IN),
    "account_inactive": Page(EVERYBODY),
    "account_change_password": Page(SIGNED_IN),
    # Leads to the page that sends a link by mail.
    "account_set_password": Page(EVERYBODY, status=302),
    "account_reauthenticate": Page(SIGNED_IN),
    # Without an app there is no code to type: by password instead.
    "mfa_reauthenticate": Page(SIGNED_IN, status=302),
    "account_reset_password": Page(EVERYBODY),
    "account_reset_password_done": Page(EVERYBODY),
    # With a key that is wrong, it says so.
    "account_reset_password_from_key": Page(EVERYBODY),
    "mfa_index": Page(SIGNED_IN),
    # Between a password and a code only.
    "mfa_authenticate": Page(EVERYBODY, status=302),
    # Asks for the password first.
    "mfa_activate_totp": Page(SIGNED_IN, status=302),
    "mfa_generate_recovery_codes": Page(SIGNED_IN, status=302),
    # Without an app there is nothing to remove, and no code to see.
    "mfa_deactivate_totp": Page(SIGNED_IN, status=404),
    "mfa_view_recovery_codes": Page(SIGNED_IN, status=404),
    "mfa_download_recovery_codes": Page(SIGNED_IN, status=404),
    # The accounts' page does it; whoever is logged in and no staff is told so.
    "admin:login": Page(STAFF | {"anonymous"}, status=302, outside=403),
    # By POST only.
    "admin:logout": Page(STAFF, status=405),
    "admin:password_change": Page(STAFF, status=302),
    "admin:password_change_done": Page(STAFF, status=302),
    "admin:jsi18n": Page(STAFF),
    # Without the field that asks, nobody is told anything.
    "admin:autocomplete": Page(NOBODY),
    # No row of ours has a page outside the admin.
    "admin:view_on_site": Page(NOBODY, refused=404),
    "admin:app_list": Page(CASE_READERS | people("catalogue_editor"), refused=404),
    # An object's bare address leads to its page, whoever asks; any other address is unknown.
    "admin:<object>": Page(STAFF, status=302),
    "admin:<anything>": Page(NOBODY, refused=404),
    # Without a task there is nothing to show a history of.
    "admin:django_tasks_database_dbtaskresult_history": Page(NOBODY, refused=302),
    "admin:mfa_authenticator_history": Page(NOBODY, refused=302),
    "admin:auth_user_password_change": Page(NOBODY),
    "admin:returns_catalogue": Page(CATALOGUE.reads),
    "admin:returns_catalogue_export": Page(CATALOGUE.reads),
    "admin:returns_catalogue_import": Page(CATALOGUE.writes),
    "admin:returns_desk_accept": HANDLE_CASE,
    "admin:returns_desk_accept_evidence": HANDLE_CASE,
    "admin:returns_desk_again": HANDLE_CASE,
    "admin:returns_desk_ask": HANDLE_CASE,
    "admin:returns_desk_away": HANDLE_CASE,
    # By POST only.
    "admin:returns_desk_bulk": Page(STAFF, status=405),
    "admin:returns_desk_confirm": LEAD_CASE,
    "admin:returns_desk_correct": HANDLE_CASE,
    "admin:returns_desk_give": HANDLE_CASE,
    "admin:returns_desk_look": READ_CASE,
    "admin:returns_desk_message": HANDLE_CASE,
    # By POST only.
    "admin:returns_desk_next": Page(STAFF, status=405),
    "admin:returns_desk_note": HANDLE_CASE,
    "admin:returns_desk_otherwise": HANDLE_CASE,
    "admin:returns_desk_overview": OVERSEE,
    "admin:returns_desk_overview_csv": OVERSEE,
    "admin:returns_desk_refuse_evidence": HANDLE_CASE,
    "admin:returns_desk_reject": LEAD_CASE,
    "admin:returns_desk_release": HANDLE_CASE,
    "admin:returns_desk_reviewed": HANDLE_CASE,
    "admin:returns_desk_settle": HANDLE_CASE,
    "admin:returns_desk_step": HANDLE_CASE,
    "admin:returns_desk_take": HANDLE_CASE,
    "admin:returns_desk_withdraw": HANDLE_CASE,
    "admin:returns_workflow": Page(STAFF),
    "admin:rules_desk_compare": READ_RULES,
    "admin:rules_desk_difference": READ_RULES,
    "admin:rules_desk_example": READ_RULES,
    "admin:rules_desk_examples": READ_RULES,
    "admin:rules_desk_export": READ_RULES,
    "admin:rules_desk_fact": READ_RULES,
    "admin:rules_desk_fact_add": EDIT_RULES,
    "admin:rules_desk_facts": READ_RULES,
    "admin:rules_desk_history": READ_RULES,
    "admin:rules_desk_impact": READ_RULES,
    # A case, so whoever reads rules and cases.
    "admin:rules_desk_impact_case": Page(people("auditor"), refused=404),
    "admin:rules_desk_import": EDIT_RULES,
    "admin:rules_desk_item_add": EDIT_RULES,
    "admin:rules_desk_life": EDIT_RULES,
    "admin:rules_desk_matrix": READ_RULES,
    "admin:rules_desk_rule": READ_RULES,
    # By POST only.
    "admin:rules_desk_rules": Page(STAFF, status=405),
    "admin:rules_desk_rule_add": EDIT_RULES,
    "admin:rules_desk_try": READ_RULES,
    "admin:rules_desk_workspace": READ_RULES,
}
