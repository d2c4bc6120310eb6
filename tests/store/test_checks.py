"""Every code of `allies check` has damage that raises it, and a sound store raises none; `cli/test_check` has the files."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from own_stores import new_store

from taiwan_allies.model.upkeep import Problem
from taiwan_allies.rules.checks import PROBLEMS, RULES, SEVERITY
from taiwan_allies.store.db import derived
from taiwan_allies.store.queries import checks

OWN = """INSERT INTO own_event (id, code, kind, date, initiated_by, base, base_version, forced)
    VALUES ('{id}', '{code}', '{kind}', '{date}', 'unknown', {base}, {version}, {forced})"""
EVIDENCE = "INSERT INTO own_evidence (event, source, supports) VALUES ('{}', '{}', 'fact')"


def own(id_: str, code: str, kind: str, day: str, base: str = "NULL", forced: str = "NULL") -> str:
    version = "NULL" if base == "NULL" else "'2026.11.0'"
    return OWN.format(id=id_, code=code, kind=kind, date=day, base=base, version=version, forced=forced)


def event(day: str, column: str = "date", id_: str = "nru-4") -> str:
    return f"UPDATE bundled_event SET {column} = '{day}' WHERE id = '{id_}'"


def claimed(day: str, scope: str, count: int, note: str = "NULL") -> str:
    return f"INSERT INTO assertion (id, date, scope, count, source, note) VALUES ('ast-9', '{day}', '{scope}', {count}, 'src-0001', {note})"


def term(slug: str, column: str, value: str) -> str:
    return f"UPDATE presidency SET {column} = {value} WHERE slug = '{slug}'"


BY_FILES = {"E901", "E902", "E903", "W911", "W912", "E913", "E914", "W921"}
"""The codes of the installed files and of the clock: `cli/test_check` has their cases."""
CASES = [
    ("E101", "my-ken-1", [own("my-ken-1", "KEN", "sever", "2020")]),
    ("E102", "my-plw-1", [own("my-plw-1", "PLW", "restore", "2020")]),
    ("E103", "my-nru-1", [own("my-nru-1", "NRU", "establish", "2025")]),
    ("E104", "my-ken-1", [own("my-ken-1", "KEN", "restore", "2020")]),
    ("E105", "my-nru-1", [own("my-nru-1", "NRU", "sever", "2024-01-15")]),
    ("E106", "my-nru-1", [own("my-nru-1", "NRU", "suspend", "2025")]),
    ("N106", "my-nru-1", [own("my-nru-1", "NRU", "suspend", "2025", forced="'for a reason'")]),
    ("E202", "nru-1", [event("1960", id_="nru-1")]),
    ("E203", "my-csk-9", [own("my-csk-9", "CSK", "restore", "2001-01-01")]),
    ("E204", "my-ken-1", [own("my-ken-1", "KEN", "establish", "2026-11-25")]),
    ("E205", "nru-4", [event("2026-11-23")]),
    ("W206", "nru-4", [event("2024-01-13", "local_date")]),
    ("W207", "nru-4", [event("1948", "prc_date")]),
    ("E601", "ast-9", [claimed("2024-02-01", "all", 13)]),
    ("E601", "ast-9", [claimed("2024-02-01", "Oceania", 4)]),
    ("E601", "ast-9", [claimed("2024-02-01", "NRU", 1)]),
    ("N602", "ast-9", [claimed("2024", "all", 14, "'for a reason'")]),
    ("E603", "ast-9", [claimed("2024-02-01", "Mars", 1)]),
    ("E604", "ast-9", [claimed("1970-01-01", "all", 99), "UPDATE assertion SET variants = 'var-999' WHERE id = 'ast-9'"]),
    ("W605", "ast-9", [claimed("1970-01-01", "all", 99), "UPDATE assertion SET variants = 'var-012' WHERE id = 'ast-9'"]),
    ("N606", "ast-9", [claimed("1970-01-01", "all", 68, "'why'"),
                       "UPDATE assertion SET variants = 'var-012' WHERE id = 'ast-9'"]),
    ("E701", "lai-ching-te", [term("tsai-ing-wen", "end_day", "NULL")]),
    ("E702", "tsai-ing-wen", [term("ma-ying-jeou", "end_day", "'2016-05-19'")]),
    ("W703", "tsai-ing-wen", [term("ma-ying-jeou", "end_day", "'2016-05-21'")]),
    ("N704", "tsai-ing-wen", [term("ma-ying-jeou", "end_day", "'2016-05-21'"), term("tsai-ing-wen", "note", "'why'")]),
    ("W705", "ma-ying-jeou", [term("ma-ying-jeou", "quality", "'C'")]),
    ("E706", "lai-ching-te", [term("lai-ching-te", "end_day", "'2026-11-01'")]),
    ("W301", "nru-4", ["UPDATE bundled_event SET memory = 'fact' WHERE id = 'nru-4'"]),
    ("W302", "nru-4", ["UPDATE bundled_event SET memory = 'day' WHERE id = 'nru-4'"]),
    ("W303", "nru-4", ["UPDATE bundled_evidence SET tier = 'tertiary' WHERE event = 'nru-4'"]),
    ("W304", "nru-4", ["UPDATE bundled_evidence SET date = '2024' WHERE event = 'nru-4'"]),
    ("W305", "nru-4", ["UPDATE bundled_evidence SET date = '2024-01-13' WHERE event = 'nru-4' AND supports = 'date'"]),
    ("E205", "eng-0164", ["UPDATE bundled_engagement SET date = '2026-05-19' WHERE id = 'eng-0164'"]),
    ("E306", "arg-1", ["UPDATE claim SET rank = 'normal' WHERE event = 'arg-1'"]),
    ("E306", "arg-1", ["UPDATE claim SET rank = 'preferred' WHERE event = 'arg-1'"]),
    ("E307", "arg-1", ["UPDATE claim SET date = '1961' WHERE event = 'arg-1' AND rank = 'preferred'"]),
    ("E401", "nru-4", ["DELETE FROM bundled_evidence WHERE event = 'nru-4'"]),
    ("W401", "my-nru-1", [own("my-nru-1", "NRU", "establish", "2026-11-20")]),
    ("E402", "eng-0001", ["DELETE FROM bundled_evidence WHERE engagement = 'eng-0001'"]),
    ("W402", "my-eng-1", ["INSERT INTO own_engagement SELECT 'my-eng-1', date, end_date, kind, codes, actor, summary,"
                          " summary_zh, amount_usd, amount_original, status, memory, note, NULL, NULL, NULL FROM bundled_engagement WHERE id = 'eng-0001'"]),
    ("W403", "src-9999", ["INSERT INTO bundled_source (id, title, publisher, tier) VALUES ('src-9999', 'A page', 'Nobody', 'tertiary')"]),
    ("W404", "src-0001", ["UPDATE bundled_source SET url = 'www.example.org' WHERE id = 'src-0001'"]),
    ("W404", "src-0001", ["UPDATE bundled_source SET read_at = 'https://[::' WHERE id = 'src-0001'"]),
    ("E501", "claim", ["UPDATE claim SET source = 'src-9999' WHERE event = 'arg-1'"]),
    ("N502", "ATL", ["UPDATE bundled_engagement SET codes = 'ATL' WHERE id = 'eng-0001'"]),
    ("W503", "own_evidence", [EVIDENCE.format("aaa-9", "src-0001")]),
    ("W504", "own_evidence", [EVIDENCE.format("nru-4", "src-9999")]),
    ("E505", "nru-4", ["UPDATE bundled_event SET code = 'PLW' WHERE id = 'nru-4'"]),
    ("W801", "nru-4", [own("nru-4", "NRU", "sever", "2024-01-14", base="""'{"date": "2024-01-13"}'""")]),
    ("W801", "aaa-9", [own("aaa-9", "NRU", "sever", "2024-01-14", base="""'{"date": "2024-01-14"}'""")]),
    ("W802", "my-nru-1", [own("my-nru-1", "NRU", "sever", "2024-01-15"), "INSERT INTO set_aside VALUES ('nru-4', 'my-nru-1')"]),
    ("N803", "aaa-9", ["INSERT INTO own_hidden (id, reason, base, base_version) VALUES ('aaa-9', 'why', '{}', '2026.11.0')"]),
    ("N804", "my-nru-1", [own("my-nru-1", "NRU", "establish", "2026-11-20", forced="'for a reason'")]),
    ("E805", "event", []),
    ("E806", "ally", ["DROP VIEW ally"]),
    ("E851", "eng-0001", ["UPDATE bundled_engagement SET end_date = '1900' WHERE id = 'eng-0001'"]),
    ("W852", "eng-0001", ["UPDATE bundled_engagement SET date = '1920', end_date = NULL, kind = 'agreement', note = NULL,"
                          " codes = 'NRU' WHERE id = 'eng-0001'"]),
    ("N853", "eng-0001", ["UPDATE bundled_engagement SET date = '1920', end_date = NULL, kind = 'agreement', note = 'why',"
                          " codes = 'NRU' WHERE id = 'eng-0001'"]),
]  # fmt: skip


def found(damage: Iterable[str] = (), *, rebuild: bool = True) -> list[Problem]:
    repository = new_store()
    conn = repository.conn
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("BEGIN")
    conn.execute("UPDATE writing SET paused = 1")
    for sql in damage:
        conn.execute(sql)
    if rebuild:
        derived.rebuild(conn)
    return list(checks.problems(repository, [rule for rule in RULES if rule not in {"package", "changelog"}]))


@pytest.mark.parametrize(("code", "subject", "damage"), CASES)
def test_a_code_is_raised(code: str, subject: str, damage: list[str]) -> None:
    before = {(p.code, p.subject) for p in found()}
    raised = found(["DELETE FROM event WHERE id = 'nru-4'"], rebuild=False) if code == "E805" else found(damage)
    problem = next(p for p in raised if p.code == code and p.subject.split(" ")[0] == subject)
    assert (problem.code, problem.subject) not in before
    assert problem.severity == SEVERITY[code[0]]
    assert problem.rule in RULES
    assert problem.message
    assert problem.hint or code == "N804"
    assert "{" not in problem.message + (problem.hint or "")


WELL = [
    [claimed("2024-02-01", "all", 12)],
    [claimed("2024", "all", 13), event("1949", "prc_date")],
    [claimed("2024-01", "NRU", 1)],
    [claimed("2024-01", "NRU", 0), event("2024-01-14", "local_date")],
    [claimed("1912-01", "all", 0)],
    [
        "UPDATE bundled_source SET url = 'https://example.org/a?b=ü#c', read_at = 'http://example.org' WHERE id = 'src-0001'"
    ],
    [term("tsai-ing-wen", "quality", "'B'")],
]


@pytest.mark.parametrize("damage", WELL)
def test_what_is_well_is_silent(damage: list[str]) -> None:
    before = {(p.code, p.subject) for p in found()}
    assert {(p.code, p.subject) for p in found(damage)} <= before


def test_every_code_has_a_case() -> None:
    assert {code[:4] for code in PROBLEMS} <= {code for code, _, _ in CASES} | BY_FILES
