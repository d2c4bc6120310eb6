"""The documents behind the record, and how they are cited. `answers` says what holds for all of them."""

from typing import NamedTuple

from taiwan_allies.model.types import Layer, Written


class Citation(NamedTuple):
    """What one source supports about an event or engagement (``subject``), with the source itself."""

    subject: str
    supports: str
    date: Written | None
    quote: str | None
    source: str
    publisher: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    archived: str | None
    lang: str | None
    tier: str


class SourceUse(NamedTuple):
    """A document, and how much of the record rests on it."""

    id: str
    publisher: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    archived: str | None
    read_at: str | None
    lang: str | None
    tier: str
    note: str | None
    layer: Layer
    supports: int


class Cited(NamedTuple):
    """A document to cite, or the data set: then it has a ``version``, and ``type`` is `record`, or `count` for a number."""

    id: str
    citation: str
    type: str
    publisher: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    archived: str | None
    lang: str | None
    version: str | None
