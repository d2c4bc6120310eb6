"""Finding what a name means: any known name, code or former name, without accents or case, or a unique prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = str.maketrans({"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"})
"""Letters with a stroke or without a dot, which Unicode does not take apart."""

LONGEST = 60
"""Characters of a name that are quoted back in an error."""


def fold(text: str) -> str:
    """``text`` as it is compared: lower case, no accents, single spaces for punctuation, `saint` for `st`."""
    if not text.isascii():
        import unicodedata

        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).translate(_PLAIN)
    words = "".join(c if c.isalnum() else " " for c in text.casefold().replace("'", "").replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    # Alone it is no saint but a code (ST, São Tomé and Príncipe).
    return " ".join("saint" if word == "st" and len(words) > 1 else word for word in words)


class Names:
    """Names and the keys that they stand for. ``what`` is the noun in messages ("state", "president")."""

    def __init__(self, what: str, pairs: Iterable[tuple[str, str]], labels: dict[str, str] | None = None) -> None:
        self.what = what
        self.keys: dict[str, set[str]] = {}
        self.labels = labels or {}
        for key, text in pairs:
            self.keys.setdefault(fold(text), set()).add(key)

    def find(self, text: str) -> set[str]:
        """The keys that ``text`` can mean: those it names exactly, else those it is a prefix of a name of."""
        wanted = fold(text)
        if not wanted:
            return set()
        exact = self.keys.get(wanted)
        if exact:
            return exact
        return {key for name, keys in self.keys.items() if name.startswith(wanted) for key in keys}

    def resolve(self, text: str) -> str:
        """The one key that ``text`` means. Raises `NotFoundError`, with the nearest names, when there is not one."""
        found = self.find(text)
        if len(found) == 1:
            return next(iter(found))
        raise self.missing(text, found)

    def missing(self, text: str, found: Iterable[str] = ()) -> NotFoundError:
        """The error for a text that names nothing, or several of ``found``."""
        from taiwan_allies.dates.partial import quoted

        several = sorted(self.labels.get(key, key) for key in found)
        if several:
            return NotFoundError(
                f"{quoted(text)} fits more than one {self.what}",
                "It could be " + ", ".join(several[:8]) + (" ..." if len(several) > 8 else "") + ".",
            )
        near = self.nearest(text)
        hint = (
            f"Did you mean {' or '.join(near)}?"
            if near
            else f"`allies {'presidents' if self.what == 'president' else 'list --ever'}` shows them all."
        )
        return NotFoundError(f"no {self.what} of the record is called {quoted(text)}", hint)

    def nearest(self, text: str, count: int = 3) -> list[str]:
        """Labels of the keys whose names look most like ``text``."""
        from difflib import get_close_matches

        labels: list[str] = []
        for name in get_close_matches(fold(text[:LONGEST]), self.keys, n=count * 2, cutoff=0.75):
            for key in sorted(self.keys[name]):
                label = self.labels.get(key, key)
                if label not in labels:
                    labels.append(label)
        return labels[:count]
