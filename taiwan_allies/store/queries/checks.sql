-- What SQL alone can find of what `allies check` looks for, by rule. A row is a code, its subject, and what the texts of
-- `rules.checks.PROBLEMS` name. :relations are the kinds of engagements that need an ally, as JSON.

-- rule dates
SELECT 'E205' AS code, id AS subject, date, as_of FROM event JOIN record WHERE layer = 'bundled' AND date_min > as_of
UNION ALL SELECT 'E205', id, date, as_of FROM engagement JOIN record WHERE layer = 'bundled' AND date_min > as_of
UNION ALL SELECT 'W207', id, prc_date, NULL FROM event WHERE prc_date < '1949';

-- rule engagements
-- One may end in the month or year in which it began.
SELECT 'E851' AS code, id AS subject, date, end_date FROM engagement WHERE substr(end_date, 1, 4) < substr(date_min, 1, 4)
    OR (length(rtrim(end_date, '?~%')) >= 7 AND substr(end_date, 1, 7) < substr(date_min, 1, 7))
    OR (length(rtrim(end_date, '?~%')) = 10 AND substr(end_date, 1, 10) < date_min) ORDER BY id;

SELECT iif(g.note IS NULL, 'W852', 'N853') AS code, g.id AS subject, g.kind, g.date, st.name, g.note FROM engagement AS g
JOIN engagement_state AS s ON s.engagement = g.id JOIN state AS st ON st.code = s.code
WHERE g.kind IN (SELECT value FROM json_each(:relations)) AND NOT EXISTS (SELECT 1 FROM spell AS p
    WHERE p.code = s.code AND p.start_min <= g.date_max AND (p.end_day IS NULL OR p.end_day >= g.date_min))
ORDER BY g.id, s.code;

-- rule sources
SELECT iif(layer = 'bundled', 'E401', 'W401') AS code, id AS subject FROM event
WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE event = event.id)
UNION ALL
SELECT iif(layer = 'bundled', 'E402', 'W402'), id FROM engagement
WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE engagement = engagement.id);

SELECT 'W403' AS code, id AS subject, title FROM source WHERE id NOT IN (
    SELECT source FROM evidence UNION SELECT source FROM claim UNION SELECT source FROM assertion
    UNION SELECT source FROM variant UNION SELECT source FROM last_confirmed) ORDER BY id;

-- An address of the web, in one piece, whose host has a dot.
SELECT 'W404' AS code, id AS subject, field, url FROM (
    SELECT id, 'url' AS field, url FROM source UNION ALL SELECT id, 'archived', archived FROM source
    UNION ALL SELECT id, 'read_at', read_at FROM source)
WHERE NOT ((url GLOB 'http://*' OR url GLOB 'https://*') AND url NOT GLOB '*[ ' || char(9, 10) || ']*'
    AND substr(url, instr(url, '//') + 2, instr(substr(url, instr(url, '//') + 2) || '/', '/') - 1) GLOB '?*.?*');

-- rule evidence
-- Evidence attests a date that is its own or that its own is a part of.
SELECT CASE WHEN memory = 'fact' THEN 'W301' WHEN memory IS NOT NULL THEN 'W302' WHEN 'tertiary' = (
        SELECT min(coalesce(v.tier, s.tier)) FROM evidence AS v JOIN source AS s ON s.id = v.source
        WHERE v.event = e.id AND v.supports = 'date'
            AND (v.date GLOB rtrim(e.date, '?~%') || '*' OR v.date = e.local_date)
    ) THEN 'W303' ELSE 'W304' END AS code, e.id AS subject, st.name, e.kind, e.date, e.memory
FROM event_quality AS q JOIN event AS e ON e.id = q.event JOIN state AS st ON st.code = e.code
WHERE q.quality = 'C' ORDER BY e.date_max DESC, e.id;

-- Neither of the two dates is a part of the other, and it is not the partner's local day.
SELECT DISTINCT 'W305' AS code, e.id AS subject, e.date, v.source, v.date AS other
FROM bundled_evidence AS v JOIN event AS e ON e.id = v.event
WHERE v.supports = 'date' AND v.date IS NOT NULL AND v.date IS NOT e.local_date AND e.layer = 'bundled'
    AND v.date NOT GLOB rtrim(e.date, '?~%') || '*' AND e.date NOT GLOB rtrim(v.date, '?~%') || '*'
    AND NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.event = e.id AND c.date = v.date)
ORDER BY e.id;

-- One claim is preferred, and is what the event says.
WITH claimed AS (
    SELECT e.id AS subject, e.date, sum(c.rank = 'preferred') AS preferred, max(iif(c.rank = 'preferred', c.date, NULL)) AS claimed
    FROM claim AS c JOIN bundled_event AS e ON e.id = c.event GROUP BY e.id)
SELECT 'E306' AS code, * FROM claimed WHERE preferred <> 1
UNION ALL SELECT 'E307', * FROM claimed WHERE preferred = 1 AND claimed <> date;

-- rule references
SELECT 'E501' AS code, "table" || coalesce(' ' || rowid, '') AS subject, parent FROM pragma_foreign_key_check;

SELECT 'N502' AS code, c.value AS subject, min(g.id) AS first,
    iif(count(DISTINCT g.id) > 1, ' and ' || (count(DISTINCT g.id) - 1) || ' more', '') AS more
FROM engagement AS g JOIN json_each('["' || replace(g.codes, ';', '","') || '"]') AS c
WHERE c.value NOT IN (SELECT code FROM state) GROUP BY c.value;

SELECT 'W503' AS code, 'own_evidence ' || id AS subject, coalesce(event, engagement) AS id FROM own_evidence
WHERE coalesce(event, engagement) NOT IN (SELECT id FROM bundled_event UNION ALL SELECT id FROM bundled_engagement
    UNION ALL SELECT id FROM own_event UNION ALL SELECT id FROM own_engagement)
UNION ALL
SELECT 'W504', 'own_evidence ' || id, source FROM own_evidence WHERE source NOT IN (SELECT id FROM source);

SELECT 'E505' AS code, id AS subject, code AS state FROM bundled_event WHERE substr(id, 1, 4) <> lower(code) || '-';

-- rule presidencies
SELECT CASE WHEN reached = '9999-12-31' THEN 'E701' WHEN start_day > reached THEN 'E702' WHEN why IS NULL THEN 'W703'
    ELSE 'N704' END AS code, slug AS subject, start_day AS start, reached, why AS note
FROM (
    SELECT *, coalesce(note, lag(note) OVER before) AS why, max(coalesce(end_day, '9999-12-31')) OVER before AS reached
    FROM presidency WINDOW before AS (ORDER BY start_day, slug ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
WHERE start_day <> reached;

SELECT 'W705' AS code, slug AS subject, start_day AS start, coalesce(end_day, 'today') AS end FROM presidency
WHERE quality = 'C' ORDER BY start_day, slug;

SELECT 'E706' AS code, slug AS subject, max(end_day) AS reached FROM presidency
WHERE NOT EXISTS (SELECT 1 FROM presidency WHERE end_day IS NULL) HAVING count(*);

-- rule layers
SELECT CASE WHEN status = 'withdrawn' THEN 'W801 withdrawn' WHEN what = 'hidden' THEN 'W801 hidden' ELSE 'W801' END AS code,
    id AS subject FROM conflict ORDER BY id;

SELECT 'W802' AS code, id AS subject, bundled FROM possible_duplicate ORDER BY id;

SELECT 'N803' AS code, id AS subject FROM own_change WHERE status = 'moot' ORDER BY id;

SELECT 'N804' AS code, id AS subject, forced AS note FROM own_event WHERE forced IS NOT NULL
UNION ALL SELECT 'N804', id, forced FROM own_engagement WHERE forced IS NOT NULL;
