"""The three versions that move on their own: program, record, schema."""

from __future__ import annotations

import os

from taiwan_allies import __version__
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.db.status import answering


def version_lines(db: str | None = None) -> str:
    """Program, the record that answers with its as-of day, schema: a line each."""
    version, as_of = answering(db or os.environ.get("ALLIES_DB") or None)
    return f"allies {__version__}\nrecord {version} (as of {as_of})\nschema {SCHEMA}\n"
