import sys
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from admin_site import checks


def test_this_machine_passes() -> None:
    assert checks.check_python(None) == []
    assert checks.check_engine(None) == []


@pytest.mark.parametrize("version", [(3, 13), (3, 14)])
def test_a_python_without_the_engine_is_an_error_that_says_which_to_use(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    monkeypatch.setattr(checks, "sys", SimpleNamespace(version_info=(*version, 0)))
    [error] = checks.check_python(None)
    assert error.id == "admin_site.E001"
    assert error.hint is not None
    assert "durable-rules fails to import" in error.hint
    assert "3.11 or 3.12" in error.hint


def test_an_engine_that_was_not_built_is_an_error_that_says_how_to_build_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    [error] = checks.check_engine(None)
    assert error.id == "admin_site.E002"
    assert error.hint is not None
    assert "make setup" in error.hint


@pytest.mark.parametrize(
    ("debug", "required", "ids"),
    [(False, False, ["admin_site.E003"]), (False, True, []), (True, False, []), (True, True, [])],
)
def test_relaxing_the_second_factor_is_an_error_outside_debug(
    settings: Settings, debug: bool, required: bool, ids: list[str]
) -> None:
    settings.DEBUG, settings.REQUIRE_TWO_FACTOR = debug, required
    assert [error.id for error in checks.check_two_factor(None)] == ids


@pytest.mark.parametrize(
    ("header", "proxies", "ids"),
    [
        (None, 0, []),
        (("HTTP_X_FORWARDED_PROTO", "https"), 1, []),
        (("HTTP_X_FORWARDED_PROTO", "https"), 0, ["admin_site.W004"]),
    ],
)
def test_a_proxy_that_nobody_counted_is_a_warning(
    settings: Settings, header: tuple[str, str] | None, proxies: int, ids: list[str]
) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.ALLAUTH_TRUSTED_PROXY_COUNT = header, proxies
    assert [warning.id for warning in checks.check_proxies(None)] == ids


@pytest.mark.parametrize(
    ("backend", "host", "ids"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", "mail.example", []),
        ("anymail.backends.brevo.EmailBackend", "localhost", []),
        ("django.core.mail.backends.smtp.EmailBackend", "localhost", ["admin_site.W005"]),
        ("django.core.mail.backends.console.EmailBackend", "mail.example", ["admin_site.W005"]),
    ],
)
def test_a_site_that_sends_no_mail_is_a_warning(settings: Settings, backend: str, host: str, ids: list[str]) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = backend, host
    found = checks.check_mail(None)
    assert [warning.id for warning in found] == ids
    assert all(warning.hint for warning in found)
