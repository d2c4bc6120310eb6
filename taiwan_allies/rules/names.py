"""Finding what a name means: any known name, code or former name, without accents or case, or a unique prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from taiwan_allies.errors import NotFoundError, quoted
from taiwan_allies.model.kinds import REGION_ALIASES, REGIONS

_PLAIN = str.maketrans({"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"})
"""Letters with a stroke or without a dot, which Unicode does not take apart."""

LONGEST = 60
"""Characters of a name that are quoted back in an error."""

# Compiled when they are used: most commands name no state.
_CODE: Final = r"[A-Z]{2,3}|[0-9]+"
"""What is meant as the code of a state: it is one, or an error, never the beginning of a name."""

_INVERTED: Final = r"(?i)([^,(]+)[,(]\s*([^,()]*\bof(?: the)?)\)?"
"""The style of ISO and the UN: `Korea, Republic of`, `Iran (Islamic Republic of)`."""

_LISTED: Final = {
    "state": "`allies list --ever` shows every state that ever was an ally.",
    "president": "`allies presidents` shows them all.",
    "region": f"Regions: {', '.join((*REGIONS, *REGION_ALIASES))}; or a UN subregion such as Caribbean.",
}
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'\u2018\u2019\u02bb\u02bc"))

_BETWEEN: Final = r"[\W_]+"
"""What stands between words."""


def fold(text: str) -> str:
    """``text`` as it is compared: lower case, no accents, no `the`, single spaces for punctuation, `saint` for `st`."""
    if not text.isascii():
        import unicodedata

        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).translate(_PLAIN)
    text = text.casefold().translate(_APOSTROPHES).replace("&", " and ")
    words = re.sub(_BETWEEN, " ", text).split()
    if "the" in words:
        words = [word for word in words if word != "the"] or words
    if "st" in words and len(words) > 1:  # alone it is no saint but a code (ST, São Tomé and Príncipe)
        words = ["saint" if word == "st" else word for word in words]
    return " ".join(words)


class Names:
    """Names and the keys that they stand for. ``what`` is the noun in messages ("state", "president")."""

    def __init__(self, what: str, pairs: Iterable[tuple[str, str]], labels: dict[str, str] | None = None) -> None:
        self.what = what
        self.keys: dict[str, set[str]] = {}
        self.labels = labels or {}
        for key, text in pairs:
            self.keys.setdefault(fold(text), set()).add(key)

    def find(self, text: str, *, exact: bool = False) -> set[str]:
        """The keys that ``text`` names exactly; else, unless it must be ``exact``, those it is a prefix of a name of."""
        found = self._named(text)
        return found if found or exact or self._is_code(text) else self._begun(text)

    def _named(self, text: str) -> set[str]:
        inverted = re.fullmatch(_INVERTED, text.strip())
        turned = fold(f"{inverted[2]} {inverted[1]}") if inverted else ""
        return self.keys.get(fold(text)) or self.keys.get(turned) or set()

    def _is_code(self, text: str) -> bool:
        return self.what == "state" and re.fullmatch(_CODE, text.strip()) is not None

    def _begun(self, text: str) -> set[str]:
        wanted = fold(text)
        return {key for name, keys in self.keys.items() if wanted and name.startswith(wanted) for key in keys}

    def resolve(self, text: str, *, exact: bool = False) -> str:
        """The one key that ``text`` means. Raises `NotFoundError`, with the nearest names, when there is not one.

        A prefix is good enough to read; what is written must be named in full: ``exact``.
        """
        found = self.find(text, exact=exact)
        if len(found) == 1:
            return next(iter(found))
        raise self.missing(text, found)

    def missing(self, text: str, found: Iterable[str] = ()) -> NotFoundError:
        """The error for a text that names nothing, or several of ``found``."""
        begun = [] if fold(text).isdecimal() else self._labels(self._begun(text))
        several = self._labels(found) or ([] if self._is_code(text) or len(begun) < 2 else begun)
        if several:
            return NotFoundError(
                f"{quoted(text)} fits more than one {self.what}",
                "It could be " + ", ".join(several[:8]) + (" ..." if len(several) > 8 else "") + ".",
            )
        near = begun[:3] or self.nearest(text)
        hint = f"Did you mean {' or '.join(near)}?" if near else _LISTED.get(self.what, "")
        return NotFoundError(f"no {self.what} of the record is called {quoted(text)}", hint)

    def _labels(self, keys: Iterable[str]) -> list[str]:
        return sorted({self.labels.get(key, key) for key in keys})

    def nearest(self, text: str) -> list[str]:
        """Labels of the three keys whose names look most like ``text``."""
        from difflib import get_close_matches

        labels: list[str] = []
        for name in get_close_matches(fold(text[:LONGEST]), self.keys, n=6, cutoff=0.75):
            for key in sorted(self.keys[name]):
                label = self.labels.get(key, key)
                if label not in labels:
                    labels.append(label)
        return labels[:3]
