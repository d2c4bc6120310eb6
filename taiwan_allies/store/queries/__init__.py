"""Questions to the store: typed answers over the documented views. Each module is loaded when it is first asked."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taiwan_allies.store.queries import (
        changes,
        compare,
        counts,
        panel,
        published,
        search,
        share,
        sources,
        spells,
        state_detail,
        timeline,
    )

__all__ = [
    "changes",
    "compare",
    "counts",
    "panel",
    "published",
    "search",
    "share",
    "sources",
    "spells",
    "state_detail",
    "timeline",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
