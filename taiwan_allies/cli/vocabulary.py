"""Words of the vocabularies on the command line, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from taiwan_allies.errors import UsageError, did_you_mean, quoted
from taiwan_allies.store.queries.filters import split


def words_of(texts: Sequence[str], known: Sequence[str], option: str) -> Sequence[str]:
    """The words of a vocabulary that the values of an option name, in either language. Raises `UsageError`."""
    from taiwan_allies.i18n import english  # Chinese is loaded where a word is given

    found = [english(text, known).lower() for text in split(texts, f"--{option}")]
    for word in found:
        if word not in known:
            hint = f"{did_you_mean(word, known)}It can be {', '.join(known)}."
            raise UsageError(f"--{option}: {quoted(word)} is not a {option}", hint)
    return found
