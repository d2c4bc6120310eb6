from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context

FIELDS = (
    "version", "as_of", "age_days", "licence", "states", "events", "engagements", "sources", "claims", "assertions",
    "quality_a", "quality_b", "quality_c", "hash", "installed",
)  # fmt: skip


def run(session: Session) -> Result:
    """Which record is loaded, and how good it is.

    Quality: A, the date is given by a primary source or two independent ones; B, by one good secondary source; C, by
    tertiary sources only, or some of it from memory. `installed` is the record that came with this program: another
    one where the store was last used by a newer program.

    Examples:
      allies data info
      allies data info --json
    """
    from taiwan_allies.store.dataset import bundled
    from taiwan_allies.views.phrases import freshness

    ask = session.ask
    version, as_of = ask.record
    licence = ", ".join(one["name"] for one in bundled.package()["licenses"])
    facts = bundled.facts(ask.conn)
    counts, quality, stamp = facts[:6], facts[6:9], facts[9]
    age = (ask.today - as_of).days
    row = (version, as_of.isoformat(), age, licence, *facts, bundled.identity().version)

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.output.text import wrap

        def line(name: str, text: str) -> Iterator[str]:
            first, *more = wrap(text, max(20, context.width - 13))
            yield f"{context.style.paint(f'{name:<13}', 'dim')}{first}"
            yield from (" " * 13 + rest for rest in more)

        yield from line("record", f"{version}, {freshness(ask, ask.today)}")
        yield from line("licence", f"{licence}; the program is MIT")
        yield from line("states", f"{counts[0]:,}")
        yield from line("events", f"{counts[1]:,}: {quality[0]} of quality A, {quality[1]} B, {quality[2]} C")
        yield from line("engagements", f"{counts[2]:,}")
        yield from line(
            "sources",
            f"{counts[3]:,}, {counts[4]:,} claims about dates, {counts[5]:,} published counts to check against",
        )
        yield from line("hash", stamp)
        if row[-1] != version:
            yield from line("installed", f"{row[-1]}, which is not the loaded one: see `allies data diff`")

    return Result([Column(name) for name in FIELDS], [row], view=view)
