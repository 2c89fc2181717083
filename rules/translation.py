"""The language files' own texts, in the reader's language, without Django.

The catalogue is the one that Django reads for this app too (``rules/locale``), so a text is translated once.
``_`` only marks a text for extraction; ``translate`` looks it up when somebody reads it.
"""

import gettext
from functools import lru_cache
from pathlib import Path

LOCALE_DIR = Path(__file__).with_name("locale")
DEFAULT_LANGUAGE = "fr"


def _(message: str) -> str:
    return message


def _base(language: str) -> str:
    """The language of a tag: ``fr`` of ``fr-CA`` and of ``fr_CA``."""
    return language.replace("_", "-").split("-", maxsplit=1)[0]


@lru_cache(maxsize=32)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE_DIR, languages=[_base(language)], fallback=True)


def translate(language: str, message: str, **params: object) -> str:
    """The message in the language, its ``{placeholders}`` filled; an unknown language gives the English text."""
    text = _catalogue(language).gettext(message) if message else ""
    return text.format(**params) if params else text


def in_language(texts: "dict[str, str]", language: str) -> str:
    """The text that a row carries for the language, else its French one, else whatever it has."""
    return texts.get(_base(language)) or texts.get(DEFAULT_LANGUAGE) or next(filter(None, texts.values()), "")
