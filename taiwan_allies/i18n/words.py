"""The words and sentences of a terminal in Traditional Chinese, for `--lang zh`. Field names never change.

Terms are those of Taiwan's foreign ministry: 建交, 復交, 斷交, 邦交國. The texts of the record itself (notes, summaries,
titles) stay in the language in which they were written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from taiwan_allies.dates.partial import PartialDate

ZH: Final = {
    # column titles
    "code": "代碼", "name": "國名", "name_zh": "中文名", "name_en": "英文名", "region": "地區", "subregion": "次區域", "since": "起始", "until": "終止",
    "years": "年數", "status": "狀態", "first": "首次建交", "evidence": "證據", "quality": "證據", "date": "日期", "kind": "類別",
    "type": "類型", "president": "總統", "summary": "摘要", "change": "變動", "period": "期間", "start": "開始", "end": "結束",
    "at start": "期初", "at_start": "期初", "gained": "增加", "lost": "減少", "net": "淨變動", "at end": "期末", "at_end": "期末",
    "count": "邦交國數", "office": "職稱", "party": "政黨", "acting": "代理", "cause": "原因", "note": "備註", "publisher": "出版者",
    "title": "標題", "published": "出版日", "tier": "層級", "slug": "代稱", "lang": "語言", "rows": "筆數", "disputed": "有爭議",
    "dissolved": "消滅", "from": "自", "to": "至", "section": "項目", "sources": "資料來源", "reason": "理由", "was": "原為", "on": "原日期",
    "step": "步驟", "at": "時間", "undone": "已復原", "changes": "變更", "topic": "主題", "about": "內容", "the record": "隨附資料",
    "before": "之前", "after": "之後", "state": "國家", "what": "事項", "rule": "規則", "severity": "程度", "message": "訊息", "subject": "對象",
    # regions
    "Africa": "非洲", "Americas": "美洲", "Asia": "亞洲", "Europe": "歐洲", "Oceania": "大洋洲",
    "Central America": "中美洲", "South America": "南美洲", "Northern America": "北美洲", "Caribbean": "加勒比海",
    "Western Africa": "西非", "Middle Africa": "中非", "Eastern Africa": "東非", "Southern Africa": "南部非洲", "Northern Africa": "北非",
    "Western Asia": "西亞", "Southern Asia": "南亞", "South-eastern Asia": "東南亞", "Eastern Asia": "東亞", "Central Asia": "中亞",
    "Western Europe": "西歐", "Southern Europe": "南歐", "Northern Europe": "北歐", "Eastern Europe": "東歐",
    "Micronesia": "密克羅尼西亞", "Melanesia": "美拉尼西亞", "Polynesia": "玻里尼西亞", "Australia and New Zealand": "澳紐",
    # kinds, causes, states of affairs
    "establish": "建交", "restore": "復交", "suspend": "中止關係", "sever": "斷交", "visit": "訪問", "transit": "過境", "agreement": "協定",
    "aid": "援助", "letter": "信函", "statement": "聲明", "pressure": "施壓", "signal": "跡象", "recognition": "邦交變動", "engagement": "往來",
    "switch": "轉與中華人民共和國建交", "break": "斷交", "war": "戰爭", "annexation": "併吞", "dissolution": "國家消滅", "lapse": "關係中斷",
    "ally": "邦交國", "former": "前邦交國", "returned": "復交", "today": "今", "true": "是", "false": "否", "all": "全部",
    "added": "新增", "hidden": "隱藏", "corrected": "更正",
    # evidence
    "primary": "一手", "secondary": "二手", "tertiary": "三手", "preferred": "採用", "normal": "並存", "deprecated": "不採",
    "prc_date": "與中華人民共和國建交日", "fact": "事實", "month": "月份", "day": "日", "year": "年份",
    # offices and parties
    "President": "總統", "Acting President": "代理總統", "Acting head of state": "代理元首", "Provisional President": "臨時大總統",
    "Chairman of the Nationalist Government": "國民政府主席", "Acting Chairman of the Nationalist Government": "代理國民政府主席",
    "Provisional Chief Executive": "臨時執政", "Grand Marshal": "大元帥",
    "Kuomintang": "中國國民黨", "Democratic Progressive Party": "民主進步黨", "independent": "無黨籍", "Beiyang": "北洋", "Zhili clique": "直系",
    "Anhui clique": "皖系", "Fengtian clique": "奉系", "Communications clique": "交通系", "Tongmenghui": "同盟會", "Progressive Party": "進步黨",
    "independent (Anfu support)": "無黨籍（安福系支持）",
}  # fmt: skip

TRANSLATED: Final = frozenset(
    "region subregion status cause kind bundled_kind type change office party acting tier disputed period until end section".split()
)
"""The fields whose values are words of ours, not texts of the record."""

COUNTED: Final = {
    "ally": "個邦交國", "state": "國", "spell": "段邦交期間", "event": "件邦交變動", "recognition event": "件邦交變動",
    "engagement": "件往來", "source": "筆資料來源",
}  # fmt: skip
"""Nouns with their measure words."""

SENTENCES: Final = {
    # several commands
    "record good to {day}": "資料截至{day}",
    "record good to {day}, {days} days before: later changes may be missing": "資料截至{day}，距今{days}日，其後變動可能尚未收錄",
    "{name}, {start} to {end}": "{name}，{start}至{end}",
    "{at_start} at the start, {at_end} {end}: {gained}, {lost}": "期初{at_start}，{end}{at_end}：{gained}，{lost}",
    "now": "現有",
    "at the end": "期末",
    "none gained": "無增加",
    "none lost": "無減少",
    "{n} gained": "增加{n}",
    "{n} lost": "減少{n}",
    "{n} returned": "復交{n}",
    "{lost} ({n} ceased to exist)": "{lost}（其中{n}國消滅）",
    "Not shown here: {names} (a wider terminal, or --fields).": "未顯示：{names}（可加寬終端機，或用 --fields）。",
    "id {id}": "編號 {id}",
    "evidence {quality}": "證據 {quality}",
    "the {memory} from memory": "{memory}僅憑記憶",
    "the {memory} rests on memory": "{memory}僅憑記憶",
    # list
    "{count} {allies} on {day}": "{day}共有{count}{allies}",
    "{spells} of {states} up to {day}": "截至{day}：{states}，{spells}",
    "No state matches on {day}.": "{day}沒有相符的國家。",
    # show
    "Formerly {names}.": "曾用名：{names}。",
    "{name} (until {year})": "{name}（至{year}年）",
    "{name} ({since}-{until})": "{name}（{since}–{until}）",
    "An ally since {day}.": "{day}起為邦交國。",
    "An ally since {day}, first from {first}.": "{day}起為邦交國，首次建交於{first}。",
    "No ally since {day}.": "{day}起無邦交。",
    "No relations have begun.": "從未建交。",
    "about {length}": "約{length}",
    "Signals to watch": "觀察指標",
    "Events ({n})": "邦交變動（{n}）",
    "Engagements ({n})": "往來（{n}）",
    "{day} local date": "當地日期 {day}",
    "PRC {day}: {relation}": "與中華人民共和國建交 {day}，{relation}",
    "your own": "自行新增",
    "or {date} ({rank}): {reason} [{source}]": "或作 {date}（{rank}）：{reason} [{source}]",
    # how the end stands to the PRC's beginning
    "the same day": "同日",
    "both for {length}": "兩者並存{length}",
    "{length} without either": "其間{length}兩者皆無",
    "the PRC since {day}, before the break": "早於斷交",
    "the PRC only from {day} on": "晚於斷交",
    "the PRC in {day}": "先後不明",
    # timeline
    "nothing recorded that matches": "沒有相符的紀錄",
    "Nothing recorded that matches.": "沒有相符的紀錄。",
    "{states} states": "{states}國",
    # diff
    "left {left}, back {back}": "{left} 中斷，{back} 復交",
    "until {day}": "至 {day}",
    "not before {day}": "{day} 以前無邦交",
    "to the PRC": "轉與中華人民共和國建交",
    "Nothing changed.": "沒有變動。",
    "Came and left in between: {names}.": "期間建交後又中斷：{names}。",
    # count
    "{count} on {day}": "{day}：{count}",
    "{n} of the lost ceased to exist and broke nothing off.": "減少者中有{n}國係國家消滅，並非斷交。",
    # is
    "{name} is an ally on {day}": "{name}在{day}是邦交國",
    "{name} is no ally on {day}": "{name}在{day}不是邦交國",
    ", since {day}": "，始於{day}",
    "; the day is yet to come": "；該日尚未到來",
    "; the record's dates are not precise enough to be certain": "；惟資料日期不夠精確，無法確定",
    # the summary
    "{count} states recognise the Republic of China (Taiwan) on {day}.": "{day}有{count}國承認中華民國（臺灣）。",
    "The last change: {name} left on {day}.": "最近一次變動：與{name}的邦交於{day}終止。",
    "The last change: {name} came on {day}.": "最近一次變動：與{name}於{day}建立邦交。",
    "who they are, and since when": "有哪些國家，始於何時",
    "everything about one of them": "一國的全部資料",
    "what happened under a president": "某任總統任內大事",
    "what changed between two moments": "兩個時點之間的變動",
    "the count since 1948, drawn": "1948年以來邦交國數圖",
    "dates, output, exit codes, the data": "日期、輸出、結束代碼、資料",
    # sources
    "{sources}: {tiers}": "{sources}：{tiers}",
    # charts
    "States that recognise the Republic of China (Taiwan)": "承認中華民國（臺灣）的國家數",
    "Allies of the Republic of China (Taiwan) by region": "中華民國（臺灣）邦交國數，按地區",
    "Allies of the Republic of China (Taiwan) gained and lost by presidency": "中華民國（臺灣）邦交國增減，按總統任期",
    "allies, record {version}": "allies，資料版本{version}",
}  # fmt: skip
"""What commands say, by the English: a key's placeholders stand in its translation too."""


def say(lang: str, text: str) -> str:
    """A word in the language, unchanged where it has no translation."""
    return ZH.get(text, text) if lang == "zh" else text


def tell(lang: str, sentence: str, **values: object) -> str:
    """A sentence of `SENTENCES` in the language, with the values in it."""
    return (SENTENCES[sentence] if lang == "zh" else sentence).format(**values)


def noun(lang: str, number: int, one: str, many: str = "") -> str:
    """``allies``, ``ally``; in Chinese with its measure word."""
    if lang == "zh" and one in COUNTED:
        return COUNTED[one]
    return one if number == 1 else many or one + "s"


def day(lang: str, when: date) -> str:
    """``3 May 2026``, ``2026年5月3日``."""
    from taiwan_allies.dates.days import human_day

    return f"{when.year}年{when.month}月{when.day}日" if lang == "zh" else human_day(when)


def date_of(lang: str, when: PartialDate | str) -> str:
    """A date as precise as it is: ``May 2026``, ``2026年5月``."""
    from taiwan_allies.dates.partial import PartialDate

    found = PartialDate.parse(when) if isinstance(when, str) else when
    if lang != "zh":
        return found.human()
    text = f"{found.year}年" + (f"{found.month}月" if found.month else "") + (f"{found.day}日" if found.day else "")
    return ("約" if found.approximate else "") + text + ("（？）" if found.uncertain else "")


def length_of(lang: str, length: str) -> str:
    """``26 y 10 m``, ``26年10個月``."""
    if lang != "zh":
        return length
    units = {"y": "年", "m": "個月", "d": "天"}
    return "".join(units.get(part, part) for part in length.split())


def title_of(title: str, fields: Iterable[str], chosen: bool) -> str:
    """The Chinese title of a column, among others. Where fields were ``chosen``, `name` is the English name."""
    if title == "name":
        return ZH["name_en"] if chosen else "總統" if "at_start" in fields else ZH["name"]
    return ZH.get(title, title)


def value_of(lang: str, field: str, text: str) -> str:
    """What a table shows for a field's value."""
    if lang != "zh" or field not in TRANSLATED:
        return text
    if field == "period" and len(text) == 5 and text.endswith("0s") and text[:4].isdigit():
        return f"{text[:4]}年代"
    return ZH.get(text, text)


def english(text: str, among: Iterable[str]) -> str:
    """The one of ``among`` that ``text`` means in Chinese; ``text`` itself where there is none."""
    wanted = text.strip()
    return next((word for word in among if ZH.get(word) == wanted or wanted in ALSO.get(word, ())), text)


ALSO: Final = {
    "suspend": ("中止", "中止外交關係"), "restore": ("恢復邦交",), "sever": ("断交", "終止邦交"), "recognition": ("邦交", "承認"),
    "Asia": ("亚洲",), "Europe": ("欧洲",), "Oceania": ("太平洋",), "Americas": ("拉丁美洲",), "Caribbean": ("加勒比",),
    "agreement": ("协定", "協議"), "visit": ("访问",), "statement": ("声明",), "transit": ("过境",), "letter": ("信件",),
}  # fmt: skip
"""Other spellings that are understood."""
