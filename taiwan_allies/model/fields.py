"""The dictionary of fields: the meaning and the Chinese title of every name that a row or an answer uses.

A field's name is a contract: scripts rely on it. Its English title is the name itself, with spaces for underscores.
Type and vocabulary are read off the annotation of the row type that has the field, so that nothing is said twice.
"""

from __future__ import annotations

from types import NoneType
from typing import Any, Final, NamedTuple, get_args, get_origin

from taiwan_allies.model.kinds import VOCABULARIES

MEANINGS: Final[dict[str, tuple[str, str]]] = {
    # name: (meaning, Chinese title)
    "about": ("what it is about", "內容"),
    "added": ("own rows that were added", "新增"),
    "acting": ("whether the office was held for another", "代理"),
    "action": ("what was done, or is to be done, with the row", "動作"),
    "actor": ("who acts", "行為者"),
    "after": ("the value, or the number of allies, after the change", "之後"),
    "age_days": ("days since the as-of day", "天數"),
    "ally": ("whether the state is an ally on the day", "邦交國"),
    "also": ("what else of it has one of the words", "其他相符"),
    "ally_at_end": ("whether it was an ally on the last day of the period", "期末有邦交"),
    "ally_at_start": ("whether it was an ally on the day before the period", "期初有邦交"),
    "ally_days": ("days of the period on which it was an ally", "邦交天數"),
    "alpha2": ("ISO 3166-1 alpha-2", "二位代碼"),
    "amount_original": ("the amount as it was given, where not in dollars or not exact", "原始金額"),
    "amount_usd": ("US dollars", "美元"),
    "applied_at": ("when the migration was applied, UTC", "套用時間"),
    "archived": ("its address in a public archive, where one was seen", "存檔網址"),
    "as_of": ("the day to which the record was researched", "資料截至"),
    "assertions": ("published counts to hold the record against", "公布數字"),
    "at": ("the day, or the moment, of it", "時間"),
    "at_end": ("allies at the end of the period, or today", "期末"),
    "at_end_max": ("the most that at_end can have been", "期末最多"),
    "at_end_min": ("the least that at_end can have been", "期末最少"),
    "at_start": ("allies on the day before the period", "期初"),
    "author": ("its author", "作者"),
    "base": ("the record's row when it was changed, as JSON", "隨附資料先前"),
    "base_version": ("the record's version then", "先前版本"),
    "before": ("the value, or the number of allies, before the change", "之前"),
    "bundled": ("the record's row now, as JSON", "隨附資料"),
    "bundled_date": ("the date in the bundled record", "原日期"),
    "bytes": ("size of the file in bytes", "位元組"),
    "capital": ("the capital", "首都"),
    "cause": ("why relations ended", "原因"),
    "certain": ("whether the dates are precise enough to be sure", "確定"),
    "change": ("what changed, or by how much", "變動"),
    "changed": ("own rows that were changed", "變更"),
    "changes": ("the fields that changed, or how many changes there are", "變更"),
    "cited": ("bundled rows that got a source", "引用"),
    "citation": ("the reference in one line", "引用方式"),
    "digest": ("hash of the record's rows as they were loaded", "資料列雜湊"),
    "chosen_over": ("hash of the program's own record when the user chose this one", "取代資料"),
    "claims": ("dates that compete", "異說"),
    "code": ("the state: ISO 3166-1 alpha-3, withdrawn codes for extinct states, user-assigned X codes where ISO has none", "代碼"),
    "codes": ("the states concerned", "代碼"),
    "column": ("the column", "欄位"),
    "command": ("the command as it was typed", "指令"),
    "confirmed_by": ("the document that names it as an ally last", "確認依據"),
    "corrected": ("bundled rows that were corrected", "更正"),
    "count": ("number of allies", "邦交國數"),
    "count_max": ("the most it can have been, where dates are imprecise", "最多"),
    "count_min": ("the least it can have been, where dates are imprecise", "最少"),
    "country": ("the state, or the states joined by ;", "國家"),
    "covers": ("what is complete from this day on", "收錄範圍"),
    "cow": ("Correlates of War number, valid in the period", "COW"),
    "date": ("Taipei date, as precise as it is known", "日期"),
    "date_max": ("last day that the date can mean: the event counts from it on", "最晚"),
    "date_min": ("first day that the date can mean", "最早"),
    "day": ("day of effect: the last day that the date can mean", "日"),
    "day_in_office": ("the day in office, 1 on the first", "在任日數"),
    "disputed": ("whether a competing date has a claim of equal rank", "有爭議"),
    "dissolved": ("how many of the lost ceased to exist", "消滅"),
    "end_date": ("last day (inclusive)", "結束日"),
    "end_day": ("first day that no longer belongs to it; empty while open", "結束"),
    "end_max": ("last day on which it can have ended", "最晚結束"),
    "end_min": ("first day on which relations may have ended", "最早終止"),
    "ended_by": ("the event that ended relations", "終止事件"),
    "engagement": ("the engagement", "往來"),
    "engagements": ("number of engagements", "往來"),
    "event": ("the event", "事件"),
    "events": ("number of events", "事件"),
    "ever": ("whether the state was an ally at any time", "曾有邦交"),
    "evidence": ("the own evidence as JSON, where the field source would lose something of it", "證據"),
    "existed_from": ("first day of the state, where it is younger than 1912", "成立"),
    "existed_to": ("last day of a state that ceased to exist", "消滅"),
    "exists": ("whether the file is there", "存在"),
    "explained": ("whether the variants make up the difference", "可由其他計法說明"),
    "field": ("the field that changed", "欄位"),
    "file": ("the file", "檔案"),
    "files": ("number of files", "檔案"),
    "first": ("date on which relations first opened", "首次建交"),
    "first_day": ("first day of it: of an event its day of effect", "首日"),
    "fix": ("what helps", "處理"),
    "folder": ("the folder", "資料夾"),
    "forced": ("the rule that the user overruled", "強制"),
    "format": ("the format of the file", "格式"),
    "from_journal": ("rows of them that only the journal still had", "取自日誌"),
    "gained": ("allies gained in it", "增加"),
    "gained_codes": ("the states gained", "增加國家"),
    "given_id": ("the id that the row had, where it got another", "原編號"),
    "gw": ("Gleditsch and Ward number, valid in the period", "GW"),
    "former": ("version of the record that was loaded before", "先前資料"),
    "hash": ("hash of the record's files", "雜湊"),
    "hidden": ("bundled rows that were hidden", "隱藏"),
    "hint": ("what to do", "建議"),
    "id": ("stable id, never reused", "編號"),
    "initiated_by": ("who opened or ended relations", "發起"),
    "installed": ("the record that came with this program", "已安裝"),
    "key": ("the state's code in that scheme", "鍵值"),
    "kept": ("where the store that was replaced is kept", "保留於"),
    "kind": ("what happened", "類別"),
    "lang": ("BCP 47 language tag", "語言"),
    "last_change": ("+1 for a gain, -1 for a loss", "最近變動"),
    "last_confirmed": ("the last day on which a document names an ally of today as one", "最近確認日"),
    "last_date": ("date of the last change", "最近變動日"),
    "last_day": ("last day, inclusive", "最後一日"),
    "last_id": ("the event of the last change", "最近變動事件"),
    "last_name": ("the state of the last change", "最近變動國家"),
    "later": ("what is known of the time after the as-of day", "其後所知"),
    "latitude": ("of the capital, degrees north", "緯度"),
    "layer": ("the published record, or what was added or corrected on this machine", "層"),
    "licence": ("licence of the record", "授權"),
    "line": ("the line to add", "行"),
    "local_date": ("date at the partner's capital, where it differs", "當地日期"),
    "longitude": ("of the capital, degrees east", "經度"),
    "lost": ("allies lost in it", "減少"),
    "lost_codes": ("the states lost", "減少國家"),
    "m49": ("UN M49 number, valid in the period", "M49"),
    "meaning": ("what it means", "意義"),
    "memory": ("the part that rests on memory alone", "僅憑記憶"),
    "message": ("what is wrong", "訊息"),
    "missing": ("what is known to be missing", "缺漏"),
    "met": ("whether the record's count, within its range, is the published one", "相符"),
    "mine": ("the fields that differ, as the user has them", "自己的"),
    "name": ("English short name as used today", "名稱"),
    "name_zh": ("Traditional Chinese name as Taiwan's foreign ministry writes it", "中文名"),
    "names": ("English names of the states concerned", "國名"),
    "names_zh": ("Chinese names of the states concerned", "中文名"),
    "net": ("gained less lost", "淨變動"),
    "new": ("the value in the newer record", "新值"),
    "note": ("circumstances and remarks", "備註"),
    "office": ("title of the office", "職稱"),
    "official_name": ("full English name", "正式國名"),
    "old": ("the value in the older record", "舊值"),
    "one": ("always 1: there is one row", "唯一"),
    "opened_by": ("the event that opened relations", "建交事件"),
    "opens": ("1 if relations are open after it, 0 if not", "開啟"),
    "origin": ("where the user loaded the record from; empty for one that came with a program", "來處"),
    "other_date": ("of a return: the date of the loss", "另一日期"),
    "other_id": ("of a return: the event of the loss", "另一事件"),
    "outside": ("allies that are no members of the United Nations", "非會員國"),
    "outside_codes": ("which allies these are", "非會員國家"),
    "own": ("the row as the user has it, as JSON", "自行記錄"),
    "own_rows": ("rows of the user's own", "自行記錄"),
    "part": ("of two divisions, the second: a region, year, decade or presidency", "細分"),
    "party": ("party or faction", "政黨"),
    "path": ("where the file lies", "路徑"),
    "period": ("the period", "期間"),
    "phrase": ("what happens, in words", "說法"),
    "population": ("number of inhabitants in the year of population_year", "人口"),
    "population_year": ("the year of the population", "人口年份"),
    "prc_date": ("when the state opened relations with the PRC, as far as it bears on this event", "與中華人民共和國建交日"),
    "presidency": ("the presidency", "總統任期"),
    "president": ("who held the office on the day of effect", "總統"),
    "published": ("day, month or year of publication", "出版日"),
    "publisher": ("who published the document", "出版者"),
    "quality": ("how well the date is attested", "證據"),
    "quality_a": ("events of quality A", "甲級證據"),
    "quality_b": ("events of quality B", "乙級證據"),
    "quality_c": ("events of quality C", "丙級證據"),
    "quote": ("its words", "引文"),
    "rank": ("how it stands among the competing dates", "等級"),
    "read_at": ("where the compilers read it, if elsewhere; no reference: often a copy on somebody else's site", "閱覽處"),
    "reason": ("why", "理由"),
    "record": ("version of the bundled record", "資料版本"),
    "region": ("UN M49 region", "地區"),
    "regions": ("regions of the states concerned", "地區"),
    "renumbered": ("rows whose id was taken and that got another", "重新編號"),
    "result": ("what was done", "結果"),
    "returned": ("allies that left and came back", "復交"),
    "rows": ("number of rows", "筆數"),
    "rule": ("the rule of `allies check`", "規則"),
    "saved": ("rows that were saved", "救回"),
    "schema": ("number of the store's schema", "結構版本"),
    "scheme": ("the other data set: UN M49, Correlates of War, Gleditsch and Ward, Wikidata", "系統"),
    "scope": ("all, a region, un for the members of the United Nations, or the code of one state (count 1 or 0)", "範圍"),
    "section": ("what the row is about", "項目"),
    "seq": ("order among events of one state on one day", "順序"),
    "severity": ("error, warning or note", "程度"),
    "share": ("un_allies by un_members, from 0 to 1", "比例"),
    "since": ("date of opening, as precise as it is known", "起始"),
    "skipped": ("rows that were there already", "略過"),
    "slug": ("stable lower-case name for addresses and the command line", "代稱"),
    "source": ("the document; several joined by ;", "資料來源"),
    "sources": ("ids of the documents that it rests on", "資料來源"),
    "stamp": ("hash of the record's files", "雜湊"),
    "start_day": ("first day that belongs to it", "開始"),
    "start_min": ("first day on which relations may have opened", "最早開始"),
    "state": ("the state of affairs", "狀況"),
    "states": ("number of states", "國家數"),
    "status": ("how it stands", "狀態"),
    "step": ("number of the step in the journal", "步驟"),
    "steps": ("number of steps in the journal", "步驟"),
    "subject": ("what the problem is about", "對象"),
    "subregion": ("UN M49 subregion", "次區域"),
    "summary": ("what happened, in a sentence", "摘要"),
    "summary_zh": ("the summary of an engagement in Traditional Chinese, a translation of the English one", "中文摘要"),
    "supports": ("what it supports", "佐證"),
    "table": ("the table or view", "資料表"),
    "text": ("the text", "內文"),
    "theirs": ("the fields that differ, as the record has them now", "隨附資料"),
    "tier": ("how near the source stands to what it tells", "層級"),
    "title": ("its title; in square brackets where it is a description", "標題"),
    "today_after": ("allies today, after the change", "今日之後"),
    "today_before": ("allies today, before the change", "今日之前"),
    "topic": ("the topic", "主題"),
    "type": ("whether official relations changed, or something happened inside them", "類型"),
    "un_allies": ("allies that are members of the United Nations", "會員邦交國"),
    "un_member": ("whether it was a member of the United Nations on any day of the period", "聯合國會員"),
    "un_members": ("members of the United Nations", "聯合國會員數"),
    "undoes": ("the steps that this one took back", "復原步驟"),
    "undone": ("whether the step was taken back", "已復原"),
    "until": ("date of the end, as precise as it is known", "終止"),
    "url": ("its own address, at its publisher", "網址"),
    "value": ("what was found", "值"),
    "variants": ("ids of the ties that others count and the record does not, which make up a difference", "其他計法"),
    "version": ("version of the record", "版本"),
    "what": ("what it is", "事項"),
    "wikidata": ("Wikidata item, valid in the period", "Wikidata"),
    "with_variants": ("the most that the record has together with the variants", "連同其他計法"),
    "withdrawn": ("rows that the record no longer has", "撤回"),
    "years": ("completed years", "年數"),
    "years_max": ("the most that years can be, where dates are imprecise", "最多年數"),
    "years_min": ("the least that years can be", "最少年數"),
}  # fmt: skip
"""What a name means wherever `SPECIAL` does not say otherwise, and its title in Chinese."""

_OF_STATES: Final = ("State", "Spell", "Standing", "Change", "Difference", "PanelRow", "Placed")
_OF_PEOPLE: Final = ("Presidency", "PresidencyTally", "Compared", "OfficeCount")
"""The row types whose `name` is that of a state, and of a person."""

SPECIAL: Final[dict[tuple[str, str], str]] = {
    **{(row, "name"): "English name of the person" for row in _OF_PEOPLE},
    **{(row, "name_zh"): "Traditional Chinese name of the person" for row in _OF_PEOPLE},
    **{(row, "at_start"): "allies on the day before the presidency" for row in _OF_PEOPLE[1:]},
    ("StateName", "kind"): "an earlier name, or another usual one",
    ("StateName", "name"): "the name",
    ("StateName", "since"): "from when an earlier name was used",
    ("StateName", "until"): "until when",
    ("Presidency", "slug"): "stable name of the presidency",
    ("possible_duplicate", "bundled"): "the row of the record",
    ("PresidentName", "slug"): "the presidency",
    ("PresidentName", "name"): "another name of the person",
    ("Presidency", "quality"): "how well the dates are attested, graded as for events",
    ("Event", "date"): "Taipei date of effect, as precise as it is known",
    ("Engagement", "date"): "first day",
    ("Engagement", "status"): "of a signal, whether it has come true",
    ("Evidence", "date"): "the date that it gives",
    ("Evidence", "tier"): "its tier for this fact, where that is not the tier of the source",
    ("Claim", "date"): "a date that is given for it",
    ("Claim", "source"): "who gives it",
    ("Claim", "reason"): "why it has this rank",
    ("Assertion", "date"): "the day, month or year that the count is for",
    ("Assertion", "count"): "the published number of allies",
    ("Assertion", "source"): "who published it",
    ("Assertion", "note"): "remarks, and the explanation where it disagrees with the record",
    ("Variant", "since"): "when the tie began",
    ("Variant", "until"): "when it ended",
    ("Variant", "reason"): "why the record does not count it",
    ("Coverage", "kind"): "the events, or a kind of engagement",
    ("Coverage", "start_day"): "the first day from which it is complete, up to the as-of day",
    ("LastConfirmed", "date"): "the day on which the source names it",
    ("Summary", "date"): "the day",
    ("Summary", "president"): "who holds the office on the day",
    ("Count", "date"): "the day; in a series, the first day with this count",
    ("RegionCount", "date"): "the day; in a series, the first day with this count",
    ("Tally", "name"): "English name of the president or region, or the period itself",
    ("Tally", "name_zh"): "its Traditional Chinese name",
    ("PresidencyTally", "slug"): "stable name of the presidency",
    ("Problem", "code"): "the code of the problem: E for an error, W for a warning, N for a note",
    ("RecordInfo", "sources"): "number of documents",
    ("RecordInfo", "claims"): "number of competing dates",
    ("RecordInfo", "assertions"): "number of published counts",
    ("Described", "type"): "the type of the column",
    ("Migration", "name"): "the migration",
    ("Migration", "status"): "applied, pending or unknown",
    ("OwnChange", "change"): "added, corrected, hidden or cited",
    ("OwnChange", "changes"): "what a correction changes",
    ("OwnChange", "sources"): "the documents that the user cites",
    ("ImportedRow", "line"): "the line of the file",
    ("ImportedRow", "action"): "added, corrected, hidden, cited or changed",
    ("ImportedRow", "changes"): "what it changes",
    ("OwnChange", "reason"): "why it was changed or hidden",
    ("Updated", "added"): "rows that the record has now and had not before",
    ("Updated", "corrected"): "rows that the record has changed",
    ("Updated", "before"): "allies on the new as-of day, by the former record",
    ("Updated", "after"): "allies on the new as-of day, by the new record",
    ("Updated", "summary"): "what the update did to the counts; empty where the record was loaded already",
    ("DatasetChange", "change"): "added, corrected, withdrawn or count",
    ("DatasetChange", "start_day"): "of a count, first day on which it is another",
    ("DatasetChange", "end_day"): "first day on which it is the same again",
    ("Saved", "note"): "what could not be read or kept",
    ("Standing", "at"): "the day",
    ("Compared", "president"): "stable name of the presidency",
    ("OfficeCount", "president"): "stable name of the presidency",
    ("Compared", "date"): "the day on the calendar",
    ("OfficeCount", "date"): "that day on the calendar",
    ("Compared", "gained"): "allies gained by the end of the day",
    ("Compared", "lost"): "allies lost by the end of the day",
    ("Placed", "status"): "ally; between two days also gained, lost or returned",
    ("Placed", "date"): "when relations opened, or when it was gained or lost",
    ("Share", "date"): "the day; in a series, the first day with these numbers",
    ("PanelRow", "exists"): "whether the state existed on any day of the period",
    ("PanelRow", "certain"): "whether the dates are precise enough to be sure of the period",
    ("PanelRow", "president"): "who held the office on the last day of the period",
    ("Saved", "missing"): "rows there may have been that nothing has any more",
    ("Published", "date"): "the day, month or year that the count is for",
    ("Published", "published"): "the published number of allies",
    ("Published", "count"): "the record's number at the end of that time",
    ("Published", "count_min"): "the least that the record has in that time",
    ("Published", "count_max"): "the most that it has in that time",
    ("Published", "source"): "the document",
    ("Published", "note"): "remarks, and the explanation where it disagrees with the record",
    ("Spell", "status"): "ally, or former",
    ("Found", "type"): "what it is",
    ("Found", "id"): "what `allies show` takes; of evidence, that of what it is evidence for",
    ("Found", "date"): "its date, as precise as it is known; of a source the day of publication",
    ("Difference", "change"): "gained, lost or returned",
    ("SourceUse", "supports"): "how much of the record rests on it",
}
"""What a name means in one row type, where it is not what it means elsewhere."""

SPECIAL_TITLES: Final[dict[tuple[str, str], str]] = {
    **{(row, "name"): "國名" for row in _OF_STATES},
    **{(row, "name"): "總統" for row in _OF_PEOPLE},
    ("Published", "published"): "公布數字",
    ("Saved", "missing"): "遺失",
}
"""Its Chinese title there."""

_TYPES: Final = {int: "integer", float: "number", bool: "boolean"}
_WRITTEN: Final = ("day", "date", "list")


class Field(NamedTuple):
    """A field of a row type.

    ``type`` is `text`, `integer`, `number`, `boolean`, `day` (YYYY-MM-DD), `date` (as precise as known) or `list`.
    ``words`` is its vocabulary, empty where it is open. A ``required`` field is never empty.
    """

    name: str
    type: str
    required: bool
    words: tuple[str, ...]
    meaning: str
    title_zh: str


class Annotation(NamedTuple):
    """What the annotation of a field says: its type, the name of its vocabulary if it has one, and if it is required."""

    type: str
    vocabulary: str
    required: bool


def describe(row: type[Any]) -> tuple[Field, ...]:
    """The fields of a row type, in order."""
    return tuple(_field(row, name) for name in row._fields)


def annotation(row: type[Any], name: str) -> Annotation | None:
    """What a row type says about a field; None where it does not declare it (a column of somebody's query)."""
    found = getattr(row, "__annotations__", {}).get(name)
    if found is None:
        return None
    parts = [part for part in get_args(found) if part is not NoneType] if NoneType in get_args(found) else [found]
    kind = parts[0]
    if get_origin(kind) is tuple:
        type_, word = "list", ""
    elif hasattr(kind, "__metadata__"):
        word = kind.__metadata__[0]
        type_ = word if word in _WRITTEN else "text"
    else:
        type_, word = _TYPES.get(kind, "text"), ""
    return Annotation(type_, word if word in VOCABULARIES else "", parts == [found])


def _field(row: type[Any], name: str) -> Field:
    said = annotation(row, name)
    assert said is not None  # noqa: S101 - it is one of the row's own fields
    words = VOCABULARIES.get(said.vocabulary, ())
    means = meaning(name, row.__name__) + (f": {', '.join(words[:-1])} or {words[-1]}" if words else "")
    return Field(name, said.type, said.required, words, means, title_zh(name, row.__name__))


def meaning(name: str, row: str = "") -> str:
    """What a field means in the row type with that name, its vocabulary left out."""
    return SPECIAL.get((row, name)) or MEANINGS[name][0]


def title(name: str) -> str:
    """The English title of a field."""
    return name.replace("_", " ")


def title_zh(name: str, row: str = "") -> str:
    """The Chinese title of a field in the row type with that name; the English one of a field that nobody declared."""
    return SPECIAL_TITLES.get((row, name)) or (MEANINGS[name][1] if name in MEANINGS else title(name))
