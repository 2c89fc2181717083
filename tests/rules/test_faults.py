"""Faults: every sentence in both languages, and errors that travel."""

import copy
import pickle
import string

import pytest

from rules import ConditionError, FactError, Fault, RulebookError, VocabularyError
from rules.faults import MESSAGES, message


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["fr", "en", "fr-FR", "xx"])
@pytest.mark.parametrize("code", MESSAGES)
def test_each_message_takes_its_parameters(code: str, language: str) -> None:
    params = {name: f"«{name} {{0}} {{}}»" for name in placeholders(MESSAGES[code])}
    text = message(code, params, language)
    assert text
    assert all(value in text for value in params.values())


def test_a_fault_names_its_place() -> None:
    fault = Fault("$.rules[3].when", "too_many", {"limit": "200"})
    assert fault.message() == "$.rules[3].when: has more than 200 entries"


@pytest.mark.parametrize("kind", [ConditionError, RulebookError, VocabularyError])
def test_an_error_of_faults_has_a_line_for_each(kind: type[RulebookError]) -> None:
    error = kind([Fault("$.a", "empty"), Fault("$.b", "unknown_operator", {"name": "{x}"})])
    assert str(error) == "$.a: is empty\n$.b: “{x}” is not an operator"
    assert error.messages("en") == str(error).split("\n")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is kind
        assert again.faults == error.faults


def test_an_error_of_a_fact_names_it() -> None:
    error = FactError("device.category", "not_code", {"choices": "phone, {x}"})
    assert str(error) == error.message("en") == "device.category: is not one of the choices: phone, {x}"
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (again.fact, again.code, again.params) == (error.fact, error.code, error.params)
    assert FactError("a", "fact_required").params == {}
