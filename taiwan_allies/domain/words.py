"""The words of tables and charts in Traditional Chinese, for `--lang zh` at a terminal. Field names never change."""

from __future__ import annotations

from typing import Final

ZH: Final = {
    # column titles
    "code": "代碼", "name": "國名", "region": "地區", "subregion": "次區域", "since": "起始", "until": "終止", "years": "年數",
    "status": "狀態", "first": "首次建交", "evidence": "證據", "quality": "證據", "date": "日期", "kind": "類別", "type": "類型",
    "president": "總統", "summary": "摘要", "change": "變動", "period": "期間", "start": "開始", "end": "結束", "at start": "期初",
    "gained": "增加", "lost": "減少", "net": "淨變動", "at end": "期末", "count": "邦交國數", "office": "職稱", "party": "政黨",
    "cause": "原因", "note": "備註", "publisher": "出版者", "title": "標題", "published": "出版日", "tier": "層級", "slug": "代稱",
    # regions
    "Africa": "非洲", "Americas": "美洲", "Asia": "亞洲", "Europe": "歐洲", "Oceania": "大洋洲",
    "Central America": "中美洲", "South America": "南美洲", "Northern America": "北美洲", "Caribbean": "加勒比海",
    "Western Africa": "西非", "Middle Africa": "中非", "Eastern Africa": "東非", "Southern Africa": "南部非洲", "Northern Africa": "北非",
    "Western Asia": "西亞", "Southern Asia": "南亞", "South-eastern Asia": "東南亞", "Eastern Asia": "東亞",
    "Western Europe": "西歐", "Southern Europe": "南歐", "Northern Europe": "北歐", "Eastern Europe": "東歐",
    "Micronesia": "密克羅尼西亞", "Melanesia": "美拉尼西亞", "Polynesia": "玻里尼西亞", "Australia and New Zealand": "澳紐",
    # kinds, causes, states of affairs
    "establish": "建交", "restore": "復交", "suspend": "中止", "sever": "斷交", "visit": "訪問", "transit": "過境", "agreement": "協定",
    "aid": "援助", "letter": "信函", "statement": "聲明", "pressure": "施壓", "signal": "跡象", "recognition": "承認", "engagement": "往來",
    "switch": "轉與中華人民共和國建交", "break": "斷交", "war": "戰爭", "annexation": "併吞", "dissolution": "國家消滅", "lapse": "中斷",
    "ally": "邦交國", "former": "前邦交國", "returned": "復交", "today": "今", "true": "是", "false": "否",
}  # fmt: skip


def say(lang: str, text: str) -> str:
    """``text`` in the language, unchanged where it has no translation."""
    return ZH.get(text, text) if lang == "zh" else text
