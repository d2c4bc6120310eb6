"""The three versions that move on their own: program, record, schema."""

from __future__ import annotations


def version_lines() -> str:
    """Program, record with its as-of day, schema: a line each."""
    from taiwan_allies import __version__
    from taiwan_allies.store.dataset.identity import identity
    from taiwan_allies.store.db.schema import SCHEMA

    record = identity()
    return f"allies {__version__}\nrecord {record.version} (as of {record.as_of})\nschema {SCHEMA}\n"
