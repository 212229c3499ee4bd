"""The findings of `links/` in words: one at a time, several as one line, and as they may have been noted before."""

from collections.abc import Iterable

from language.say import LANGUAGES, OWN, Language, spoken
from links.problems import Problem


def told(found: Problem, language: Language | None = None) -> str:
    """One finding as a sentence, in the language of the process or in one that is named."""
    return found.indonesian if (language or spoken()) == OWN else found.english


def all_told(found: Iterable[Problem], language: Language | None = None) -> str:
    """Several as one line; empty for none."""
    return "; ".join(told(one, language) for one in found)


def in_every_language(found: Iterable[Problem]) -> frozenset[str]:
    """The line as it may stand in the ledger, whichever language the home spoke at that time."""
    every = tuple(found)
    return frozenset(all_told(every, language) for language in LANGUAGES)
