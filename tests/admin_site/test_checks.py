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
