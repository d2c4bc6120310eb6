"""The documented views, bound to what a question asks.

The views `today`, `period` and `counted_state` of the store are what other programs get: the day in Taipei, every
presidency, every state. A question puts its own in their place, as common table expressions of the same name, together
with each view that reads them. So commands, Python and plain SQL get their answers from one definition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

Relations = Mapping[str, str]
"""SQL of the relations that stand in for views of the same name."""

TODAY: Final = "SELECT :today AS day"
PERIOD: Final = (
    "SELECT value ->> 0 AS period, value ->> 1 AS start_day, value ->> 2 AS end_day FROM json_each(:periods)"
)
_READ: Final = re.compile(r"\b(?:FROM|JOIN) ([a-z_]+)")


class Views:
    """The views of a store, by name: their SQL, and which other ones each of them reads."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self.bodies = {name: sql.partition(" AS\n")[2] for name, sql in definitions.items()}
        self._reads: dict[str, list[str]] = {}

    def reads(self, name: str) -> list[str]:
        """The other views that a view reads; none of what is no view. Found when it is asked: a question needs few."""
        if name not in self._reads:
            named = dict.fromkeys(_READ.findall(self.bodies.get(name, "")))
            self._reads[name] = [found for found in named if found in self.bodies and found != name]
        return self._reads[name]

    def bind(self, view: str, relations: Relations) -> str:
        """The beginning of a query on ``view``, with ``relations`` in the place of the views that they are named after."""
        found: dict[str, str] = {}
        self._collect(view, relations, found)
        return "WITH " + ", ".join(f"{name} AS ({sql})" for name, sql in found.items()) + " " if found else ""

    def _collect(self, view: str, relations: Relations, found: dict[str, str]) -> bool:
        """Whether ``view`` reads any of ``relations``, however far away; then it is among ``found``, after what it reads."""
        if view in relations:
            found[view] = relations[view]
            return True
        if view in found:
            return True
        # All of them, not only up to the first: every view that is read must be collected.
        touched = [name for name in self.reads(view) if self._collect(name, relations, found)]
        if touched:
            found[view] = self.bodies[view]
        return bool(touched)

    def clocked(self, day: str) -> list[str]:
        """Temporary views that fix the clock for queries of the user's own: they hide those of the store."""
        found: dict[str, str] = {}
        relations = {"today": f"SELECT '{day}' AS day"}
        for view in self.bodies:
            self._collect(view, relations, found)
        return [f"CREATE TEMP VIEW IF NOT EXISTS {name} AS {sql}" for name, sql in found.items()]
