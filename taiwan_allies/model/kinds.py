"""The closed vocabularies, each said once.

The type that names a vocabulary (`types.Cause`) is that of the fields which hold its words: `fields.describe` reads the
vocabulary of a field off its annotation. Their Chinese is in the catalogue (`i18n`), under the same name.
"""

from typing import Final

from taiwan_allies.model.types import EntryKind, EntryType
from taiwan_allies.plain import Plain


class Kind(Plain):
    """A kind of event or engagement.

    ``mark`` and ``role`` show it at a terminal. Of an event, ``opens`` says whether relations are open after it (None
    of an engagement) and ``phrase`` what happens. An engagement that ``implies_relations`` needs an ally.
    """

    word: EntryKind
    type: EntryType
    mark: str
    role: str
    opens: bool | None = None
    phrase: str = ""
    implies_relations: bool = False


KINDS: Final[dict[str, Kind]] = {
    kind.word: kind
    for kind in (
        Kind("establish", "recognition", "+", "gained", True, "Relations open"),
        Kind("restore", "recognition", "+", "gained", True, "Relations restored"),
        Kind("suspend", "recognition", "~", "lost", False, "Relations suspended"),
        Kind("sever", "recognition", "-", "lost", False, "Relations end"),
        Kind("visit", "engagement", "*", "dim", implies_relations=True),
        Kind("transit", "engagement", "*", "dim"),
        Kind("agreement", "engagement", "*", "dim", implies_relations=True),
        Kind("aid", "engagement", "*", "dim", implies_relations=True),
        Kind("offer", "engagement", "*", "dim"),
        Kind("letter", "engagement", "*", "dim", implies_relations=True),
        Kind("statement", "engagement", "*", "dim"),
        Kind("pressure", "engagement", "*", "dim"),
        Kind("signal", "engagement", "*", "dim"),
    )
}
"""Every kind, events first. A new one is a row here, with its Chinese in the catalogue."""

EVENT_KINDS: Final = tuple(kind.word for kind in KINDS.values() if kind.type == "recognition")
ENGAGEMENT_KINDS: Final = tuple(kind.word for kind in KINDS.values() if kind.type == "engagement")
OPENINGS: Final = tuple(word for word in EVENT_KINDS if KINDS[word].opens)
ENDINGS: Final = tuple(word for word in EVENT_KINDS if not KINDS[word].opens)

REGIONS: Final = ("Africa", "Americas", "Asia", "Europe", "Oceania")
REGION_ALIASES: Final = {
    "Pacific": ("Oceania",),
    "Latin America": ("Caribbean", "Central America", "South America"),
}
"""What people call regions that the UN names otherwise, or has no name for: the regions and subregions that it means."""
DIVISIONS: Final = ("president", "year", "decade", "region")
"""What a count may be divided by."""
TIERS: Final = ("primary", "secondary", "tertiary")
ENTRY_TYPES: Final = ("recognition", "engagement")

VOCABULARIES: Final[dict[str, tuple[str, ...]]] = {
    "EventKind": EVENT_KINDS,
    "EngagementKind": ENGAGEMENT_KINDS,
    "EntryKind": tuple(KINDS),
    "EntryType": ENTRY_TYPES,
    "CoveredKind": ("recognition", *ENGAGEMENT_KINDS),
    "Cause": ("switch", "break", "war", "annexation", "dissolution", "lapse"),
    "Initiator": ("partner", "roc", "both", "unknown"),
    "Memory": ("day", "month", "year", "fact"),
    "Tier": TIERS,
    "Support": ("date", "fact", "kind", "prc_date"),
    "Rank": ("preferred", "normal", "deprecated"),
    "Region": REGIONS,
    "NameKind": ("former", "alias"),
    "SignalStatus": ("standing", "happened", "withdrawn"),
    "VariantKind": ("consular", "unofficial", "lapsed", "disputed"),
    "KeyScheme": ("m49", "cow", "gw", "wikidata"),
    "Quality": ("A", "B", "C"),
    "Layer": ("bundled", "own"),
    "ItemType": (
        "state", "presidency", "event", "engagement", "variant", "claim", "assertion", "evidence", "source",
    ),
}  # fmt: skip
"""The words of each vocabulary, by the name of its type."""
