"""A source in one line of text, as it is typed and as streams carry it: ``publisher: title <url> [tier]``.

Only the title is needed. An address alone is its own title, published by its host. A tier other than tertiary is
named at the end. `compose` and `parse` undo each other for everything that `parse` can return.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from taiwan_allies.errors import UsageError
from taiwan_allies.model.kinds import TIERS
from taiwan_allies.model.types import Tier
from taiwan_allies.rules import texts

UNSAID: Final = "tertiary"
"""The tier of a source of which none is said: nobody has vouched for it."""
UNNAMED: Final = "(not named)"
"""The publisher of a text that names none."""

_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_TIER = re.compile(rf" \[({'|'.join(TIERS)})\]$")
_LINK = re.compile(r" <(https?://[^\s<>]+)>$", re.IGNORECASE)
_LONGEST_PUBLISHER = 60
"""What stands before the first colon is a publisher if it is no longer than this."""


class SourceText(NamedTuple):
    """What a line says of a source."""

    publisher: str
    title: str
    url: str | None
    tier: Tier

    @property
    def key(self) -> str:
        """What makes two sources the same: the address, or publisher and title."""
        return self.url or f"{self.publisher}: {self.title}"


def looks_like_id(text: str) -> bool:
    """Whether a text is meant as the id of a source: ``src-0123`` or ``my-src-4``."""
    head, dash, number = text.strip().rpartition("-")
    return bool(dash) and head in {"src", "my-src"} and number.isascii() and number.isdigit()


def read(text: str, tier: Tier | None = None) -> str | SourceText:
    """What a user names as a source: an id as it is, or a description. Raises as `parse` does."""
    return text.strip() if looks_like_id(text) else parse(text, tier)


def parse(text: str, tier: Tier | None = None) -> SourceText:
    """The source that a line describes. Raises `UsageError`, as the end of a sentence."""
    text = texts.line(text)
    named = _TIER.search(text)
    if named:
        text = text[: named.start()]
    tier = tier or (named[1] if named else UNSAID)
    if not text:
        raise UsageError("is empty", "Name a document: an address, or words like `CNA: Paraguay leaves`.")
    if _ADDRESS.fullmatch(text):
        return SourceText(host(text), text, text, tier)
    link = _LINK.search(text)
    if link:
        host(link[1])
        text = text[: link.start()]
    publisher, colon, title = text.partition(": ")
    if not (colon and publisher and title and len(publisher) <= _LONGEST_PUBLISHER and "://" not in publisher):
        publisher, title = UNNAMED, text
    return SourceText(publisher, title, link[1] if link else None, tier)


def compose(source: SourceText) -> str:
    """The line that `parse` reads back."""
    publisher, title, url, tier = source
    if url == title and _ADDRESS.fullmatch(title) and publisher == host(title):
        text = title
    else:
        text = (title if publisher == UNNAMED else f"{publisher}: {title}") + (f" <{url}>" if url else "")
    return text if tier == UNSAID else f"{text} [{tier}]"


def host(url: str) -> str:
    """The host of an address, without `www.`: the publisher of a page of which nothing else is known."""
    try:
        name = urlsplit(url).hostname
    except ValueError:
        name = None
    if not name:
        raise UsageError("is not an address: it names no host", "Write it like https://example.org/page.")
    return name.removeprefix("www.")[: texts.NAME] or name
