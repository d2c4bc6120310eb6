"""The three versions that move on their own: program, record, schema."""

from __future__ import annotations

import os
from pathlib import Path

from taiwan_allies import __version__
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.db.status import answering


def version_lines(db: Path | None = None) -> str:
    """Program, the record that answers with its as-of day, schema: a line each."""
    chosen = os.environ.get("ALLIES_DB")
    version, as_of = answering(db or (Path(chosen) if chosen else None), os.environ)
    return f"allies {__version__}\nrecord {version} (as of {as_of})\nschema {SCHEMA}\n"
