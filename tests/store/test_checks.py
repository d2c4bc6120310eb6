"""Every code of `allies check` that a query finds has damage that raises it, and a sound store raises none."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from own_stores import new_store

from taiwan_allies.model.upkeep import Problem
from taiwan_allies.rules.checks import RULES
from taiwan_allies.store.db import derived
from taiwan_allies.store.queries import checks

OWN = """INSERT INTO own_event (id, code, kind, date, initiated_by, base, base_version, forced)
    VALUES ('{id}', '{code}', '{kind}', '{date}', 'unknown', {base}, {version}, {forced})"""
EVIDENCE = "INSERT INTO own_evidence (event, source, supports) VALUES ('{}', '{}', 'fact')"


def own(id_: str, code: str, kind: str, day: str, base: str = "NULL", forced: str = "NULL") -> str:
    version = "NULL" if base == "NULL" else "'2026.11.0'"
    return OWN.format(id=id_, code=code, kind=kind, date=day, base=base, version=version, forced=forced)


CASES = [
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
                          " amount_usd, amount_original, status, memory, note, NULL, NULL, NULL FROM bundled_engagement WHERE id = 'eng-0001'"]),
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
    ("W802", "my-nru-1", [own("my-nru-1", "NRU", "sever", "2024-01-15")]),
    ("N803", "aaa-9", ["INSERT INTO own_hidden (id, reason, base, base_version) VALUES ('aaa-9', 'why', '{}', '2026.11.0')"]),
    ("N804", "my-nru-1", [own("my-nru-1", "NRU", "establish", "2026-11-20", forced="'for a reason'")]),
    ("E805", "event", []),
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
    assert problem.severity == {"E": "error", "W": "warning", "N": "note"}[code[0]]
    assert problem.rule in RULES
    assert problem.message
    assert "{" not in problem.message + (problem.hint or "")


def test_every_code_of_a_query_has_a_case() -> None:
    written = {
        code for queries in checks.QUERIES.values() for sql in queries for code in re.findall(r"'([EWN]\d{3})", sql)
    }
    assert written <= {code for code, _, _ in CASES}
