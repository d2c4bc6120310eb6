"""Questions to the store: typed answers over the documented views. Each module is loaded when it is first asked."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taiwan_allies.store.queries import (  # noqa: F401 - for whoever reads the types
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


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from error
