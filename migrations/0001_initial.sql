-- The first schema of the store of `allies`. Released migrations are never edited: a change is a new file.
--
-- Two layers. The bundled_* tables hold the record that ships with the program and are replaced whole at an
-- update. The own_* tables hold what the user added, corrected or hid; no update touches them. What counts is
-- merged: `event`, `engagement`, `source`, `evidence`.
--
-- Dates are text as written: YYYY, YYYY-MM or YYYY-MM-DD, with the EDTF marks ? ~ % at the end where the day is
-- uncertain. date_min and date_max are the first and the last day that such a text can mean, both inclusive. An
-- event takes effect on date_max: by then it has certainly happened.

CREATE TABLE record (
    -- The bundled record that is loaded: one row, or none before the first load.
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version TEXT NOT NULL,
    as_of TEXT NOT NULL,
    stamp TEXT NOT NULL
) STRICT;

CREATE TABLE state (
    code TEXT PRIMARY KEY CHECK (code GLOB '[A-Z][A-Z][A-Z]'),
    alpha2 TEXT UNIQUE CHECK (alpha2 GLOB '[A-Z][A-Z]'),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    official_name TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    region TEXT NOT NULL CHECK (region IN ('Africa', 'Americas', 'Asia', 'Europe', 'Oceania')),
    subregion TEXT NOT NULL,
    existed_from TEXT,
    existed_to TEXT,
    note TEXT
) STRICT;

CREATE TABLE name (
    -- Other names than the two in `state`: former ones with their years, aliases, other languages and scripts.
    code TEXT NOT NULL REFERENCES state(code),
    lang TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('former', 'alias')),
    name TEXT NOT NULL,
    since TEXT,
    until TEXT,
    PRIMARY KEY (code, lang, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE presidency (
    -- One head of state's unbroken time in office, [start, end): the hand-over day belongs to the successor.
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    office TEXT NOT NULL,
    start TEXT NOT NULL,
    "end" TEXT CHECK ("end" > start),
    party TEXT,
    acting INTEGER NOT NULL CHECK (acting IN (0, 1)),
    quality TEXT NOT NULL CHECK (quality IN ('A', 'B', 'C')),
    note TEXT
) STRICT;

CREATE TABLE president_name (
    slug TEXT NOT NULL REFERENCES presidency(slug),
    lang TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (slug, lang, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE bundled_source (
    id TEXT PRIMARY KEY,
    publisher TEXT NOT NULL CHECK (publisher <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    author TEXT,
    published TEXT,
    url TEXT,
    read_at TEXT,
    lang TEXT,
    tier TEXT NOT NULL CHECK (tier IN ('primary', 'secondary', 'tertiary')),
    note TEXT
) STRICT;

CREATE TABLE bundled_event (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL REFERENCES state(code),
    kind TEXT NOT NULL CHECK (kind IN ('establish', 'restore', 'suspend', 'sever')),
    date TEXT NOT NULL CHECK (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%'))))),
    local_date TEXT CHECK (local_date IS NULL OR (local_date GLOB '[12]*' AND iif(length(local_date) = 10, local_date IS date(local_date, '+0 days'), length(rtrim(local_date, '?~%')) IN (4, 7, 10) AND length(local_date) <= length(rtrim(local_date, '?~%')) + 1 AND rtrim(local_date, '?~%') IS substr(date(substr(rtrim(local_date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(local_date, '?~%')))))),
    initiated_by TEXT NOT NULL DEFAULT 'unknown' CHECK (initiated_by IN ('partner', 'roc', 'both', 'unknown')),
    cause TEXT CHECK (cause IN ('switch', 'break', 'war', 'annexation', 'dissolution', 'lapse')),
    prc_date TEXT CHECK (prc_date IS NULL OR (prc_date GLOB '[12]*' AND iif(length(prc_date) = 10, prc_date IS date(prc_date, '+0 days'), length(rtrim(prc_date, '?~%')) IN (4, 7, 10) AND length(prc_date) <= length(rtrim(prc_date, '?~%')) + 1 AND rtrim(prc_date, '?~%') IS substr(date(substr(rtrim(prc_date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(prc_date, '?~%')))))),
    memory TEXT CHECK (memory IN ('day', 'month', 'year', 'fact')),
    note TEXT
) STRICT;

CREATE TABLE bundled_engagement (
    id TEXT PRIMARY KEY,
    date TEXT NOT NULL CHECK (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%'))))),
    end_date TEXT CHECK (end_date IS NULL OR (end_date GLOB '[12]*' AND iif(length(end_date) = 10, end_date IS date(end_date, '+0 days'), length(rtrim(end_date, '?~%')) IN (4, 7, 10) AND length(end_date) <= length(rtrim(end_date, '?~%')) + 1 AND rtrim(end_date, '?~%') IS substr(date(substr(rtrim(end_date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(end_date, '?~%')))))),
    type TEXT NOT NULL CHECK (type IN ('visit', 'transit', 'agreement', 'aid', 'letter', 'statement', 'pressure', 'signal')),
    codes TEXT,
    actor TEXT,
    summary TEXT NOT NULL CHECK (summary <> ''),
    amount_usd INTEGER,
    amount_original TEXT,
    memory TEXT CHECK (memory IN ('day', 'fact')),
    note TEXT
) STRICT;

CREATE TABLE bundled_evidence (
    -- What a source supports, about exactly one event, engagement or presidency.
    event TEXT REFERENCES bundled_event(id),
    engagement TEXT REFERENCES bundled_engagement(id),
    presidency TEXT REFERENCES presidency(slug),
    source TEXT NOT NULL REFERENCES bundled_source(id),
    supports TEXT NOT NULL CHECK (supports IN ('date', 'fact', 'kind', 'prc_date')),
    date TEXT CHECK (date IS NULL OR (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%')))))),
    quote TEXT,
    CHECK ((event IS NOT NULL) + (engagement IS NOT NULL) + (presidency IS NOT NULL) = 1)
) STRICT;
CREATE INDEX bundled_evidence_event ON bundled_evidence(event);
CREATE INDEX bundled_evidence_engagement ON bundled_evidence(engagement);
CREATE INDEX bundled_evidence_source ON bundled_evidence(source);

CREATE TABLE claim (
    -- Competing dates of one event: a rank and a reason for each.
    id TEXT PRIMARY KEY,
    event TEXT NOT NULL REFERENCES bundled_event(id),
    date TEXT NOT NULL CHECK (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%'))))),
    rank TEXT NOT NULL CHECK (rank IN ('preferred', 'normal', 'deprecated')),
    source TEXT NOT NULL REFERENCES bundled_source(id),
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX claim_event ON claim(event);

CREATE TABLE assertion (
    -- A published count to check the record against: all states, a region, or one state (1 or 0).
    id TEXT PRIMARY KEY,
    date TEXT NOT NULL CHECK (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%'))))),
    scope TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    source TEXT NOT NULL REFERENCES bundled_source(id),
    note TEXT
) STRICT;

-- The own layer. `base` is the bundled row (JSON) as it was when the user changed it: an update that finds it
-- different, and different from the user's row too, has a conflict to report.

CREATE TABLE own_source (
    id TEXT PRIMARY KEY CHECK (id GLOB 'my-*'),
    publisher TEXT NOT NULL CHECK (publisher <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    author TEXT,
    published TEXT,
    url TEXT,
    read_at TEXT,
    lang TEXT,
    tier TEXT NOT NULL CHECK (tier IN ('primary', 'secondary', 'tertiary')),
    note TEXT
) STRICT;
CREATE INDEX own_source_text ON own_source(title, url);

CREATE TABLE own_event (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL REFERENCES state(code),
    kind TEXT NOT NULL CHECK (kind IN ('establish', 'restore', 'suspend', 'sever')),
    date TEXT NOT NULL CHECK (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%'))))),
    local_date TEXT CHECK (local_date IS NULL OR (local_date GLOB '[12]*' AND iif(length(local_date) = 10, local_date IS date(local_date, '+0 days'), length(rtrim(local_date, '?~%')) IN (4, 7, 10) AND length(local_date) <= length(rtrim(local_date, '?~%')) + 1 AND rtrim(local_date, '?~%') IS substr(date(substr(rtrim(local_date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(local_date, '?~%')))))),
    initiated_by TEXT NOT NULL DEFAULT 'unknown' CHECK (initiated_by IN ('partner', 'roc', 'both', 'unknown')),
    cause TEXT CHECK (cause IN ('switch', 'break', 'war', 'annexation', 'dissolution', 'lapse')),
    prc_date TEXT CHECK (prc_date IS NULL OR (prc_date GLOB '[12]*' AND iif(length(prc_date) = 10, prc_date IS date(prc_date, '+0 days'), length(rtrim(prc_date, '?~%')) IN (4, 7, 10) AND length(prc_date) <= length(rtrim(prc_date, '?~%')) + 1 AND rtrim(prc_date, '?~%') IS substr(date(substr(rtrim(prc_date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(prc_date, '?~%')))))),
    memory TEXT CHECK (memory IN ('day', 'month', 'year', 'fact')),
    note TEXT,
    base TEXT CHECK (base IS NULL OR json_valid(base)),
    base_version TEXT,
    forced TEXT,
    CHECK ((id GLOB 'my-*') = (base IS NULL))
) STRICT;

CREATE TABLE own_engagement (
    id TEXT PRIMARY KEY,
    date TEXT NOT NULL CHECK (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%'))))),
    end_date TEXT CHECK (end_date IS NULL OR (end_date GLOB '[12]*' AND iif(length(end_date) = 10, end_date IS date(end_date, '+0 days'), length(rtrim(end_date, '?~%')) IN (4, 7, 10) AND length(end_date) <= length(rtrim(end_date, '?~%')) + 1 AND rtrim(end_date, '?~%') IS substr(date(substr(rtrim(end_date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(end_date, '?~%')))))),
    type TEXT NOT NULL CHECK (type IN ('visit', 'transit', 'agreement', 'aid', 'letter', 'statement', 'pressure', 'signal')),
    codes TEXT,
    actor TEXT,
    summary TEXT NOT NULL CHECK (summary <> ''),
    amount_usd INTEGER,
    amount_original TEXT,
    memory TEXT CHECK (memory IN ('day', 'fact')),
    note TEXT,
    base TEXT CHECK (base IS NULL OR json_valid(base)),
    base_version TEXT,
    forced TEXT,
    CHECK ((id GLOB 'my-*') = (base IS NULL))
) STRICT;

CREATE TABLE own_evidence (
    -- AUTOINCREMENT: a number that was given up stays free for the undo that brings its row back.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT,
    engagement TEXT,
    source TEXT NOT NULL,
    supports TEXT NOT NULL CHECK (supports IN ('date', 'fact', 'kind', 'prc_date')),
    date TEXT CHECK (date IS NULL OR (date GLOB '[12]*' AND iif(length(date) = 10, date IS date(date, '+0 days'), length(rtrim(date, '?~%')) IN (4, 7, 10) AND length(date) <= length(rtrim(date, '?~%')) + 1 AND rtrim(date, '?~%') IS substr(date(substr(rtrim(date, '?~%') || '-01-01', 1, 10), '+0 days'), 1, length(rtrim(date, '?~%')))))),
    quote TEXT,
    CHECK ((event IS NOT NULL) + (engagement IS NOT NULL) = 1)
) STRICT;
CREATE INDEX own_evidence_event ON own_evidence(event) WHERE event IS NOT NULL;
CREATE INDEX own_evidence_engagement ON own_evidence(engagement) WHERE engagement IS NOT NULL;
CREATE INDEX own_evidence_source ON own_evidence(source);

CREATE TABLE own_hidden (
    -- Bundled events and engagements that the user does not want to count; they stay hidden after updates.
    id TEXT PRIMARY KEY,
    reason TEXT NOT NULL CHECK (reason <> ''),
    base TEXT CHECK (base IS NULL OR json_valid(base)),
    base_version TEXT
) STRICT;

CREATE TABLE own_id (
    -- The last number given out for each prefix: an id is never used twice, not even after an undo.
    prefix TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The journal: one command is one step; each row that it changed is kept before and after.

CREATE TABLE journal_step (
    step INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- the steps that this one took back, newest first: a JSON array of their numbers
    undoes TEXT CHECK (undoes IS NULL OR json_valid(undoes)),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;

CREATE TABLE journal_change (
    id INTEGER PRIMARY KEY,
    step INTEGER NOT NULL REFERENCES journal_step(step),
    tbl TEXT NOT NULL,
    key ANY NOT NULL,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX journal_change_step ON journal_change(step);

CREATE TABLE journal_current (
    -- The step that is being written; null outside a command's transaction.
    one INTEGER PRIMARY KEY CHECK (one = 1),
    step INTEGER
) STRICT;
INSERT INTO journal_current VALUES (1, NULL);

-- A row written past the program (by sqlite3, sqlite-utils, Datasette) becomes a step of its own.
-- A bulk load (`refresh.paused = 1`) writes its changes in one statement instead.

CREATE TABLE refresh (
    -- 1 while many rows are written at once. Setting it back to 0 rebuilds the merged tables whole.
    one INTEGER PRIMARY KEY CHECK (one = 1),
    paused INTEGER NOT NULL CHECK (paused IN (0, 1))
) STRICT;
INSERT INTO refresh VALUES (1, 0);

CREATE TRIGGER own_source_insert_journal AFTER INSERT ON own_source WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'insert own_source ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_source', NEW.id, NULL, json_object('id', NEW.id, 'publisher', NEW.publisher, 'title', NEW.title, 'author', NEW.author, 'published', NEW.published, 'url', NEW.url, 'read_at', NEW.read_at, 'lang', NEW.lang, 'tier', NEW.tier, 'note', NEW.note);
END;

CREATE TRIGGER own_source_update_journal AFTER UPDATE ON own_source WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'update own_source ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_source', NEW.id, json_object('id', OLD.id, 'publisher', OLD.publisher, 'title', OLD.title, 'author', OLD.author, 'published', OLD.published, 'url', OLD.url, 'read_at', OLD.read_at, 'lang', OLD.lang, 'tier', OLD.tier, 'note', OLD.note), json_object('id', NEW.id, 'publisher', NEW.publisher, 'title', NEW.title, 'author', NEW.author, 'published', NEW.published, 'url', NEW.url, 'read_at', NEW.read_at, 'lang', NEW.lang, 'tier', NEW.tier, 'note', NEW.note);
END;

CREATE TRIGGER own_source_delete_journal AFTER DELETE ON own_source WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'delete own_source ' || OLD.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_source', OLD.id, json_object('id', OLD.id, 'publisher', OLD.publisher, 'title', OLD.title, 'author', OLD.author, 'published', OLD.published, 'url', OLD.url, 'read_at', OLD.read_at, 'lang', OLD.lang, 'tier', OLD.tier, 'note', OLD.note), NULL;
END;

CREATE TRIGGER own_event_insert_journal AFTER INSERT ON own_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'insert own_event ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_event', NEW.id, NULL, json_object('id', NEW.id, 'code', NEW.code, 'kind', NEW.kind, 'date', NEW.date, 'local_date', NEW.local_date, 'initiated_by', NEW.initiated_by, 'cause', NEW.cause, 'prc_date', NEW.prc_date, 'memory', NEW.memory, 'note', NEW.note, 'base', NEW.base, 'base_version', NEW.base_version, 'forced', NEW.forced);
END;

CREATE TRIGGER own_event_update_journal AFTER UPDATE ON own_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'update own_event ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_event', NEW.id, json_object('id', OLD.id, 'code', OLD.code, 'kind', OLD.kind, 'date', OLD.date, 'local_date', OLD.local_date, 'initiated_by', OLD.initiated_by, 'cause', OLD.cause, 'prc_date', OLD.prc_date, 'memory', OLD.memory, 'note', OLD.note, 'base', OLD.base, 'base_version', OLD.base_version, 'forced', OLD.forced), json_object('id', NEW.id, 'code', NEW.code, 'kind', NEW.kind, 'date', NEW.date, 'local_date', NEW.local_date, 'initiated_by', NEW.initiated_by, 'cause', NEW.cause, 'prc_date', NEW.prc_date, 'memory', NEW.memory, 'note', NEW.note, 'base', NEW.base, 'base_version', NEW.base_version, 'forced', NEW.forced);
END;

CREATE TRIGGER own_event_delete_journal AFTER DELETE ON own_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'delete own_event ' || OLD.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_event', OLD.id, json_object('id', OLD.id, 'code', OLD.code, 'kind', OLD.kind, 'date', OLD.date, 'local_date', OLD.local_date, 'initiated_by', OLD.initiated_by, 'cause', OLD.cause, 'prc_date', OLD.prc_date, 'memory', OLD.memory, 'note', OLD.note, 'base', OLD.base, 'base_version', OLD.base_version, 'forced', OLD.forced), NULL;
END;

CREATE TRIGGER own_engagement_insert_journal AFTER INSERT ON own_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'insert own_engagement ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_engagement', NEW.id, NULL, json_object('id', NEW.id, 'date', NEW.date, 'end_date', NEW.end_date, 'type', NEW.type, 'codes', NEW.codes, 'actor', NEW.actor, 'summary', NEW.summary, 'amount_usd', NEW.amount_usd, 'amount_original', NEW.amount_original, 'memory', NEW.memory, 'note', NEW.note, 'base', NEW.base, 'base_version', NEW.base_version, 'forced', NEW.forced);
END;

CREATE TRIGGER own_engagement_update_journal AFTER UPDATE ON own_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'update own_engagement ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_engagement', NEW.id, json_object('id', OLD.id, 'date', OLD.date, 'end_date', OLD.end_date, 'type', OLD.type, 'codes', OLD.codes, 'actor', OLD.actor, 'summary', OLD.summary, 'amount_usd', OLD.amount_usd, 'amount_original', OLD.amount_original, 'memory', OLD.memory, 'note', OLD.note, 'base', OLD.base, 'base_version', OLD.base_version, 'forced', OLD.forced), json_object('id', NEW.id, 'date', NEW.date, 'end_date', NEW.end_date, 'type', NEW.type, 'codes', NEW.codes, 'actor', NEW.actor, 'summary', NEW.summary, 'amount_usd', NEW.amount_usd, 'amount_original', NEW.amount_original, 'memory', NEW.memory, 'note', NEW.note, 'base', NEW.base, 'base_version', NEW.base_version, 'forced', NEW.forced);
END;

CREATE TRIGGER own_engagement_delete_journal AFTER DELETE ON own_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'delete own_engagement ' || OLD.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_engagement', OLD.id, json_object('id', OLD.id, 'date', OLD.date, 'end_date', OLD.end_date, 'type', OLD.type, 'codes', OLD.codes, 'actor', OLD.actor, 'summary', OLD.summary, 'amount_usd', OLD.amount_usd, 'amount_original', OLD.amount_original, 'memory', OLD.memory, 'note', OLD.note, 'base', OLD.base, 'base_version', OLD.base_version, 'forced', OLD.forced), NULL;
END;

CREATE TRIGGER own_evidence_insert_journal AFTER INSERT ON own_evidence WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'insert own_evidence ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_evidence', NEW.id, NULL, json_object('id', NEW.id, 'event', NEW.event, 'engagement', NEW.engagement, 'source', NEW.source, 'supports', NEW.supports, 'date', NEW.date, 'quote', NEW.quote);
END;

CREATE TRIGGER own_evidence_update_journal AFTER UPDATE ON own_evidence WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'update own_evidence ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_evidence', NEW.id, json_object('id', OLD.id, 'event', OLD.event, 'engagement', OLD.engagement, 'source', OLD.source, 'supports', OLD.supports, 'date', OLD.date, 'quote', OLD.quote), json_object('id', NEW.id, 'event', NEW.event, 'engagement', NEW.engagement, 'source', NEW.source, 'supports', NEW.supports, 'date', NEW.date, 'quote', NEW.quote);
END;

CREATE TRIGGER own_evidence_delete_journal AFTER DELETE ON own_evidence WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'delete own_evidence ' || OLD.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_evidence', OLD.id, json_object('id', OLD.id, 'event', OLD.event, 'engagement', OLD.engagement, 'source', OLD.source, 'supports', OLD.supports, 'date', OLD.date, 'quote', OLD.quote), NULL;
END;

CREATE TRIGGER own_hidden_insert_journal AFTER INSERT ON own_hidden WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'insert own_hidden ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_hidden', NEW.id, NULL, json_object('id', NEW.id, 'reason', NEW.reason, 'base', NEW.base, 'base_version', NEW.base_version);
END;

CREATE TRIGGER own_hidden_update_journal AFTER UPDATE ON own_hidden WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'update own_hidden ' || NEW.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_hidden', NEW.id, json_object('id', OLD.id, 'reason', OLD.reason, 'base', OLD.base, 'base_version', OLD.base_version), json_object('id', NEW.id, 'reason', NEW.reason, 'base', NEW.base, 'base_version', NEW.base_version);
END;

CREATE TRIGGER own_hidden_delete_journal AFTER DELETE ON own_hidden WHEN (SELECT paused FROM refresh) = 0 BEGIN
    INSERT INTO journal_step(at, command, summary)
        SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '(direct SQL)', 'delete own_hidden ' || OLD.id
        WHERE (SELECT step FROM journal_current) IS NULL;
    INSERT INTO journal_change(step, tbl, key, before, after)
        SELECT coalesce((SELECT step FROM journal_current), (SELECT max(step) FROM journal_step)), 'own_hidden', OLD.id, json_object('id', OLD.id, 'reason', OLD.reason, 'base', OLD.base, 'base_version', OLD.base_version), NULL;
END;

-- The merged record: bundled, minus hidden, replaced by corrected, plus added. `event` and `engagement` are tables
-- that triggers keep equal to these two views, so that a day's question needs an index and no merge.

CREATE VIEW event_merged AS
WITH layers AS (
    SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, 'own' AS layer FROM own_event
    UNION ALL
    SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, 'bundled' FROM bundled_event AS b WHERE NOT EXISTS (SELECT 1 FROM own_event AS o WHERE o.id = b.id)
)
SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer,
    CASE length(rtrim(date, '?~%'))
        WHEN 4 THEN rtrim(date, '?~%') || '-01-01'
        WHEN 7 THEN rtrim(date, '?~%') || '-01'
        ELSE rtrim(date, '?~%') END AS date_min,
    CASE length(rtrim(date, '?~%'))
        WHEN 4 THEN rtrim(date, '?~%') || '-12-31'
        WHEN 7 THEN date(rtrim(date, '?~%') || '-01', '+1 month', '-1 day')
        ELSE rtrim(date, '?~%') END AS date_max,
    kind IN ('establish', 'restore') AS opens,
    -- the order of events of one state that take effect on the same day: bundled by number, then own by number
    CASE WHEN id GLOB 'my-*' THEN 1000000 + CAST(substr(id, 8) AS INTEGER) ELSE CAST(substr(id, 5) AS INTEGER) END AS seq
FROM layers WHERE NOT EXISTS (SELECT 1 FROM own_hidden AS h WHERE h.id = layers.id);

CREATE TABLE event (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL REFERENCES state(code) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    local_date TEXT,
    initiated_by TEXT NOT NULL,
    cause TEXT,
    prc_date TEXT,
    memory TEXT,
    note TEXT,
    layer TEXT NOT NULL CHECK (layer IN ('bundled', 'own')),
    date_min TEXT NOT NULL,
    date_max TEXT NOT NULL CHECK (date_min <= date_max),
    opens INTEGER NOT NULL CHECK (opens IN (0, 1)),
    seq INTEGER NOT NULL
) STRICT;
CREATE INDEX event_sequence ON event(code, date_max, seq, id);
CREATE INDEX event_day ON event(date_max);
CREATE INDEX event_dissolution ON event(date_max) WHERE cause = 'dissolution';

CREATE VIEW engagement_merged AS
WITH layers AS (
    SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, 'own' AS layer FROM own_engagement
    UNION ALL
    SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, 'bundled' FROM bundled_engagement AS b WHERE NOT EXISTS (SELECT 1 FROM own_engagement AS o WHERE o.id = b.id)
)
SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer,
    CASE length(rtrim(date, '?~%'))
        WHEN 4 THEN rtrim(date, '?~%') || '-01-01'
        WHEN 7 THEN rtrim(date, '?~%') || '-01'
        ELSE rtrim(date, '?~%') END AS date_min,
    CASE length(rtrim(date, '?~%'))
        WHEN 4 THEN rtrim(date, '?~%') || '-12-31'
        WHEN 7 THEN date(rtrim(date, '?~%') || '-01', '+1 month', '-1 day')
        ELSE rtrim(date, '?~%') END AS date_max
FROM layers WHERE NOT EXISTS (SELECT 1 FROM own_hidden AS h WHERE h.id = layers.id);

CREATE TABLE engagement (
    id TEXT PRIMARY KEY,
    date TEXT NOT NULL,
    end_date TEXT,
    type TEXT NOT NULL,
    codes TEXT,
    actor TEXT,
    summary TEXT NOT NULL,
    amount_usd INTEGER,
    amount_original TEXT,
    memory TEXT,
    note TEXT,
    layer TEXT NOT NULL CHECK (layer IN ('bundled', 'own')),
    date_min TEXT NOT NULL,
    date_max TEXT NOT NULL CHECK (date_min <= date_max)
) STRICT;
CREATE INDEX engagement_day ON engagement(date_max);

CREATE TABLE engagement_state (
    -- The states of the record that an engagement concerns: `engagement.codes` taken apart.
    engagement TEXT NOT NULL REFERENCES engagement(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL REFERENCES state(code) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (engagement, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX engagement_state_code ON engagement_state(code);

CREATE VIEW engagement_state_merged AS
SELECT g.id AS engagement, s.code FROM engagement AS g
JOIN json_each('["' || replace(g.codes, ';', '","') || '"]') AS c JOIN state AS s ON s.code = c.value;

CREATE VIEW source AS
SELECT id, publisher, title, author, published, url, read_at, lang, tier, note, 'bundled' AS layer FROM bundled_source
UNION ALL SELECT id, publisher, title, author, published, url, read_at, lang, tier, note, 'own' FROM own_source;

CREATE VIEW evidence AS
SELECT event, engagement, presidency, source, supports, date, quote, 'bundled' AS layer FROM bundled_evidence
UNION ALL SELECT event, engagement, NULL, source, supports, date, quote, 'own' FROM own_evidence;

-- Spells: the half-open interval [start, "end") between an event that opens relations and the one that ends them.
-- An event that changes nothing (a second establish in a row) opens and ends none. start and "end" are days of
-- effect; start_min and end_min the first days on which they may have happened. start_min never reaches back before
-- the end of the spell before it, nor end_min before start: so [start, end_min) is when the state certainly was an
-- ally and [start_min, "end") when it may have been one, and a count on day D is
--   count     = starts up to D - ends up to D          count_min = starts - end_mins      count_max = start_mins - ends

CREATE VIEW spell_derived AS
WITH ordered AS (
    SELECT id, code, date_min, date_max, opens, seq, lag(opens) OVER (PARTITION BY code ORDER BY date_max, seq, id) AS was_open
    FROM event
), turning AS (
    SELECT * FROM ordered WHERE opens <> coalesce(was_open, 0)
), paired AS (
    SELECT id, code, date_min, date_max, opens, lag(date_max) OVER turn AS previous_end, lead(id) OVER turn AS ended_by,
        lead(date_min) OVER turn AS next_min, lead(date_max) OVER turn AS next_max
    FROM turning WINDOW turn AS (PARTITION BY code ORDER BY date_max, seq, id)
)
SELECT id AS opened_by, code, ended_by, date_max AS start, next_max AS "end",
    max(date_min, coalesce(previous_end, date_min)) AS start_min, max(next_min, date_max) AS end_min
FROM paired WHERE opens = 1;

CREATE TABLE spell (
    opened_by TEXT PRIMARY KEY REFERENCES event(id) DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL REFERENCES state(code) DEFERRABLE INITIALLY DEFERRED,
    ended_by TEXT REFERENCES event(id) DEFERRABLE INITIALLY DEFERRED,
    start TEXT NOT NULL,
    "end" TEXT,
    start_min TEXT NOT NULL,
    end_min TEXT
) STRICT;
CREATE INDEX spell_code ON spell(code, start);
CREATE INDEX spell_start ON spell(start);
CREATE INDEX spell_end ON spell("end");
CREATE INDEX spell_start_min ON spell(start_min);
CREATE INDEX spell_end_min ON spell(end_min);

CREATE TRIGGER own_event_insert_refresh AFTER INSERT ON own_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = NEW.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = NEW.id;
END;

CREATE TRIGGER own_event_update_refresh AFTER UPDATE OF id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note ON own_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = NEW.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = NEW.id;
END;

CREATE TRIGGER own_event_delete_refresh AFTER DELETE ON own_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = OLD.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = OLD.id;
END;

CREATE TRIGGER bundled_event_insert_refresh AFTER INSERT ON bundled_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = NEW.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = NEW.id;
END;

CREATE TRIGGER bundled_event_update_refresh AFTER UPDATE ON bundled_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = NEW.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = NEW.id;
END;

CREATE TRIGGER bundled_event_delete_refresh AFTER DELETE ON bundled_event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = OLD.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = OLD.id;
END;

CREATE TRIGGER own_engagement_insert_refresh AFTER INSERT ON own_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM engagement_state WHERE engagement = NEW.id;
    DELETE FROM engagement WHERE id = NEW.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = NEW.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = NEW.id;
END;

CREATE TRIGGER own_engagement_update_refresh AFTER UPDATE OF id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note ON own_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM engagement_state WHERE engagement = NEW.id;
    DELETE FROM engagement WHERE id = NEW.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = NEW.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = NEW.id;
END;

CREATE TRIGGER own_engagement_delete_refresh AFTER DELETE ON own_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM engagement_state WHERE engagement = OLD.id;
    DELETE FROM engagement WHERE id = OLD.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = OLD.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = OLD.id;
END;

CREATE TRIGGER bundled_engagement_insert_refresh AFTER INSERT ON bundled_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM engagement_state WHERE engagement = NEW.id;
    DELETE FROM engagement WHERE id = NEW.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = NEW.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = NEW.id;
END;

CREATE TRIGGER bundled_engagement_update_refresh AFTER UPDATE ON bundled_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM engagement_state WHERE engagement = NEW.id;
    DELETE FROM engagement WHERE id = NEW.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = NEW.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = NEW.id;
END;

CREATE TRIGGER bundled_engagement_delete_refresh AFTER DELETE ON bundled_engagement WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM engagement_state WHERE engagement = OLD.id;
    DELETE FROM engagement WHERE id = OLD.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = OLD.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = OLD.id;
END;

CREATE TRIGGER own_hidden_insert_refresh AFTER INSERT ON own_hidden WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = NEW.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = NEW.id;
    DELETE FROM engagement_state WHERE engagement = NEW.id;
    DELETE FROM engagement WHERE id = NEW.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = NEW.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = NEW.id;
END;

CREATE TRIGGER own_hidden_update_refresh AFTER UPDATE ON own_hidden WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = NEW.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = NEW.id;
    DELETE FROM engagement_state WHERE engagement = NEW.id;
    DELETE FROM engagement WHERE id = NEW.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = NEW.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = NEW.id;
END;

CREATE TRIGGER own_hidden_delete_refresh AFTER DELETE ON own_hidden WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM event WHERE id = OLD.id;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged WHERE id = OLD.id;
    DELETE FROM engagement_state WHERE engagement = OLD.id;
    DELETE FROM engagement WHERE id = OLD.id;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged WHERE id = OLD.id;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged WHERE engagement = OLD.id;
END;

CREATE TRIGGER event_insert_refresh AFTER INSERT ON event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM spell WHERE code = NEW.code;
    INSERT INTO spell(opened_by, code, ended_by, start, "end", start_min, end_min)
        SELECT opened_by, code, ended_by, start, "end", start_min, end_min FROM spell_derived WHERE code = NEW.code;
END;

CREATE TRIGGER event_delete_refresh AFTER DELETE ON event WHEN (SELECT paused FROM refresh) = 0 BEGIN
    DELETE FROM spell WHERE code = OLD.code;
    INSERT INTO spell(opened_by, code, ended_by, start, "end", start_min, end_min)
        SELECT opened_by, code, ended_by, start, "end", start_min, end_min FROM spell_derived WHERE code = OLD.code;
END;

CREATE TRIGGER refresh_all BEFORE UPDATE OF paused ON refresh WHEN OLD.paused = 1 AND NEW.paused = 0 BEGIN
    -- BEFORE, so that the triggers above still find themselves paused while the tables are filled.
    DELETE FROM spell;
    DELETE FROM engagement_state;
    DELETE FROM engagement;
    DELETE FROM event;
    INSERT INTO event(id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq)
        SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer, date_min, date_max, opens, seq FROM event_merged;
    INSERT INTO spell(opened_by, code, ended_by, start, "end", start_min, end_min)
        SELECT opened_by, code, ended_by, start, "end", start_min, end_min FROM spell_derived;
    INSERT INTO engagement(id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max)
        SELECT id, date, end_date, type, codes, actor, summary, amount_usd, amount_original, memory, note, layer, date_min, date_max FROM engagement_merged;
    INSERT INTO engagement_state SELECT engagement, code FROM engagement_state_merged;
END;

-- What the command line, sqlite3, sqlite-utils and Datasette all read.

CREATE VIEW recognition AS
-- Every spell with its state in words. since and until are dates as written; start and "end" the days of effect.
SELECT s.code, st.name, st.region, st.subregion, opening.date AS since, ending.date AS until,
    s.start, s."end", s.start_min, s.end_min, st.name_zh, st.slug, ending.cause, s.opened_by, s.ended_by
FROM spell AS s
JOIN state AS st ON st.code = s.code
JOIN event AS opening ON opening.id = s.opened_by
LEFT JOIN event AS ending ON ending.id = s.ended_by;

CREATE VIEW ally AS
-- The states that recognise the Republic of China today (UTC), the oldest tie first; years are completed years.
SELECT code, name, region, subregion, since,
    strftime('%Y', 'now') - substr(start, 1, 4) - (strftime('%m-%d', 'now') < substr(start, 6)) AS years,
    'ally' AS status, name_zh, slug, opened_by
FROM recognition
WHERE start <= date('now') AND ("end" IS NULL OR "end" > date('now'))
ORDER BY start, code;

CREATE VIEW spell_edge AS
-- What each spell adds to the count, its least and its greatest value from a day on.
SELECT start AS day, code, 1 AS step, 1 AS step_min, 0 AS step_max FROM spell
UNION ALL SELECT "end", code, -1, 0, -1 FROM spell WHERE "end" IS NOT NULL
UNION ALL SELECT start_min, code, 0, 0, 1 FROM spell
UNION ALL SELECT end_min, code, 0, -1, 0 FROM spell WHERE end_min IS NOT NULL;

CREATE VIEW ally_count AS
-- The number of allies from each day on which it, its minimum or its maximum may change.
SELECT day AS date, sum(sum(step)) OVER (ORDER BY day) AS count,
    sum(sum(step_min)) OVER (ORDER BY day) AS count_min, sum(sum(step_max)) OVER (ORDER BY day) AS count_max
FROM spell_edge GROUP BY day;

CREATE VIEW ally_change AS
-- Every gain (+1) and loss (-1) in order of effect, with the count after it; those of one day by state, each state's own
-- in their sequence.
SELECT c.day AS date, c.change, c.code, st.name, st.region, c.kind, c.cause, c.event, c.count
FROM (
    SELECT *, sum(change) OVER (ORDER BY day, code, seq, event ROWS UNBOUNDED PRECEDING) AS count FROM (
        SELECT s.start AS day, 1 AS change, s.code, s.opened_by AS event, e.kind, e.cause, e.seq
            FROM spell AS s JOIN event AS e ON e.id = s.opened_by
        UNION ALL
        SELECT s."end", -1, s.code, s.ended_by, e.kind, e.cause, e.seq FROM spell AS s JOIN event AS e ON e.id = s.ended_by
    )
) AS c
JOIN state AS st ON st.code = c.code;

CREATE VIEW presidency_tally AS
-- Gains and losses in [start, "end"): an event on a hand-over day belongs to the successor. at_start is the count on
-- the day before start, so that at_start + gained - lost = at_end. `dissolved` is the part of `lost` in which the
-- state itself ceased to exist.
WITH span AS (SELECT *, coalesce("end", '9999-12-31') AS stop FROM presidency)
SELECT slug, name, name_zh, office, start, "end", party, acting,
    (SELECT count(*) FROM spell WHERE start < p.start) - (SELECT count(*) FROM spell WHERE "end" < p.start) AS at_start,
    (SELECT count(*) FROM spell WHERE start >= p.start AND start < p.stop) AS gained,
    (SELECT count(*) FROM spell WHERE "end" >= p.start AND "end" < p.stop) AS lost,
    (SELECT count(*) FROM spell WHERE start < p.stop) - (SELECT count(*) FROM spell WHERE "end" < p.stop) AS at_end,
    (SELECT count(*) FROM recognition AS r WHERE r."end" >= p.start AND r."end" < p.stop AND cause = 'dissolution') AS dissolved,
    (SELECT count(*) FROM spell WHERE start < p.stop) - (SELECT count(*) FROM spell WHERE end_min < p.stop) AS at_end_min,
    (SELECT count(*) FROM spell WHERE start_min < p.stop) - (SELECT count(*) FROM spell WHERE "end" < p.stop) AS at_end_max
FROM span AS p;

CREATE VIEW event_quality AS
-- How well the date of an event is attested. A: by a primary source, or by two independent ones (different publishers,
-- neither tertiary). B: by one secondary source. C: by tertiary sources only, or some of it rests on memory. A source
-- attests a date when it gives that date (or the local one) at least as precisely.
WITH graded AS (SELECT e.id, e.memory, (
    SELECT CASE WHEN max(tier = 'primary') OR count(DISTINCT iif(tier <> 'tertiary', publisher, NULL)) > 1 THEN 'A'
        WHEN max(tier = 'secondary') THEN 'B' ELSE 'C' END
    FROM (
        -- the two arms of `evidence` and `source`, spelt out so that each is an index look-up
        SELECT v.date, s.tier, s.publisher FROM bundled_evidence AS v JOIN bundled_source AS s ON s.id = v.source
            WHERE v.event = e.id AND v.supports = 'date'
        UNION ALL
        SELECT v.date, coalesce(s.tier, o.tier), coalesce(s.publisher, o.publisher) FROM own_evidence AS v
            LEFT JOIN bundled_source AS s ON s.id = v.source LEFT JOIN own_source AS o ON o.id = v.source
            WHERE v.event = e.id AND v.supports = 'date'
    )
    WHERE substr(date, 1, length(rtrim(e.date, '?~%'))) = rtrim(e.date, '?~%') OR date = e.local_date
) AS grade FROM event AS e)
SELECT id AS event, iif(memory IS NOT NULL, 'C', coalesce(grade, 'C')) AS quality FROM graded;

CREATE VIEW engagement_quality AS
-- As for events, of the fact itself. A: a primary source, or two of different publishers. B: one secondary. C: less.
WITH graded AS (SELECT g.id, g.memory, (
    SELECT CASE WHEN max(tier = 'primary') OR count(DISTINCT iif(tier <> 'tertiary', publisher, NULL)) > 1 THEN 'A'
        WHEN max(tier = 'secondary') THEN 'B' ELSE 'C' END
    FROM (
        SELECT s.tier, s.publisher FROM bundled_evidence AS v JOIN bundled_source AS s ON s.id = v.source
            WHERE v.engagement = g.id
        UNION ALL
        SELECT coalesce(s.tier, o.tier), coalesce(s.publisher, o.publisher) FROM own_evidence AS v
            LEFT JOIN bundled_source AS s ON s.id = v.source LEFT JOIN own_source AS o ON o.id = v.source
            WHERE v.engagement = g.id
    )
) AS grade FROM engagement AS g)
SELECT id AS engagement, iif(memory IS NOT NULL, 'C', coalesce(grade, 'C')) AS quality FROM graded;

CREATE VIEW event_sources AS
-- The ids of the documents behind each event, joined with ;
SELECT e.id AS event, (
    SELECT group_concat(source, ';') FROM (
        SELECT source FROM bundled_evidence WHERE event = e.id UNION SELECT source FROM own_evidence WHERE event = e.id
    )
) AS sources FROM event AS e;

CREATE VIEW engagement_sources AS
SELECT g.id AS engagement, (
    SELECT group_concat(source, ';') FROM (
        SELECT source FROM bundled_evidence WHERE engagement = g.id UNION SELECT source FROM own_evidence WHERE engagement = g.id
    )
) AS sources FROM engagement AS g;

CREATE VIEW own_change AS
-- Every own correction and hiding of a bundled row: the row as it was then (base), as the user has it (own) and as the
-- record has it now (bundled), all JSON. state is `unchanged`: the record is as it was; `same`: it has changed and now
-- says all that the user had changed; `conflict`: both have changed it (of a hidden row: its state, kind or date);
-- `withdrawn`: the record dropped what the user corrected; `moot`: it dropped what the user hid. A base of `null` is a
-- withdrawal that the user knows of.
WITH now AS (
    SELECT b.id, json_object('id', b.id, 'code', b.code, 'kind', b.kind, 'date', b.date, 'local_date', b.local_date, 'initiated_by', b.initiated_by, 'cause', b.cause, 'prc_date', b.prc_date, 'memory', b.memory, 'note', b.note) AS bundled FROM bundled_event AS b
    UNION ALL SELECT b.id, json_object('id', b.id, 'date', b.date, 'end_date', b.end_date, 'type', b.type, 'codes', b.codes, 'actor', b.actor, 'summary', b.summary, 'amount_usd', b.amount_usd, 'amount_original', b.amount_original, 'memory', b.memory, 'note', b.note) FROM bundled_engagement AS b
), mine AS (
    SELECT o.id, 'correction' AS what, base, base_version, json_object('id', o.id, 'code', o.code, 'kind', o.kind, 'date', o.date, 'local_date', o.local_date, 'initiated_by', o.initiated_by, 'cause', o.cause, 'prc_date', o.prc_date, 'memory', o.memory, 'note', o.note) AS own FROM own_event AS o WHERE base IS NOT NULL
    UNION ALL SELECT o.id, 'correction', base, base_version, json_object('id', o.id, 'date', o.date, 'end_date', o.end_date, 'type', o.type, 'codes', o.codes, 'actor', o.actor, 'summary', o.summary, 'amount_usd', o.amount_usd, 'amount_original', o.amount_original, 'memory', o.memory, 'note', o.note) FROM own_engagement AS o WHERE base IS NOT NULL
    UNION ALL SELECT id, 'hidden', base, base_version, NULL FROM own_hidden
)
SELECT mine.id, what, base, base_version, own, bundled, CASE
    WHEN bundled IS nullif(json(base), 'null') THEN 'unchanged'
    WHEN bundled IS NULL THEN iif(what = 'hidden', 'moot', 'withdrawn')
    WHEN what = 'hidden' THEN iif(
        json_extract(bundled, '$.date') <> json_extract(base, '$.date')
        OR coalesce(json_extract(bundled, '$.kind'), json_extract(bundled, '$.type')) <> coalesce(json_extract(base, '$.kind'), json_extract(base, '$.type'))
        OR coalesce(json_extract(bundled, '$.code'), json_extract(bundled, '$.codes'), '') <> coalesce(json_extract(base, '$.code'), json_extract(base, '$.codes'), ''),
        'conflict', 'unchanged')
    WHEN NOT EXISTS (
        SELECT 1 FROM json_each(own) AS field
        WHERE value IS NOT json_extract(base, '$.' || key) AND value IS NOT json_extract(bundled, '$.' || key)
    ) THEN 'same'
    ELSE 'conflict' END AS state
FROM mine LEFT JOIN now ON now.id = mine.id;

CREATE VIEW conflict AS
-- What an update has left for the user to settle.
SELECT id, what, base, base_version, own, bundled, state FROM own_change WHERE state IN ('conflict', 'withdrawn');

CREATE VIEW possible_duplicate AS
-- Own added events and engagements (id) that the record may have too (bundled): the same state, kind and overlapping dates.
SELECT own.id, other.id AS bundled, own.code, own.kind, own.date, other.date AS bundled_date
FROM event AS other CROSS JOIN event AS own
    ON own.code = other.code AND own.kind = other.kind AND own.date_max >= other.date_min AND own.date_min <= other.date_max
WHERE own.id GLOB 'my-*' AND other.id NOT GLOB 'my-*'
UNION ALL
SELECT own.id, other.id, own.codes, own.type, own.date, other.date
FROM engagement AS other CROSS JOIN engagement AS own
    ON own.date_max >= other.date_min AND own.date_min <= other.date_max AND own.type = other.type AND own.codes IS other.codes
WHERE own.id GLOB 'my-*' AND other.id NOT GLOB 'my-*';

PRAGMA user_version = 1;
