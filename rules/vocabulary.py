"""The closed list of what rules may speak of: typed facts, and the codes that effects may name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .fact_reader import ReadAll, compile_reader
from .faults import FactError, Fault, ValueProblemError, VocabularyError
from .shapes import Reader, is_encodable, is_list, printable
from .values import TYPES, Canonical, Value, reader

SUPPLIERS = ("customer", "seller", "agent", "order", "catalogue", "computed", "measured", "derived")
CHANGERS = ("customer", "seller", "agent")
CODE_LISTS = ("guarantees", "grounds", "items", "transitions", "resolutions")
CHOICE_TYPES = ("choice", "choices")
DECISION_ON = "decision.on"
CATEGORY = "device.category"
MAX_FACTS = 1000
MAX_CHOICES = 500
MAX_CODES = 500
_FEW = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a ``choice`` or ``choices`` fact, with its label per language."""

    code: str
    label: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """What can be known of a case.

    ``type`` is one of ``rules.values.TYPES``; ``choices`` may be given as plain codes; ``supplier`` is whom to
    ask; ``changeable_by`` who could still make it different (nobody by default: a shock can't be undone);
    ``default`` is what a derived fact is when no derivation fires (None: unknown); ``categories`` are the choices of
    ``device.category`` that the fact is asked of (none named: all of them). What is wrong with it shows in
    ``Vocabulary``; only a text in place of several raises ``VocabularyError`` at once.
    """

    name: str
    type: str
    label: Mapping[str, str] = field(default_factory=dict)
    question: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    supplier: str = ""
    changeable_by: tuple[str, ...] = ()
    default: Value | None = None
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("choices", "changeable_by", "categories"):
            if isinstance(getattr(self, name), str):
                raise VocabularyError([Fault(f"$.{name}", "not_list")])
        choices = tuple(c if isinstance(c, Choice) else Choice(c) for c in self.choices)
        object.__setattr__(self, "choices", choices)
        object.__setattr__(self, "changeable_by", tuple(self.changeable_by))
        object.__setattr__(self, "categories", tuple(self.categories))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the choices, in their order."""
        return tuple(choice.code for choice in self.choices)

    @property
    def is_derived(self) -> bool:
        """Whether rules set it, and nobody else may."""
        return self.supplier == "derived"

    def is_asked_of(self, category: object) -> bool:
        """Whether anybody is asked for it on a device of the category; where that is not known (None), they are."""
        return not self.categories or category is None or category in self.categories


class Vocabulary:
    """Facts by name, and the codes that effects may name; raises ``VocabularyError`` with every fault."""

    def __init__(self, facts: Iterable[Fact], **codes: Iterable[str]) -> None:
        faults = Reader()
        self.facts: dict[str, Fact] = {}
        self._readers: dict[str, Canonical] = {}
        self._read_all: ReadAll | None = None
        given = tuple(facts)
        for index, fact in enumerate(given):
            self._add(fact, f"$.facts[{index}]", faults)
        self._check_categories(given, faults)
        self.guarantees = tuple(codes.pop("guarantees", ()))
        self.grounds = tuple(codes.pop("grounds", ()))
        self.items = tuple(codes.pop("items", ()))
        self.transitions = tuple(codes.pop("transitions", ()))
        self.resolutions = tuple(codes.pop("resolutions", ()))
        if codes:
            raise TypeError(f"a vocabulary has no {', '.join(codes)}")
        if faults.faults:
            raise VocabularyError(faults.faults)

    def _add(self, fact: Fact, path: str, faults: Reader) -> None:
        before = len(faults.faults)
        check_fact(fact, path, faults)
        if len(faults.faults) == before and fact.name in self.facts:
            faults.fault(f"{path}.name", "duplicate", name=fact.name)
        if len(faults.faults) == before:
            self.facts[fact.name] = fact
            self._readers[fact.name] = reader(fact.type, fact.codes)

    def _check_categories(self, facts: Iterable[Fact | None], faults: Reader) -> None:
        """Note each category, of the facts by their places, that is no choice of ``device.category``."""
        category = self.facts.get(CATEGORY)
        known = category.codes if category is not None and category.type == "choice" else ()
        for index, fact in enumerate(facts):
            for place, code in enumerate(fact.categories if fact is not None else ()):
                if code not in known:
                    path = f"$.facts[{index}].categories[{place}]"
                    faults.fault(path, "unknown_category", name=printable(code))

    @cached_property
    def unasked(self) -> Mapping[Value | None, frozenset[str]]:
        """By category of device, the facts that nobody is asked for; empty where every fact is asked of all."""
        limited = [fact for fact in self if fact.categories]
        every = self.facts[CATEGORY].codes if limited and CATEGORY in self else ()
        return {code: frozenset(fact.name for fact in limited if not fact.is_asked_of(code)) for code in every}

    def __getitem__(self, name: str) -> Fact:
        return self.facts[name]

    def __contains__(self, name: object) -> bool:
        return name in self.facts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def codes(self, list_name: str) -> tuple[str, ...]:
        """One of the five code lists by its name in a document (``CODE_LISTS``)."""
        found: tuple[str, ...] = getattr(self, list_name)
        return found

    def canonical(self, name: str, value: object) -> Value:
        """The canonical form of a value of the fact; raises ``ValueProblemError``."""
        return self._readers[name](value)

    def make_ready(self) -> None:
        """Compile what reads the facts of a whole case: worth it for who reads many; no fact may be added after."""
        self._read_all = compile_reader([(fact.name, fact.type, fact.codes) for fact in self], self._readers)

    def read_facts(self, facts: Mapping[str, object]) -> tuple[dict[str, Value], frozenset[str]]:
        """The known facts in canonical form, and the names of those asked and not known (null).

        Raises ``FactError`` naming the first fact, in the order given, that is unknown or of a wrong value.
        """
        if type(facts) is not dict and not isinstance(facts, Mapping):
            raise FactError("", "facts_not_object")
        # It asks for every fact there is: of a few, the loop is quicker.
        if self._read_all is not None and len(facts) * _FEW > len(self.facts):
            found = self._read_all(facts)
            if found is not None:
                return found[0], frozenset(found[1])
        return self._read_each(facts)

    def _read_each(self, facts: Mapping[str, object]) -> tuple[dict[str, Value], frozenset[str]]:
        known: dict[str, Value] = {}
        asked: list[str] = []
        readers = self._readers
        for name, value in facts.items():
            read = readers.get(name)
            if read is None:
                raise FactError(printable(name), "unknown_fact")
            if value is None:
                asked.append(name)
                continue
            try:
                known[name] = read(value)
            except ValueProblemError as problem:
                raise FactError(name, problem.code, problem.params) from None
        return known, frozenset(asked)


def check_fact(fact: Fact, path: str, faults: Reader) -> None:
    """Note what is wrong with one fact's definition."""
    faults.name(fact.name, f"{path}.name")
    if fact.type not in TYPES:
        faults.fault(f"{path}.type", "unknown_type", name=printable(fact.type))
        return
    if fact.supplier and fact.supplier not in SUPPLIERS:
        faults.fault(f"{path}.supplier", "unknown_supplier", name=printable(fact.supplier))
    for index, changer in enumerate(fact.changeable_by):
        if changer not in CHANGERS:
            faults.fault(f"{path}.changeable_by[{index}]", "unknown_changer", name=printable(changer))
    if fact.categories and fact.is_derived:
        faults.fault(f"{path}.categories", "categories_unused")
    before = len(faults.faults)
    _check_choices(fact, path, faults)
    if len(faults.faults) == before:
        _check_default(fact, path, faults)


def _check_choices(fact: Fact, path: str, faults: Reader) -> None:
    if fact.type not in CHOICE_TYPES:
        if fact.choices:
            faults.fault(f"{path}.choices", "choices_unused")
        return
    if not fact.choices:
        faults.fault(f"{path}.choices", "choices_needed")
    seen: set[str] = set()
    for index, code in enumerate(fact.codes):
        if not isinstance(code, str) or not code or not is_encodable(code):
            faults.fault(f"{path}.choices[{index}].code", "bad_name", name=printable(code))
        elif code in seen:
            faults.fault(f"{path}.choices[{index}].code", "duplicate", name=code)
        else:
            seen.add(code)


def _check_default(fact: Fact, path: str, faults: Reader) -> None:
    if fact.default is None:
        return
    if not fact.is_derived:
        faults.fault(f"{path}.default", "default_unused")
        return
    try:
        canonical = reader(fact.type, fact.codes)(fact.default)
    except ValueProblemError as problem:
        faults.fault(f"{path}.default", problem.code, **problem.params)
    else:
        object.__setattr__(fact, "default", canonical)


_FACT_OPTIONAL = ("label", "question", "unit", "choices", "supplier", "changeable_by", "default", "categories")


def parse_fact(document: object, path: str, faults: Reader) -> Fact | None:
    """One entry of a document's ``facts``; its deeper faults are noted by ``Vocabulary``."""
    entry = faults.mapping(document, path, ("name", "type"), _FACT_OPTIONAL)
    if entry is None or "name" not in entry or "type" not in entry:
        return None
    texts = {key: faults.texts(entry[key], f"{path}.{key}") if key in entry else {} for key in ("label", "question")}
    return Fact(
        name=entry["name"],
        type=entry["type"] if isinstance(entry["type"], str) else printable(entry["type"]),
        label=texts["label"],
        question=texts["question"],
        unit=faults.string(entry.get("unit", ""), f"{path}.unit"),
        choices=tuple(_parse_choices(entry.get("choices", ()), f"{path}.choices", faults)),
        supplier=faults.string(entry.get("supplier", ""), f"{path}.supplier"),
        changeable_by=faults.names(entry.get("changeable_by", ()), f"{path}.changeable_by", len(CHANGERS)),
        default=entry.get("default"),
        categories=_parse_categories(entry, f"{path}.categories", faults),
    )


def _parse_categories(entry: Mapping[str, Any], path: str, faults: Reader) -> tuple[str, ...]:
    """The categories that are named; "of none" can't be said, for nobody could ever supply the fact."""
    if "categories" not in entry:
        return ()
    found: dict[str, None] = {}
    for where, value in faults.items(entry["categories"], path, MAX_CHOICES):
        code = faults.string(value, where)
        if code in found:
            faults.fault(where, "duplicate", name=printable(code))
        elif code:
            found[code] = None
    if is_list(entry["categories"]) and not entry["categories"]:
        faults.fault(path, "empty")
    return tuple(found)


def _parse_choices(document: object, path: str, faults: Reader) -> Iterator[Choice]:
    for where, entry in faults.items(document, path, MAX_CHOICES):
        if isinstance(entry, str):
            yield Choice(entry)
            continue
        choice = faults.mapping(entry, where, ("code",), ("label",))
        if choice is not None and "code" in choice:
            label = faults.texts(choice["label"], f"{where}.label") if "label" in choice else {}
            yield Choice(choice["code"], label)


def parse_vocabulary(document: Mapping[str, Any], faults: Reader) -> Vocabulary:
    """The vocabulary that a rulebook document embeds; a faulty fact is noted and left out."""
    parsed = [
        parse_fact(entry, where, faults)
        for where, entry in faults.items(document.get("facts", ()), "$.facts", MAX_FACTS)
    ]
    codes = {name: faults.names(document.get(name, ()), f"$.{name}", MAX_CODES) for name in CODE_LISTS}
    vocabulary = Vocabulary((), **codes)
    for index, fact in enumerate(parsed):
        if fact is not None:
            vocabulary._add(fact, f"$.facts[{index}]", faults)
    vocabulary._check_categories(parsed, faults)
    return vocabulary
