"""The first schema of the store.

Two layers: the bundled_* tables hold the record that ships with the program and are replaced whole by a newer one; the
own_* tables hold what the user added, corrected or hid, and no update touches them. What counts is derived from both:
`event`, `engagement`, `engagement_state` and `spell` are tables that triggers keep equal to the views `*_derived`, so
that a day's question needs an index and no merge; `source` and `evidence` are views.

Dates are text as written: YYYY, YYYY-MM or YYYY-MM-DD, with an EDTF mark ? ~ % at the end where they are in doubt.
date_min and date_max are the first and the last day that such a text can mean, both inclusive. An event takes effect on
date_max: by then it has certainly happened. Every interval [start_day, end_day) is half-open.

The lists of columns are frozen here: the schema of a released store must not change with the program.
"""

from __future__ import annotations


def dated(name: str) -> str:
    """The CHECK of a date as written. Of a whole day it asks the calendar alone: most dates are one.

    It asks for NULL first: of an unknown left side SQLite would work out the right side of AND too.
    """
    bare = f"rtrim({name}, '?~%')"
    return (
        f"CHECK ({name} IS NULL OR {name} GLOB '[12]*' AND iif(length({name}) = 10, {name} IS date({name}, '+0 days'),"
        f" length({bare}) IN (4, 7, 10) AND length({name}) <= length({bare}) + 1"
        f" AND {bare} IS substr(date(substr({bare} || '-01-01', 1, 10), '+0 days'), 1, length({bare}))))"
    )


def first_day(name: str) -> str:
    """The first day that a date can mean. Its length tells its precision, with a mark or without."""
    return (
        f"CASE length({name}) WHEN 10 THEN {name} WHEN 11 THEN substr({name}, 1, 10)"
        f" WHEN 7 THEN {name} || '-01' WHEN 8 THEN substr({name}, 1, 7) || '-01' ELSE substr({name}, 1, 4) || '-01-01' END"
    )


def last_day(name: str) -> str:
    """The last day that a date can mean."""
    return (
        f"CASE length({name}) WHEN 10 THEN {name} WHEN 11 THEN substr({name}, 1, 10)"
        f" WHEN 7 THEN date({name} || '-01', '+1 month', '-1 day')"
        f" WHEN 8 THEN date(substr({name}, 1, 7) || '-01', '+1 month', '-1 day') ELSE substr({name}, 1, 4) || '-12-31' END"
    )


def one_of(name: str, *words: str) -> str:
    """The CHECK of a vocabulary, two words at a time: for a longer list SQLite builds an index, once a row."""
    pairs = [", ".join(map(repr, words[n : n + 2])) for n in range(0, len(words), 2)]
    return f"CHECK ({' OR '.join(f'{name} IN ({pair})' for pair in pairs)})"


TIER = one_of("tier", "primary", "secondary", "tertiary")
MEMORY = one_of("memory", "day", "month", "year", "fact")
FILLED = "NOT NULL CHECK ({0} <> '')"

# The columns that both layers share, and what the store demands of each. `{layer}_` makes a reference stay in its layer.
SHARED = {
    "source": {
        "id": "TEXT PRIMARY KEY",
        "publisher": "TEXT " + FILLED.format("publisher"),
        "title": "TEXT " + FILLED.format("title"),
        "author": "TEXT",
        "published": "TEXT",
        "url": "TEXT",
        "archived": "TEXT",
        "read_at": "TEXT",
        "lang": "TEXT",
        "tier": f"TEXT NOT NULL {TIER}",
        "note": "TEXT",
    },
    "event": {
        "id": "TEXT PRIMARY KEY",
        "code": "TEXT NOT NULL REFERENCES state(code)",
        "kind": "TEXT NOT NULL REFERENCES kind(kind)",
        "date": f"TEXT NOT NULL {dated('date')}",
        "local_date": f"TEXT {dated('local_date')}",
        "initiated_by": "TEXT NOT NULL DEFAULT 'unknown' "
        + one_of("initiated_by", "partner", "roc", "both", "unknown"),
        "cause": "TEXT " + one_of("cause", "switch", "break", "war", "annexation", "dissolution", "lapse"),
        "prc_date": f"TEXT {dated('prc_date')}",
        "memory": f"TEXT {MEMORY}",
        "note": "TEXT",
    },
    "engagement": {
        "id": "TEXT PRIMARY KEY",
        "date": f"TEXT NOT NULL {dated('date')}",
        "end_date": f"TEXT {dated('end_date')}",
        "kind": "TEXT NOT NULL REFERENCES kind(kind)",
        "codes": "TEXT",
        "actor": "TEXT",
        "summary": "TEXT " + FILLED.format("summary"),
        "summary_zh": "TEXT",
        "amount_usd": "INTEGER",
        "amount_original": "TEXT",
        "status": "TEXT " + one_of("status", "standing", "happened", "withdrawn"),
        "memory": f"TEXT {MEMORY}",
        "note": "TEXT",
    },
    "evidence": {
        "event": "TEXT",
        "engagement": "TEXT",
        "presidency": "TEXT REFERENCES presidency(slug)",
        "source": "TEXT NOT NULL",
        "supports": "TEXT NOT NULL " + one_of("supports", "date", "fact", "kind", "prc_date"),
        "date": f"TEXT {dated('date')}",
        "tier": f"TEXT {TIER}",
        "quote": "TEXT",
    },
}
# Own rows refer to what an update may take away: what they name is looked after by `allies check`, not by a key.
BUNDLED_REFERENCES = {
    "event": "bundled_event(id)",
    "engagement": "bundled_engagement(id)",
    "source": "bundled_source(id)",
}
COLUMNS = {entity: ", ".join(columns) for entity, columns in SHARED.items()}
ONE_SUBJECT = "CHECK ((event IS NOT NULL) + (engagement IS NOT NULL) + (presidency IS NOT NULL) = 1)"
# `base` is the bundled row (JSON) as it was when the user changed it: an update that finds it different, and different
# from the user's row too, has a conflict to report. `base_version` is the version of the record that an own row was
# written over, `forced` the rule that the user overruled.
CORRECTION = ["base TEXT CHECK (base IS NULL OR json_valid(base))", "base_version TEXT"]
FORCED = "forced TEXT"
OVERLAY = [*CORRECTION, FORCED, "CHECK ((id GLOB 'my-*') = (base IS NULL))"]

OWN = {  # the own tables, with the columns that the journal keeps
    "own_source": list(SHARED["source"]),
    "own_event": [*SHARED["event"], "base", "base_version", "forced"],
    "own_engagement": [*SHARED["engagement"], "base", "base_version", "forced"],
    "own_evidence": ["id", *SHARED["evidence"]],
    "own_hidden": ["id", "reason", "base", "base_version", "forced"],
}


def table(name: str, *columns: str, without_rowid: bool = False) -> str:
    return f"CREATE TABLE {name} (\n    " + ",\n    ".join(columns) + "\n) STRICT" + ", WITHOUT ROWID" * without_rowid


def declared(entity: str, layer: str) -> list[str]:
    """The shared columns of an entity in one layer."""
    columns = dict(SHARED[entity])
    if layer == "bundled" and entity == "evidence":
        columns |= {name: f"{columns[name]} REFERENCES {parent}" for name, parent in BUNDLED_REFERENCES.items()}
    return [f"{name} {kind}" for name, kind in columns.items()]


def row_as_json(columns: list[str], alias: str) -> str:
    """A row as the journal and `base` keep it."""
    return "json_object(" + ",".join(f"'{name}',{alias}.{name}" for name in columns) + ")"


BASE = [
    # The vocabularies that are the program's: a new kind is a row here, not a migration.
    table("kind", "kind TEXT PRIMARY KEY", "type TEXT NOT NULL " + one_of("type", "recognition", "engagement"),
        "opens INTEGER CHECK ((opens IS NULL) = (type = 'engagement'))", "phrase TEXT NOT NULL"),
    # The bundled record that is loaded: one row, or none before the first load. One that the user chose has the file or
    # address that it came from, and the stamp of the program's own record at that time: the program leaves it alone as
    # long as it brings that one itself.
    table("record", "one INTEGER PRIMARY KEY CHECK (one = 1)", "version TEXT NOT NULL", "as_of TEXT NOT NULL", "stamp TEXT NOT NULL",
        "origin TEXT", "chosen_over TEXT", "digest TEXT"),
    # The records that an update which the user asked for took the place of, each a zip of its files: `undo` loads them.
    table("record_kept", "stamp TEXT PRIMARY KEY", "package BLOB NOT NULL"),
    # What a write is doing: the step of the journal that it belongs to, and whether the derived tables wait for its end.
    # `verified` is SQLite's schema_version when tables, indexes, triggers and views were last found to be these.
    table("writing", "one INTEGER PRIMARY KEY CHECK (one = 1)", "step INTEGER", "paused INTEGER NOT NULL DEFAULT 0", "verified INTEGER"),
    "INSERT INTO writing(one) VALUES (1)",
    table("state", "code TEXT PRIMARY KEY CHECK (code GLOB '[A-Z][A-Z][A-Z]')", "alpha2 TEXT UNIQUE CHECK (alpha2 GLOB '[A-Z][A-Z]')",
        "slug TEXT NOT NULL UNIQUE", "name TEXT NOT NULL UNIQUE", "official_name TEXT NOT NULL", "name_zh TEXT NOT NULL",
        "region TEXT NOT NULL " + one_of("region", "Africa", "Americas", "Asia", "Europe", "Oceania"), "subregion TEXT NOT NULL",
        f"existed_from TEXT {dated('existed_from')}", f"existed_to TEXT {dated('existed_to')}", "capital TEXT", "latitude REAL",
        "longitude REAL", "population INTEGER CHECK (population > 0)",
        "population_year INTEGER CHECK ((population_year IS NULL) = (population IS NULL))", "note TEXT"),
    table("name", "code TEXT NOT NULL REFERENCES state(code)", "lang TEXT NOT NULL", "kind TEXT NOT NULL " + one_of("kind", "former", "alias"),
        "name TEXT NOT NULL", "since TEXT", "until TEXT", "PRIMARY KEY (code, lang, name)", without_rowid=True),
    table("state_key", "code TEXT NOT NULL REFERENCES state(code)", "scheme TEXT NOT NULL " + one_of("scheme", "m49", "cow", "gw", "wikidata"),
        "key TEXT NOT NULL", "start_day TEXT", "end_day TEXT CHECK (end_day > start_day)", "UNIQUE (code, scheme, key, start_day)"),
    table("un_member", "code TEXT NOT NULL REFERENCES state(code)", "start_day TEXT NOT NULL", "end_day TEXT CHECK (end_day > start_day)",
        "PRIMARY KEY (code, start_day)", without_rowid=True),
    table("presidency", "slug TEXT PRIMARY KEY", "name TEXT NOT NULL", "name_zh TEXT NOT NULL", "office TEXT NOT NULL", "start_day TEXT NOT NULL",
        "end_day TEXT CHECK (end_day > start_day)", "party TEXT", "acting INTEGER NOT NULL CHECK (acting IN (0, 1))",
        "quality TEXT NOT NULL " + one_of("quality", "A", "B", "C"), "note TEXT"),
    table("president_name", "slug TEXT NOT NULL REFERENCES presidency(slug)", "lang TEXT NOT NULL", "name TEXT NOT NULL",
        "PRIMARY KEY (slug, lang, name)", without_rowid=True),
]  # fmt: skip

LAYERS = [
    *(table(f"bundled_{entity}", *declared(entity, "bundled"), *([ONE_SUBJECT] if entity == "evidence" else [])) for entity in SHARED),
    table("own_source", *declared("source", "own"), "CHECK (id GLOB 'my-*')"),
    table("own_event", *declared("event", "own"), *OVERLAY),
    table("own_engagement", *declared("engagement", "own"), *OVERLAY),
    # AUTOINCREMENT: a number that was given up stays free for the undo that brings its row back.
    table("own_evidence", "id INTEGER PRIMARY KEY AUTOINCREMENT", *declared("evidence", "own"), ONE_SUBJECT),
    # Bundled events and engagements that the user does not want to count; they stay hidden through updates.
    table("own_hidden", "id TEXT PRIMARY KEY", "reason TEXT " + FILLED.format("reason"), *CORRECTION, FORCED),
    # Bundled events (id) that do not count because an own one changes the same edge of a spell, until the user settles
    # which is right. Found by `same_edge`, not written by the user.
    table("set_aside", "id TEXT PRIMARY KEY", "own TEXT NOT NULL", without_rowid=True),
    # The last number given out for each prefix: an id is never used twice, not even after an undo.
    table("own_id", "prefix TEXT PRIMARY KEY", "last INTEGER NOT NULL", without_rowid=True),
    table("claim", "id TEXT PRIMARY KEY", "event TEXT NOT NULL REFERENCES bundled_event(id)", f"date TEXT NOT NULL {dated('date')}",
        "rank TEXT NOT NULL " + one_of("rank", "preferred", "normal", "deprecated"), "source TEXT NOT NULL REFERENCES bundled_source(id)",
        "reason TEXT " + FILLED.format("reason")),
    table("assertion", "id TEXT PRIMARY KEY", f"date TEXT NOT NULL {dated('date')}", "scope TEXT NOT NULL",
        "count INTEGER NOT NULL CHECK (count >= 0)", "source TEXT NOT NULL REFERENCES bundled_source(id)", "variants TEXT", "note TEXT"),
    table("variant", "id TEXT PRIMARY KEY", "code TEXT NOT NULL REFERENCES state(code)", f"since TEXT NOT NULL {dated('since')}",
        f"until TEXT {dated('until')}", "kind TEXT NOT NULL " + one_of("kind", "consular", "unofficial", "lapsed", "disputed"),
        "reason TEXT " + FILLED.format("reason"), "source TEXT NOT NULL REFERENCES bundled_source(id)"),
    table("last_confirmed", "code TEXT PRIMARY KEY REFERENCES state(code)", f"date TEXT NOT NULL {dated('date')}",
        "source TEXT NOT NULL REFERENCES bundled_source(id)"),
    table("coverage", "kind TEXT NOT NULL", "start_day TEXT NOT NULL", "covers TEXT " + FILLED.format("covers"), "missing TEXT",
        "PRIMARY KEY (kind, start_day)", without_rowid=True),
    # The journal: one command is one step; each row that it changed is kept before and after, as JSON. A change that comes
    # without a step is given one by its trigger.
    table("journal_step", "step INTEGER PRIMARY KEY AUTOINCREMENT", "at TEXT NOT NULL", "command TEXT NOT NULL", "summary TEXT NOT NULL",
        "undoes TEXT CHECK (undoes IS NULL OR json_valid(undoes))", "undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))"),
    table("journal_change", "id INTEGER PRIMARY KEY", "step INTEGER REFERENCES journal_step(step)", "tbl TEXT NOT NULL",
        "key ANY NOT NULL", "before TEXT", "after TEXT"),
    "CREATE INDEX journal_change_step ON journal_change(step)",
    *(f"CREATE INDEX {name} ON {name.replace('_', '(')})"
        for name in ("claim_event", "claim_source", "assertion_source", "variant_source", "variant_code")),
    "CREATE INDEX own_source_text ON own_source(title, url)",
    *(f"CREATE INDEX {layer}_evidence_{name} ON {layer}_evidence({name}) WHERE {name} IS NOT NULL"
        for layer in ("bundled", "own") for name in ("event", "engagement", "presidency")),
    # Not a part of it: every row has a source, and SQLite uses no index of those that have one where all do.
    *(f"CREATE INDEX {layer}_evidence_source ON {layer}_evidence(source)" for layer in ("bundled", "own")),
]  # fmt: skip


def effective(entity: str, derived: str) -> str:
    """Bundled rows, minus hidden ones and those set aside, replaced by corrections, plus added ones."""
    columns = COLUMNS[entity]
    aside = " AND NOT EXISTS (SELECT 1 FROM set_aside AS a WHERE a.id = b.id)" if entity == "event" else ""
    return f"""CREATE VIEW {entity}_derived AS
WITH layers AS (
    SELECT {columns}, 'own' AS layer FROM own_{entity}
    UNION ALL
    SELECT {columns}, 'bundled' FROM bundled_{entity} AS b WHERE NOT EXISTS (SELECT 1 FROM own_{entity} AS o WHERE o.id = b.id){aside}
)
SELECT {columns}, layer, {first_day("date")} AS date_min, {last_day("date")} AS date_max, {derived}
FROM layers WHERE NOT EXISTS (SELECT 1 FROM own_hidden AS h WHERE h.id = layers.id)"""


SEQ = (  # the order of events of one state that take effect on one day: bundled by number, then own by number
    "CASE WHEN id GLOB 'my-*' THEN 1000000 + CAST(substr(id, 8) AS INTEGER) ELSE CAST(substr(id, 5) AS INTEGER) END"
)
BOUNDS = ["layer TEXT NOT NULL", "date_min TEXT NOT NULL", "date_max TEXT NOT NULL CHECK (date_min <= date_max)"]


def plain(entity: str) -> list[str]:
    """The shared columns of a derived table: their rows were checked in their layer. References stay, for Datasette's links."""
    return [f"{name} {kind.split(' CHECK')[0]}" for name, kind in SHARED[entity].items()]


AT = "({0}.date_max, {0}.seq, {0}.id)"
IN_ORDER, BACKWARDS = (
    "ORDER BY {0}.date_max, {0}.seq, {0}.id LIMIT 1",
    "ORDER BY {0}.date_max DESC, {0}.seq DESC, {0}.id DESC LIMIT 1",
)
BEFORE = f"p.code = o.code AND {AT.format('p')} < {AT.format('o')}"  # p stands before the opening o
ENDS = "c.code = o.code AND c.opens = 0 AND " + AT.format("c")  # c ends relations

DERIVED = [
    effective("event", f"(SELECT opens FROM kind WHERE kind.kind = layers.kind) AS opens, {SEQ} AS seq"),
    table("event", *plain("event"), *BOUNDS, "opens INTEGER NOT NULL", "seq INTEGER NOT NULL"),
    # With opens and date_min at its end the index answers for the sequence of events alone.
    "CREATE INDEX event_sequence ON event(code, date_max, seq, id, opens, date_min)",
    "CREATE INDEX event_day ON event(date_max)",
    "CREATE INDEX event_dissolution ON event(date_max) WHERE cause = 'dissolution'",
    # Spells: an event that changes nothing (a second establish in a row) opens and ends none. start_min and end_min are
    # the first days on which they may have begun and ended: start_min never reaches back before the end of the spell
    # before or the state's first day, nor end_min before start_day. So [start_day, end_min) is when the state certainly was an ally and
    # [start_min, end_day) when it may have been one, and a count on day D is
    #   count = starts up to D - ends up to D    count_min = starts - end_mins    count_max = start_mins - ends
    # Found by seeks in an index: window functions over all events cost two and a half times as much.
    f"""CREATE VIEW spell_derived AS
SELECT o.id AS opened_by, o.code, e.id AS ended_by, o.date_max AS start_day, e.date_max AS end_day,
    iif(o.date_min = o.date_max, o.date_min, max(o.date_min, coalesce((
        SELECT c.date_max FROM event AS c WHERE {ENDS} > (
            SELECT p.date_max, p.seq, p.id FROM event AS p WHERE {BEFORE} AND p.opens = 1 {BACKWARDS.format("p")}
        ) {IN_ORDER.format("c")}
    ), o.date_min), min(o.date_max, coalesce({first_day("st.existed_from")}, o.date_min)))) AS start_min,
    max(e.date_min, o.date_max) AS end_min
FROM event AS o JOIN state AS st ON st.code = o.code LEFT JOIN event AS e ON e.rowid = (
    SELECT c.rowid FROM event AS c WHERE {ENDS} > {AT.format("o")} {IN_ORDER.format("c")}
)
WHERE o.opens = 1 AND NOT coalesce((SELECT p.opens FROM event AS p WHERE {BEFORE} {BACKWARDS.format("p")}), 0)""",
    table("spell", "opened_by TEXT PRIMARY KEY", "code TEXT NOT NULL REFERENCES state(code)", "ended_by TEXT", "start_day TEXT NOT NULL", "end_day TEXT",
        "start_min TEXT NOT NULL", "end_min TEXT"),
    *(f"CREATE INDEX spell_{name} ON spell({name}, code)" for name in ("start_day", "end_day", "start_min", "end_min")),
    "CREATE INDEX spell_code ON spell(code, start_day)",
    effective("engagement", f"{last_day('coalesce(end_date, date)')} AS end_max"),
    table("engagement", *plain("engagement"), *BOUNDS, "end_max TEXT NOT NULL"),
    "CREATE INDEX engagement_day ON engagement(date_max)",
    # `engagement.codes` taken apart.
    """CREATE VIEW engagement_state_derived AS
SELECT g.id AS engagement, s.code FROM engagement AS g
JOIN json_each('["' || replace(g.codes, ';', '","') || '"]') AS c JOIN state AS s ON s.code = c.value""",
    table("engagement_state", "engagement TEXT NOT NULL REFERENCES engagement(id) DEFERRABLE INITIALLY DEFERRED",
        "code TEXT NOT NULL REFERENCES state(code)", "PRIMARY KEY (engagement, code)", without_rowid=True),
    "CREATE INDEX engagement_state_code ON engagement_state(code)",
]  # fmt: skip

KEPT = {"INSERT": {"after": "NEW"}, "UPDATE": {"before": "OLD", "after": "NEW"}, "DELETE": {"before": "OLD"}}
SHOWS = {"own_event": ["event"], "own_engagement": ["engagement"], "own_hidden": ["event", "engagement"]}
FORGET = "DELETE FROM set_aside WHERE own = OLD.id"


def trigger(name: str, on: str, *steps: str) -> str:
    return f"CREATE TRIGGER {name} {on} BEGIN\n    " + ";\n    ".join(steps) + ";\nEND"


def again(name: str, row: str, key: str = "id") -> str:
    """Derive again the rows of a derived table with a key: they are when it is inserted into the view."""
    return f"INSERT INTO {name}_derived({key}) VALUES ({row}.{key})"


def own_row(own: str, verb: str) -> str:
    """A trigger that keeps a row before and after in the journal, and derives again what it decides."""
    row = "OLD" if verb == "DELETE" else "NEW"
    sides = {side: row_as_json(OWN[own], of) for side, of in KEPT[verb].items()}
    change = f"(step, tbl, key, {', '.join(sides)}) VALUES ((SELECT step FROM writing), '{own}', {row}.id, {', '.join(sides.values())})"
    steps = [
        f"INSERT INTO journal_change{change}",
        *(again(name, row) for name in SHOWS.get(own, [])),
        *([FORGET] if (own, verb) == ("own_event", "DELETE") else []),
    ]
    return trigger(f"{own}_{verb.lower()}", f"AFTER {verb} ON {own}", *steps)


def derive(name: str, key: str, **more: str) -> str:
    """The trigger that derives rows again, with those of other tables that follow from them (``more``: table and key).

    While many rows are written it leaves that to their end.
    """
    tables = {name: key, **more}
    steps = [
        *(f"DELETE FROM {table} WHERE {column} = NEW.{key}" for table, column in reversed(tables.items())),
        *(
            f"INSERT INTO {table} SELECT * FROM {table}_derived WHERE {column} = NEW.{key}"
            for table, column in tables.items()
        ),
    ]
    return trigger(
        f"{name}_derive", f"INSTEAD OF INSERT ON {name}_derived WHEN (SELECT paused FROM writing) = 0", *steps
    )


# The bundled tables have none: a record is loaded as a whole.
TRIGGERS = [
    *(own_row(own, verb) for own in OWN for verb in KEPT),
    trigger("own_event_move", "AFTER UPDATE OF code, kind ON own_event", FORGET),
    # A row written past the program becomes a step of its own.
    trigger("journal_change_direct", "AFTER INSERT ON journal_change WHEN NEW.step IS NULL",
        "INSERT INTO journal_step(at, command, summary) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)',"
        " iif(NEW.before IS NULL, 'insert ', iif(NEW.after IS NULL, 'delete ', 'update ')) || NEW.tbl || ' ' || NEW.key)",
        "UPDATE journal_change SET step = last_insert_rowid() WHERE id = NEW.id"),
    derive("event", "id"), derive("spell", "code"), derive("engagement", "id", engagement_state="engagement"),
    *(trigger(f"{base}_{verb.lower()}", f"AFTER {verb} ON {base}", again(name, row, key))
        for base, name, key in (("event", "spell", "code"), ("set_aside", "event", "id")) for verb, row in (("INSERT", "NEW"), ("DELETE", "OLD"))),
]  # fmt: skip

# What the command line, Python, sqlite3, sqlite-utils and Datasette all read ------------------------------------------

ATTESTED = "substr(v.date, 1, length(rtrim(e.date, '?~%'))) = rtrim(e.date, '?~%') OR v.date = e.local_date"
BOTH_LAYERS = """
        SELECT v.date, coalesce(v.tier, s.tier) AS tier, s.publisher FROM bundled_evidence AS v JOIN bundled_source AS s ON s.id = v.source
            WHERE v.{entity} = e.id{more}
        UNION ALL
        SELECT v.date, coalesce(v.tier, s.tier, o.tier), coalesce(s.publisher, o.publisher) FROM own_evidence AS v
            LEFT JOIN bundled_source AS s ON s.id = v.source LEFT JOIN own_source AS o ON o.id = v.source
            WHERE v.{entity} = e.id{more}"""


def quality(entity: str, about: str, more: str = "", attested: str = "1") -> str:
    """The grade of every event or engagement. Both layers are spelt out so that each is an index look-up."""
    return f"""CREATE VIEW {entity}_quality AS
{about}
WITH graded AS (SELECT e.id, e.memory, (
    SELECT CASE WHEN max(tier = 'primary') OR count(DISTINCT iif(tier <> 'tertiary', publisher, NULL)) > 1 THEN 'A'
        WHEN max(tier = 'secondary') THEN 'B' ELSE 'C' END
    FROM ({BOTH_LAYERS.format(entity=entity, more=more)}
    ) AS v WHERE {attested}
) AS grade FROM {entity} AS e)
SELECT id AS {entity}, iif(memory IS NOT NULL, 'C', coalesce(grade, 'C')) AS quality FROM graded"""


def sources_of(entity: str) -> str:
    return f"""CREATE VIEW {entity}_sources AS
-- The ids of the documents behind each {entity}, joined by ;
SELECT e.id AS {entity}, (
    SELECT group_concat(source, ';') FROM (
        SELECT source FROM bundled_evidence WHERE {entity} = e.id UNION SELECT source FROM own_evidence WHERE {entity} = e.id
    )
) AS sources FROM {entity} AS e"""


def in_office(day: str) -> str:
    """Who held the office on a day; of two at once (1928) the one who had held it longer."""
    return f"(SELECT slug FROM presidency AS p WHERE p.start_day <= {day} AND (p.end_day IS NULL OR p.end_day > {day}) ORDER BY p.start_day LIMIT 1)"


def change(day: str, sign: str, event: str) -> str:
    return f"""SELECT s.{day} AS day, {sign} AS change, s.code, st.name, st.name_zh, st.region, st.subregion, e.id, e.kind, e.date, e.local_date,
    e.cause, e.prc_date, e.note, (SELECT quality FROM event_quality WHERE event = e.id) AS quality,
    (SELECT sources FROM event_sources WHERE event = e.id) AS sources, {in_office(f"s.{day}")} AS president,
    (SELECT count(*) FROM spell WHERE start_day < s.{day}) - (SELECT count(*) FROM spell WHERE end_day < s.{day})
        + (SELECT count(*) FROM spell AS a JOIN event AS b ON b.id = a.opened_by WHERE a.start_day = s.{day} AND (b.seq, b.id) <= (e.seq, e.id))
        - (SELECT count(*) FROM spell AS a JOIN event AS b ON b.id = a.ended_by WHERE a.end_day = s.{day} AND (b.seq, b.id) <= (e.seq, e.id))
        AS count, e.seq
FROM spell AS s JOIN state AS st ON st.code = s.code JOIN event AS e ON e.id = s.{event}"""


def of_states(column: str) -> str:
    """A column of the states of an engagement, in the order of its codes."""
    return f"""(SELECT group_concat({column}, ';') FROM (SELECT st.{column}, instr(x.codes, s.code) AS place
        FROM engagement_state AS s JOIN state AS st ON st.code = s.code WHERE s.engagement = x.id ORDER BY place))"""


def key_of(scheme: str) -> str:
    """What another data set calls the state st in the period p; of several in one period the last."""
    return f"""(SELECT key FROM state_key AS k WHERE k.code = st.code AND scheme = '{scheme}' AND coalesce(k.start_day, '') < p.end_day
        AND coalesce(k.end_day, '9999-12-31') > p.start_day ORDER BY k.start_day DESC LIMIT 1)"""


def years(start: str, end: str) -> str:
    """Completed years. The anniversary of 29 February is 28 February in a common year."""
    leap = f"date(substr({end}, 1, 4) || '-02-29', '+0 days') LIKE '%-02-29'"
    anniversary = f"iif(substr({start}, 6) = '02-29' AND NOT {leap}, '02-28', substr({start}, 6))"
    return f"max(0, substr({end}, 1, 4) - substr({start}, 1, 4) - (substr({end}, 6) < {anniversary}))"


COUNTED = "+code IN (SELECT code FROM counted_state)"  # + keeps to the index of days: that of codes is walked whole
PASSED = "AND {0} < day AND " + COUNTED

VIEWS = [
    # The three that a question binds to what it asks: the program reads every view below with its own day, its own
    # periods and its own choice of states in their place. Any other program gets what stands here.
    """CREATE VIEW today AS
-- The day in Taipei.
SELECT date('now', '+8 hours') AS day""",
    """CREATE VIEW counted_state AS
-- The states that are counted: all of them.
SELECT code FROM state""",
    """CREATE VIEW period AS
-- The periods that are tallied, [start_day, end_day): every presidency that has begun, the present one up to today.
SELECT slug AS period, start_day, min(coalesce(end_day, '9999-12-31'), date(day, '+1 day')) AS end_day
FROM presidency JOIN today WHERE start_day <= day""",
    """CREATE VIEW source AS
-- All documents, own ones too.
SELECT {0}, 'bundled' AS layer FROM bundled_source UNION ALL SELECT {0}, 'own' FROM own_source""".format(COLUMNS["source"]),
    """CREATE VIEW evidence AS
-- All evidence, own too.
SELECT {0}, 'bundled' AS layer FROM bundled_evidence UNION ALL SELECT {0}, 'own' FROM own_evidence""".format(COLUMNS["evidence"]),
    quality("event", """-- How well the date of an event is attested. A: by a primary source, or by two independent ones (different publishers,
-- neither tertiary). B: by one secondary source. C: by tertiary sources only, or some of it rests on memory. A source
-- attests a date when it gives that date (or the local one) at least as precisely.""", " AND v.supports = 'date'", ATTESTED),
    quality("engagement", "-- As for events, of the fact itself. A: a primary source, or two of different publishers. B: one secondary. C: less."),
    sources_of("event"),
    sources_of("engagement"),
    f"""CREATE VIEW recognition AS
-- Every spell that had begun by the day, as it stood on it. years are the years completed from start_day to the day or
-- the end; years_min and years_max what they can be where dates are imprecise. last_confirmed is the last day on which
-- a document (confirmed_by) names an ally of today as one.
SELECT s.code, st.name, st.region, st.subregion, o.date AS since, {years("s.start_day", "ended")} AS years,
    iif(is_open, 'ally', 'former') AS status, iif(is_open, NULL, e.date) AS until, iif(is_open, NULL, e.cause) AS cause,
    (SELECT date FROM event AS f WHERE f.code = s.code AND opens ORDER BY date_max, seq LIMIT 1) AS first,
    st.name_zh, st.slug, (SELECT quality FROM event_quality WHERE event = s.opened_by) AS quality,
    EXISTS (SELECT 1 FROM claim WHERE event = s.opened_by AND rank = 'normal') AS disputed,
    s.start_day, s.end_day, s.start_min, s.end_min, s.opened_by AS id, iif(is_open, NULL, s.ended_by) AS ended_by,
    (SELECT sources FROM event_sources WHERE event = s.opened_by) AS sources,
    {years("s.start_day", "ended_min")} AS years_min, {years("s.start_min", "ended")} AS years_max,
    st.population, st.population_year, l.date AS last_confirmed, l.source AS confirmed_by
FROM (
    SELECT spell.*, end_day IS NULL OR end_day > day AS is_open, min(coalesce(end_day, day), day) AS ended,
        min(coalesce(end_min, day), day) AS ended_min
    FROM spell JOIN today WHERE start_day <= day
) AS s
JOIN state AS st ON st.code = s.code JOIN event AS o ON o.id = s.opened_by LEFT JOIN event AS e ON e.id = s.ended_by
LEFT JOIN last_confirmed AS l ON l.code = s.code AND s.end_day IS NULL""",
    """CREATE VIEW ally AS
-- The states that recognise the Republic of China on the day, the oldest tie first.
SELECT * FROM recognition WHERE status = 'ally' ORDER BY start_day, code""",
    f"""CREATE VIEW ally_count AS
-- The number of allies from each day on which it, its minimum or its maximum changes.
WITH edge AS (
    SELECT start_day AS day, count(*) AS step, count(*) AS step_min, 0 AS step_max FROM spell WHERE {COUNTED} GROUP BY start_day
    UNION ALL SELECT end_day, -count(*), 0, -count(*) FROM spell WHERE end_day IS NOT NULL AND {COUNTED} GROUP BY end_day
    UNION ALL SELECT start_min, 0, 0, count(*) FROM spell WHERE {COUNTED} GROUP BY start_min
    UNION ALL SELECT end_min, 0, -count(*), 0 FROM spell WHERE end_min IS NOT NULL AND {COUNTED} GROUP BY end_min
), step AS (
    SELECT day, sum(step) AS step, sum(step_min) AS step_min, sum(step_max) AS step_max FROM edge GROUP BY day
)
SELECT day AS date, sum(step) OVER total AS count, sum(step_min) OVER total AS count_min, sum(step_max) OVER total AS count_max
FROM step WHERE step OR step_min OR step_max WINDOW total AS (ORDER BY day ROWS UNBOUNDED PRECEDING)""",
    "CREATE VIEW ally_change AS\n-- Every gain (+1) and loss (-1), with the count after it; those of one day in the order of seq and id.\n"
    + change("start_day", "1", "opened_by") + "\nUNION ALL\n" + change("end_day", "-1", "ended_by"),
    # Counted from one day to the next and added up, so that each index is walked once, however many periods there are.
    f"""CREATE VIEW period_tally AS
-- Gains and losses in each period [start_day, end_day). at_start is the count on the day before start_day, so that
-- at_start + gained - lost = at_end. dissolved is the part of lost in which the state itself ceased to exist.
WITH cut AS (
    SELECT day, lag(day, 1, '') OVER (ORDER BY day) AS since FROM (SELECT start_day AS day FROM period UNION SELECT end_day FROM period)
), step AS (
    SELECT day,
        (SELECT count(*) FROM spell WHERE start_day >= since {PASSED.format("start_day")}) AS opened,
        (SELECT count(*) FROM spell WHERE end_day >= since {PASSED.format("end_day")}) AS ended,
        (SELECT count(*) FROM spell WHERE start_min >= since {PASSED.format("start_min")}) AS opened_max,
        (SELECT count(*) FROM spell WHERE end_min >= since {PASSED.format("end_min")}) AS ended_max,
        (SELECT count(*) FROM event AS e WHERE cause = 'dissolution' AND date_max >= since {PASSED.format("date_max")}
            AND EXISTS (SELECT 1 FROM spell AS s WHERE s.code = e.code AND s.ended_by = e.id)) AS dissolved
    FROM cut
), reached AS (
    SELECT day, sum(opened) OVER total AS opened, sum(ended) OVER total AS ended, sum(opened_max) OVER total AS opened_max,
        sum(ended_max) OVER total AS ended_max, sum(dissolved) OVER total AS dissolved
    FROM step WINDOW total AS (ORDER BY day ROWS UNBOUNDED PRECEDING)
)
SELECT p.period, p.start_day, p.end_day, a.opened - a.ended AS at_start, b.opened - a.opened AS gained, b.ended - a.ended AS lost,
    (b.opened - a.opened) - (b.ended - a.ended) AS net, b.opened - b.ended AS at_end, b.opened - b.ended_max AS at_end_min,
    b.opened_max - b.ended AS at_end_max, b.dissolved - a.dissolved AS dissolved,
    coalesce((SELECT name FROM presidency WHERE slug = p.period), p.period) AS name,
    coalesce((SELECT name_zh FROM presidency WHERE slug = p.period), p.period) AS name_zh, NULL AS part
FROM period AS p JOIN reached AS a ON a.day = p.start_day JOIN reached AS b ON b.day = p.end_day""",
    """CREATE VIEW presidency_tally AS
-- What each presidency gained and lost: an event on a hand-over day belongs to the successor.
SELECT p.slug, p.name, p.name_zh, p.office, p.start_day, iif(p.end_day <= day, p.end_day, NULL) AS end_day, p.party, p.acting,
    t.at_start, t.gained, t.lost, t.at_end, t.at_end_min, t.at_end_max, t.dissolved, p.quality,
    (SELECT group_concat(source, ';') FROM (SELECT source FROM bundled_evidence WHERE presidency = p.slug
        UNION SELECT source FROM own_evidence WHERE presidency = p.slug)) AS sources, p.note
FROM period_tally AS t JOIN presidency AS p ON p.slug = t.period JOIN today""",
    f"""CREATE VIEW panel AS
-- A row for each state and period [start_day, end_day). exists and un_member hold of any day in it; ally_at_start is the
-- day before it, ally_at_end its last day. certain: no imprecise date leaves any of these days open. Of a state that did
-- not exist in it nothing is said. The Republic of China itself is no partner of its own.
WITH slot AS MATERIALIZED (
    SELECT period, start_day, end_day, {in_office("date(period.end_day, '-1 day')")} AS president FROM period
), row AS (
    SELECT st.code, {key_of("cow")} AS cow, {key_of("gw")} AS gw, {key_of("m49")} AS m49, {key_of("wikidata")} AS wikidata, st.name, p.*,
        coalesce({first_day("st.existed_from")}, '') < p.end_day AND coalesce({last_day("st.existed_to")}, '9999-12-31') >= p.start_day AS lives
    FROM state AS st CROSS JOIN slot AS p WHERE st.code <> 'TWN' AND st.code IN (SELECT code FROM counted_state)
)
SELECT code, cow, gw, m49, wikidata, name, period, start_day, end_day, lives AS "exists",
    iif(lives, EXISTS (SELECT 1 FROM un_member AS u WHERE u.code = x.code AND u.start_day < x.end_day
        AND coalesce(u.end_day, '9999-12-31') > x.start_day), NULL) AS un_member,
    iif(lives, EXISTS (SELECT 1 FROM spell AS s WHERE s.code = x.code AND s.start_day < x.start_day
        AND coalesce(s.end_day, '9999-12-31') >= x.start_day), NULL) AS ally_at_start,
    iif(lives, EXISTS (SELECT 1 FROM spell AS s WHERE s.code = x.code AND s.start_day < x.end_day
        AND coalesce(s.end_day, '9999-12-31') >= x.end_day), NULL) AS ally_at_end,
    iif(lives, (SELECT CAST(total(julianday(min(coalesce(s.end_day, x.end_day), x.end_day)) - julianday(max(s.start_day, x.start_day))) AS INTEGER)
        FROM spell AS s WHERE s.code = x.code AND s.start_day < x.end_day AND coalesce(s.end_day, '9999-12-31') > x.start_day), NULL) AS ally_days,
    iif(lives, NOT EXISTS (SELECT 1 FROM spell AS s WHERE s.code = x.code
        AND ((s.start_min < x.end_day AND s.start_day >= x.start_day AND s.start_min < s.start_day)
            OR (s.end_min < x.end_day AND s.end_day >= x.start_day AND s.end_min < s.end_day))), NULL) AS certain, president
FROM row AS x""",
    f"""CREATE VIEW un_share AS
-- The number of members of the United Nations, of allies, and of allies among the members, from each day on which one of
-- them changes. China has a seat throughout: that of the Republic until 25 October 1971. outside are the other allies.
WITH edge AS (
    SELECT start_day AS day, 1 AS member, 0 AS ally, 0 AS inside FROM un_member WHERE {COUNTED}
    UNION ALL SELECT end_day, -1, 0, 0 FROM un_member WHERE end_day IS NOT NULL AND {COUNTED}
    UNION ALL SELECT start_day, 0, 1, 0 FROM spell WHERE {COUNTED}
    UNION ALL SELECT end_day, 0, -1, 0 FROM spell WHERE end_day IS NOT NULL AND {COUNTED}
    UNION ALL SELECT start_day, 0, 0, 1 FROM seated
    UNION ALL SELECT end_day, 0, 0, -1 FROM seated WHERE end_day < '9999-12-31'
), seated AS (
    SELECT max(s.start_day, u.start_day) AS start_day, min(coalesce(s.end_day, '9999-12-31'), coalesce(u.end_day, '9999-12-31')) AS end_day
    FROM un_member AS u JOIN spell AS s ON s.code = u.code AND s.start_day < coalesce(u.end_day, '9999-12-31')
        AND coalesce(s.end_day, '9999-12-31') > u.start_day WHERE u.code IN (SELECT code FROM counted_state)
), step AS (
    SELECT day, sum(member) AS member, sum(ally) AS ally, sum(inside) AS inside FROM edge GROUP BY day
), number AS (
    SELECT day, sum(member) OVER total AS un_members, sum(ally) OVER total AS count, sum(inside) OVER total AS un_allies
    FROM step WHERE member OR ally OR inside WINDOW total AS (ORDER BY day ROWS UNBOUNDED PRECEDING)
)
SELECT NULL AS period, day AS date, count, un_members, un_allies, round(1.0 * un_allies / un_members, 4) AS share, count - un_allies AS outside,
    (SELECT group_concat(code, ';') FROM (
        SELECT s.code FROM spell AS s WHERE s.start_day <= day AND (s.end_day IS NULL OR s.end_day > day) AND s.code IN (SELECT code FROM counted_state)
            AND NOT EXISTS (SELECT 1 FROM un_member AS u WHERE u.code = s.code AND u.start_day <= day AND (u.end_day IS NULL OR u.end_day > day))
        ORDER BY s.code
    )) AS outside_codes
FROM number""",
    f"""CREATE VIEW entry AS
-- Every event and engagement, as the timeline tells it.
SELECT x.date, 'recognition' AS type, x.kind, x.code AS codes, st.name AS names, {in_office("x.date_max")} AS president,
    k.phrase || CASE WHEN x.cause = 'switch' AND x.kind = 'sever' THEN ', to the PRC'
        WHEN x.cause IN ('war', 'annexation', 'dissolution') THEN ' (' || x.cause || ')' ELSE '' END || coalesce('. ' || x.note, '') AS summary,
    x.id, NULL AS end_date, x.local_date, x.date_max AS day, NULL AS count, st.region AS regions, x.initiated_by, x.cause, x.prc_date,
    NULL AS actor, NULL AS amount_usd, NULL AS amount_original, NULL AS status,
    (SELECT quality FROM event_quality WHERE event = x.id) AS quality,
    EXISTS (SELECT 1 FROM claim WHERE event = x.id AND rank = 'normal') AS disputed, x.memory, x.layer,
    (SELECT sources FROM event_sources WHERE event = x.id) AS sources, st.name_zh AS names_zh, x.note,
    NULL AS summary_zh, x.date_max AS first_day, x.date_max AS last_day, x.seq
FROM event AS x JOIN state AS st ON st.code = x.code JOIN kind AS k ON k.kind = x.kind
UNION ALL
SELECT x.date, 'engagement', x.kind, x.codes, {of_states("name")}, {in_office("x.date_max")}, x.summary, x.id, x.end_date, NULL, x.date_max, NULL,
    (SELECT group_concat(region, ';') FROM (SELECT DISTINCT st.region FROM engagement_state AS s
        JOIN state AS st ON st.code = s.code WHERE s.engagement = x.id ORDER BY 1)),
    NULL, NULL, NULL, x.actor, x.amount_usd, x.amount_original, x.status,
    (SELECT quality FROM engagement_quality WHERE engagement = x.id), 0, x.memory, x.layer,
    (SELECT sources FROM engagement_sources WHERE engagement = x.id), {of_states("name_zh")}, x.note, x.summary_zh, x.date_min, x.end_max, 0
FROM engagement AS x""",
    """CREATE VIEW entry_state AS
-- The states that each event and engagement concerns.
SELECT id, code FROM event UNION ALL SELECT engagement, code FROM engagement_state""",
    """CREATE VIEW source_use AS
-- All documents, with how much of the record rests on each.
SELECT {}, s.layer, (SELECT count(*) FROM bundled_evidence WHERE source = s.id) + (SELECT count(*) FROM own_evidence WHERE source = s.id)
    + (SELECT count(*) FROM claim WHERE source = s.id) + (SELECT count(*) FROM assertion WHERE source = s.id)
    + (SELECT count(*) FROM variant WHERE source = s.id) + (SELECT count(*) FROM last_confirmed WHERE source = s.id) AS supports
FROM source AS s""".format(", ".join(f"s.{name}" for name in SHARED["source"])),
    """CREATE VIEW own_change AS
-- Every own correction and hiding of a bundled row: the row as it was then (base), as the user has it (own) and as the
-- record has it now (bundled), all JSON. status is `unchanged`: the record is as it was; `same`: it has changed and now
-- says all that the user had changed; `conflict`: both have changed it (of a hidden row: its state, kind or date);
-- `withdrawn`: the record dropped what the user corrected; `moot`: it dropped what the user hid. A base of `null` is a
-- withdrawal that the user knows of.
WITH now AS (
    SELECT b.id, {event} AS bundled FROM bundled_event AS b
    UNION ALL SELECT b.id, {engagement} FROM bundled_engagement AS b
), mine AS (
    SELECT b.id, 'correction' AS what, base, base_version, {event} AS own FROM own_event AS b WHERE base IS NOT NULL
    UNION ALL SELECT b.id, 'correction', base, base_version, {engagement} FROM own_engagement AS b WHERE base IS NOT NULL
    UNION ALL SELECT id, 'hidden', base, base_version, NULL FROM own_hidden
)
SELECT mine.id, what, base, base_version, own, bundled, CASE
    WHEN bundled IS nullif(json(base), 'null') THEN 'unchanged'
    WHEN bundled IS NULL THEN iif(what = 'hidden', 'moot', 'withdrawn')
    WHEN what = 'hidden' THEN iif(
        json_extract(bundled, '$.date', '$.kind', '$.code', '$.codes') <> json_extract(base, '$.date', '$.kind', '$.code', '$.codes'),
        'conflict', 'unchanged')
    WHEN NOT EXISTS (
        SELECT 1 FROM json_each(own) AS field
        WHERE value IS NOT json_extract(base, '$.' || key) AND value IS NOT json_extract(bundled, '$.' || key)
    ) THEN 'same'
    ELSE 'conflict' END AS status
FROM mine LEFT JOIN now ON now.id = mine.id""".format(
        event=row_as_json(list(SHARED["event"]), "b"), engagement=row_as_json(list(SHARED["engagement"]), "b")
    ),
    """CREATE VIEW conflict AS
-- What an update has left for the user to settle.
SELECT id, what, base, base_version, own, bundled, status FROM own_change WHERE status IN ('conflict', 'withdrawn')""",
    """CREATE VIEW same_edge AS
-- Events of the record (id) that change the same edge of a spell as an own one (own): the same state, the same side
-- (opening or ending), and nothing of the other side between them. Only own events count that were written over another
-- version of the record and not forced: over this one they would have been refused. Read while nothing is set aside.
WITH turned AS (
    SELECT id, code, layer, date_max, seq, opens IS NOT lag(opens) OVER (PARTITION BY code ORDER BY date_max, seq, id) AS turns FROM event
), edged AS (
    SELECT id, code, layer, sum(turns) OVER (PARTITION BY code ORDER BY date_max, seq, id) AS edge FROM turned
)
SELECT code, id, own FROM (
    SELECT e.code, e.id, e.layer, max(o.id) OVER (PARTITION BY e.code, e.edge) AS own FROM edged AS e
    LEFT JOIN own_event AS o ON o.id = e.id AND o.forced IS NULL AND o.base_version IS NOT (SELECT version FROM record)
) WHERE layer = 'bundled' AND own IS NOT NULL""",
    f"""CREATE VIEW possible_duplicate AS
-- What is own (id) and the record may have too (bundled): an event that was set aside because it changes the same edge
-- of a spell, an engagement of the same states and kind on overlapping dates. status is `duplicate` where both can mean
-- the same, `conflict` where they differ.
SELECT own.id, other.id AS bundled, own.code, own.kind, own.date, other.date AS bundled_date, iif(own.kind = other.kind
    AND own.date_max >= {first_day("other.date")} AND own.date_min <= {last_day("other.date")}, 'duplicate', 'conflict') AS status
FROM set_aside AS a JOIN event AS own ON own.id = a.own JOIN bundled_event AS other ON other.id = a.id
WHERE other.id NOT IN (SELECT id FROM own_hidden)
UNION ALL
SELECT own.id, other.id, own.codes, own.kind, own.date, other.date, 'duplicate'
FROM engagement AS other CROSS JOIN engagement AS own
    ON own.date_max >= other.date_min AND own.date_min <= other.date_max AND own.kind = other.kind AND own.codes IS other.codes
WHERE own.id GLOB 'my-*' AND other.id NOT GLOB 'my-*'""",
]  # fmt: skip

STATEMENTS = [*BASE, *LAYERS, *DERIVED, *TRIGGERS, *VIEWS]
