"""What TAB offers for names: slugs, which no shell splits, with the name as help. Needs no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def complete_state(incomplete: str) -> list[tuple[str, str]]:
    """Slugs of states that the typed text begins, by any of their names."""
    from taiwan_allies.domain.names import fold

    wanted = fold(incomplete)
    return [
        (slug, name)
        for slug, name, others in _states()
        if not wanted or any(fold(other).startswith(wanted) for other in (slug, *others))
    ]


def _states() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    from taiwan_allies.store.bundled import read

    rows = read("states")
    header = next(rows)
    at = {name: header.index(name) for name in ("code", "slug", "name", "name_zh")}
    for row in rows:
        code, slug, name, zh = (row[at[key]] or "" for key in ("code", "slug", "name", "name_zh"))
        yield slug, name, (name, code, zh)


def complete_president(incomplete: str) -> list[tuple[str, str]]:
    """Slugs of presidencies that the typed text begins, by name or surname."""
    from taiwan_allies.domain.names import fold
    from taiwan_allies.store.bundled import read

    rows = read("presidencies")
    next(rows)
    wanted = fold(incomplete)
    found = []
    for slug, name, zh, *_ in rows:
        slug, name = slug or "", name or ""
        if not wanted or any(fold(text).startswith(wanted) for text in (slug, name, zh or "")):
            found.append((slug, name))
    return found
