"""The types of fields: text that is written in one way, or taken from one vocabulary.

A `Day` is YYYY-MM-DD; `Written` a date as precise as it is known (YYYY, YYYY-MM or YYYY-MM-DD, with an EDTF mark ``?``,
``~`` or ``%`` where it is in doubt); `Joined` a list whose parts are joined by ``;`` wherever a cell is text. The others
are the vocabularies of `kinds`. The modules that declare rows import no annotations from the future: evaluated at once,
a row type is made in half the time, and a command makes a dozen of them before it answers.
"""

from typing import Annotated

Day = Annotated[str, "day"]
Written = Annotated[str, "date"]
Joined = Annotated[str, "list"]

EventKind = Annotated[str, "EventKind"]
EngagementKind = Annotated[str, "EngagementKind"]
EntryKind = Annotated[str, "EntryKind"]
EntryType = Annotated[str, "EntryType"]
CoveredKind = Annotated[str, "CoveredKind"]
Cause = Annotated[str, "Cause"]
Initiator = Annotated[str, "Initiator"]
Memory = Annotated[str, "Memory"]
Tier = Annotated[str, "Tier"]
Support = Annotated[str, "Support"]
Rank = Annotated[str, "Rank"]
Region = Annotated[str, "Region"]
NameKind = Annotated[str, "NameKind"]
SignalStatus = Annotated[str, "SignalStatus"]
VariantKind = Annotated[str, "VariantKind"]
KeyScheme = Annotated[str, "KeyScheme"]
Quality = Annotated[str, "Quality"]
Layer = Annotated[str, "Layer"]
ItemType = Annotated[str, "ItemType"]
