"""The rules of `allies check`: what a sound record looks like, and what is said of one that is not.

Every rule has a name, every problem a code that never changes its meaning: E for an error, W for a warning, N for a
note. `sequence` finds the problems E101 to E106 and E202 to W206, `store.queries.checks` the others.
"""

from __future__ import annotations

from typing import Final

from taiwan_allies.model.upkeep import Problem

RULES: Final[dict[str, str]] = {
    "sequence": "openings and endings of each state alternate, beginning with establish",
    "dates": "every date can be read, lies inside its state's life and not in the future",
    "engagements": "each ends after it began, and concerns states that were allies then",
    "sources": "everything has a source, every source is used and has a sound address",
    "evidence": "each date is attested (quality C is work to do), and competing dates are settled",
    "references": "every id, code and source that is named exists",
    "assertions": "published counts agree with the record, or their note says why not",
    "presidencies": "one head of state follows the other without a gap",
    "layers": "your own record and the bundled one do not contradict each other",
    "package": "the installed data files are those of the release",
    "changelog": "the data changelog names this version, and every row and past count that changed since --against",
    "freshness": "the record was researched less than 90 days ago",
}
"""Each rule and what it holds to be sound."""

SEVERITY: Final = {"E": "error", "W": "warning", "N": "note"}
_REINSTALL: Final = "Install the program again."
_CITE: Final = "Add one: `allies edit {subject} --source ...`."
_SETTLE: Final = "Settle it: `allies data resolve {subject} --mine` or `--theirs`."

PROBLEMS: Final[dict[str, tuple[str, str, str]]] = {
    # code, and a word more where it has several messages: rule, message, what to do
    "E101": ("sequence", "{reason}", "Add the event that opened them, or hide this one."),
    "E102": ("sequence", "{reason}", "Correct or hide one of the two."),
    "E103": ("sequence", "{reason}", "Call it restore."),
    "E104": ("sequence", "{reason}", "Call it establish."),
    "E105": ("sequence", "{reason}", "Hide one of the two."),
    "E106": ("sequence", "{reason}", "Correct or hide one of the two."),
    "E202": ("dates", "{reason}", "Correct its date."),
    "E203": ("dates", "{reason}", "Correct its date."),
    "E204": ("dates", "{reason}", "Record it when it has happened."),
    "W206": ("dates", "{reason}", "Time zones differ by a day at most."),
    "E205": ("dates", "{date} is after the record's as-of day ({as_of})", "Move the as-of day."),
    "W207": ("dates", "relations with the PRC in {date}, before it was founded", "Correct prc_date."),
    "W301": ("evidence", "{name}, {kind} {date}: no document was seen", "Find one that tells of it."),
    "W302": ("evidence", "{name}, {kind} {date}: the {memory} rests on memory", "Find a document that gives the {memory}."),
    "W303": ("evidence", "{name}, {kind} {date}: only tertiary sources give the date", "Find a primary source, or two independent secondary ones."),
    "W304": ("evidence", "{name}, {kind} {date}: no source gives the date as precisely", "Find one, or write the date less precisely."),
    "W305": ("evidence", "{source} gives {other}, the record {date}, and no claim weighs them", "Add claims for both dates."),
    "E306": ("evidence", "{preferred} of its claims are preferred", "Exactly one must be."),
    "E307": ("evidence", "the preferred claim says {claimed}, the event {date}", "Make them the same."),
    "E401": ("sources", "the event has no source", _CITE),
    "W401": ("sources", "the event has no source", _CITE),
    "E402": ("sources", "the engagement has no source", _CITE),
    "W402": ("sources", "the engagement has no source", _CITE),
    "W403": ("sources", "nothing rests on this source: {title}", "Cite it or take it out."),
    "W404": ("sources", "{field} is not an address: {url}", "Write it as https://..."),
    "E501": ("references", "it refers to a row of {parent} that does not exist", "Restore a backup: `allies db restore FILE`."),
    "N502": ("references", "{first}{more}: no state of the record has this code", "It never had relations, or the code is wrong."),
    "W503": ("references", "your evidence names the event or engagement {id}, which does not exist",
        "The record may have dropped it: `allies data status`."),
    "W504": ("references", "your evidence names the source {id}, which does not exist",
        "The record may have dropped it: `allies data status`."),
    "E505": ("references", "its id does not begin with the code of its state, {state}", "Ids are stable: is the state wrong?"),
    "E601": ("assertions", "{said}", "Find the event that is wrong, or say in the assertion's note why it differs."),
    "N602": ("assertions", "{said}", "{note}"),
    "E603": ("assertions", "its scope {scope!r} is neither all, a region, un nor a state", "Correct its scope."),
    "E604": ("assertions", "it names the variant {variant}, which does not exist", "Correct its variants."),
    "W605": ("assertions", "{said}, with {variants} {most}", "Name the variants that make up the difference, or none."),
    "N606": ("assertions", "{said}; {variants} would make up the difference", "{note}"),
    "E701": ("presidencies", "it begins on {start}, but an earlier one has no end", "End the earlier one."),
    "E702": ("presidencies", "nobody held the office from {reached} to {start}", "Close the gap."),
    "W703": ("presidencies", "it begins on {start}, while another lasts until {reached}",
        "Move one of the two days, or say in a note that there were two at once."),
    "N704": ("presidencies", "it begins on {start}, while another lasts until {reached}", "{note}"),
    "W705": ("presidencies", "its dates ({start} to {end}) rest on tertiary sources or memory",
        "Find a primary source, or two independent ones."),
    "E706": ("presidencies", "nobody holds the office after {reached}", "The last one must have no end."),
    "W801": ("layers", "both you and the record have changed it; yours counts", _SETTLE),
    "W801 hidden": ("layers", "what you have hidden is another event now; it stays hidden", _SETTLE),
    "W801 withdrawn": ("layers", "the record has withdrawn what you corrected; yours still counts", _SETTLE),
    "W802": ("layers", "the record may have it too, as {bundled}", _SETTLE),
    "N803": ("layers", "it is hidden, but the record no longer has it", "`allies data resolve {subject} --theirs` forgets the hiding."),
    "N804": ("layers", "recorded with --force: {note}", ""),
    "E805": ("layers", "{rows} rows of the derived tables are not what the two layers say", "`allies doctor --repair` rebuilds them."),
    "E806": ("layers", "the schema of the store is not as allies makes it: {drift}", "`allies doctor --repair` mends it."),
    "E851": ("engagements", "it ends on {end_date}, before it begins on {date}", "Correct one of the two dates."),
    "W852": ("engagements", "{kind} on {date}: {name} was not an ally then", "Correct its date or its states, or say in its note why."),
    "N853": ("engagements", "{kind} on {date}: {name} was not an ally then; its note says more", "{note}"),
    "E901": ("package", "the file is missing", _REINSTALL),
    "E902": ("package", "the release does not know this file", _REINSTALL),
    "E903": ("package", "the file is not the one that was released", "Install the program again; make your own changes with `allies edit`."),
    "W911": ("changelog", "the record has no changelog", "Write one beside datapackage.json."),
    "W912": ("changelog", "it does not name version {version}", "Add what changed in it."),
    "E913": ("changelog", "{what} was {change}, and the changelog does not say so", "Name it, alone or in a range of ids, and say why: `allies data diff OLD NEW`."),
    "E914": ("changelog", "the count from {start} to {end} was {old} and is {new}, and the changelog does not say so",
        "Give it a line with the first day and both numbers."),
    "W921": ("freshness", "the data are as of {day}, {days} days ago", "Install a newer version of allies: `allies doctor` says how."),
}  # fmt: skip


def problem(code: str, subject: str, **values: object) -> Problem:
    """A problem of `PROBLEMS`; ``values`` are what its texts name. One that the user ``forced`` is a note."""
    rule, message, hint = PROBLEMS[code]
    forced = values.get("forced")
    if forced:
        code, message, hint = f"N{code[1:]}", f"{message}; recorded with --force", "{forced}"
    said = message.format(**values, subject=subject), hint.format(**values, subject=subject) or None
    return Problem(rule, code[:4], SEVERITY[code[0]], subject, *said)
