-- Spells and merged events derived by seeks in an index, where window functions and string functions cost two and a half
-- times as much: the same rows, made anew sooner after an import.

DROP VIEW event_merged;

CREATE VIEW event_merged AS
WITH layers AS (
    SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, 'own' AS layer FROM own_event
    UNION ALL
    SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, 'bundled' FROM bundled_event AS b WHERE NOT EXISTS (SELECT 1 FROM own_event AS o WHERE o.id = b.id)
)
SELECT id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note, layer,
    -- the length tells the precision: 10 a day; 11 one with a mark; 7 or 8 a month; 4 or 5 a year
    CASE length(date)
        WHEN 10 THEN date
        WHEN 11 THEN substr(date, 1, 10)
        WHEN 7 THEN date || '-01'
        WHEN 8 THEN substr(date, 1, 7) || '-01'
        ELSE substr(date, 1, 4) || '-01-01' END AS date_min,
    CASE length(date)
        WHEN 10 THEN date
        WHEN 11 THEN substr(date, 1, 10)
        WHEN 7 THEN date(date || '-01', '+1 month', '-1 day')
        WHEN 8 THEN date(substr(date, 1, 7) || '-01', '+1 month', '-1 day')
        ELSE substr(date, 1, 4) || '-12-31' END AS date_max,
    kind IN ('establish', 'restore') AS opens,
    -- the order of events of one state that take effect on the same day: bundled by number, then own by number
    CASE WHEN id GLOB 'my-*' THEN 1000000 + CAST(substr(id, 8) AS INTEGER) ELSE CAST(substr(id, 5) AS INTEGER) END AS seq
FROM layers WHERE NOT EXISTS (SELECT 1 FROM own_hidden AS h WHERE h.id = layers.id);

-- With `opens` and date_min at its end the index answers for the sequence of events alone.
DROP INDEX event_sequence;
CREATE INDEX event_sequence ON event(code, date_max, seq, id, opens, date_min);

DROP VIEW spell_derived;

CREATE VIEW spell_derived AS
-- One row for each event that opens relations while none are open. They end with the first ending after it. start_min
-- does not reach back before the end of the spell before, which is the first ending after the opening before; a date
-- that is a day cannot.
SELECT o.id AS opened_by, o.code, e.id AS ended_by, o.date_max AS start, e.date_max AS "end",
    iif(o.date_min = o.date_max, o.date_min, max(o.date_min, coalesce((
        SELECT c.date_max FROM event AS c
        WHERE c.code = o.code AND c.opens = 0 AND (c.date_max, c.seq, c.id) > (
            SELECT p.date_max, p.seq, p.id FROM event AS p
            WHERE p.code = o.code AND p.opens = 1 AND (p.date_max, p.seq, p.id) < (o.date_max, o.seq, o.id)
            ORDER BY p.date_max DESC, p.seq DESC, p.id DESC LIMIT 1
        )
        ORDER BY c.date_max, c.seq, c.id LIMIT 1
    ), o.date_min))) AS start_min,
    max(e.date_min, o.date_max) AS end_min
FROM event AS o LEFT JOIN event AS e ON e.rowid = (
    SELECT c.rowid FROM event AS c
    WHERE c.code = o.code AND c.opens = 0 AND (c.date_max, c.seq, c.id) > (o.date_max, o.seq, o.id)
    ORDER BY c.date_max, c.seq, c.id LIMIT 1
)
WHERE o.opens = 1 AND NOT coalesce((
    SELECT p.opens FROM event AS p
    WHERE p.code = o.code AND (p.date_max, p.seq, p.id) < (o.date_max, o.seq, o.id)
    ORDER BY p.date_max DESC, p.seq DESC, p.id DESC LIMIT 1
), 0);

-- A bulk load makes the merged tables anew by plain statements (`store/merged.py`): in a trigger SQLite copies what it
-- selects once more before it inserts it. Setting `refresh.paused` back to 0 no longer does so by itself.
DROP TRIGGER refresh_all;

PRAGMA user_version = 2;
