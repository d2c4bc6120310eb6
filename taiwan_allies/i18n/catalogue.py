"""The one catalogue of Traditional Chinese: context, English, Chinese. Terms are those of Taiwan's foreign ministry.

A context keeps apart what English does not: `break` is a cause, `fact` what rests on memory. The words of a vocabulary
stand under its alias in `model.kinds`, those of another field under the field's name, sentences under ``message`` (at a
terminal) and ``page`` (the report) and ``picture``, nouns with their measure words under ``noun``. Titles of fields are in
`model.fields`. Texts of the record itself (notes, summaries, titles) stay in the language in which they were written.

A module of Python and not the ``.mo`` files of the standard library's gettext: there is one translation, it needs no
compiling when a package is built, no search through folders at every start, and a test can hold it against the source.
"""

from __future__ import annotations

from typing import Final

_EVENT_KINDS: Final = {"establish": "建交", "restore": "復交", "suspend": "中止關係", "sever": "斷交"}
_ENGAGEMENT_KINDS: Final = {
    "visit": "訪問", "transit": "過境", "agreement": "協定", "aid": "援助", "offer": "提議", "letter": "信函", "statement": "聲明",
    "pressure": "施壓", "signal": "跡象",
}  # fmt: skip
_REGIONS: Final = {"Africa": "非洲", "Americas": "美洲", "Asia": "亞洲", "Europe": "歐洲", "Oceania": "大洋洲"}

CATALOGUE: Final[dict[str, dict[str, str]]] = {
    # vocabularies
    "EventKind": _EVENT_KINDS,
    "EngagementKind": _ENGAGEMENT_KINDS,
    "EntryKind": _EVENT_KINDS | _ENGAGEMENT_KINDS,
    "EntryType": {"recognition": "邦交變動", "engagement": "往來"},
    "Cause": {
        "switch": "轉與中華人民共和國建交", "break": "斷交", "war": "戰爭", "annexation": "併吞", "dissolution": "國家消滅",
        "lapse": "關係中斷",
    },
    "Initiator": {"partner": "對方", "roc": "中華民國", "both": "雙方", "unknown": "不詳"},
    "Memory": {"day": "日", "month": "月份", "year": "年份", "fact": "事實"},
    "Tier": {"primary": "一手", "secondary": "二手", "tertiary": "三手"},
    "Support": {"date": "日期", "fact": "事實", "kind": "類別", "prc_date": "與中華人民共和國建交日"},
    "Rank": {"preferred": "採用", "normal": "並存", "deprecated": "不採"},
    "Region": _REGIONS,
    "NameKind": {"former": "舊名", "alias": "別名"},
    "SignalStatus": {"standing": "尚未發生", "happened": "已發生", "withdrawn": "已撤回"},
    "VariantKind": {"consular": "領事關係", "unofficial": "非官方關係", "lapsed": "關係已中斷", "disputed": "有爭議"},
    "KeyScheme": {
        "m49": "聯合國 M49", "cow": "Correlates of War", "gw": "Gleditsch-Ward", "wikidata": "維基數據",
    },
    "Quality": {"A": "A", "B": "B", "C": "C"},
    "Layer": {"bundled": "隨附資料", "own": "自行記錄"},
    "ItemType": {
        "state": "國家", "presidency": "總統任期", "event": "邦交變動", "engagement": "往來", "variant": "另計", "claim": "異說",
        "assertion": "公布數字", "evidence": "引文", "source": "資料來源",
    },
    # other fields with words of ours
    "boolean": {"true": "是", "false": "否"},
    "subregion": {
        "Central America": "中美洲", "South America": "南美洲", "Northern America": "北美洲", "Caribbean": "加勒比海",
        "Western Africa": "西非", "Middle Africa": "中非", "Eastern Africa": "東非", "Southern Africa": "南部非洲", "Northern Africa": "北非",
        "Western Asia": "西亞", "Southern Asia": "南亞", "South-eastern Asia": "東南亞", "Eastern Asia": "東亞", "Central Asia": "中亞",
        "Western Europe": "西歐", "Southern Europe": "南歐", "Northern Europe": "北歐", "Eastern Europe": "東歐",
        "Micronesia": "密克羅尼西亞", "Melanesia": "美拉尼西亞", "Polynesia": "玻里尼西亞", "Australia and New Zealand": "澳紐",
    },
    "office": {
        "President": "總統", "Acting President": "代理總統", "Acting head of state": "代理元首", "Provisional President": "臨時大總統",
        "Chairman of the Nationalist Government": "國民政府主席", "Acting Chairman of the Nationalist Government": "代理國民政府主席",
        "Provisional Chief Executive": "臨時執政", "Grand Marshal": "大元帥",
    },
    "party": {
        "Kuomintang": "中國國民黨", "Democratic Progressive Party": "民主進步黨", "independent": "無黨籍", "Beiyang": "北洋", "Zhili clique": "直系",
        "Anhui clique": "皖系", "Fengtian clique": "奉系", "Communications clique": "交通系", "Tongmenghui": "同盟會", "Progressive Party": "進步黨",
        "independent (Anfu support)": "無黨籍（安福系支持）",
    },
    "period": _REGIONS | {"all": "全部"},
    "end_day": {"today": "今"},
    "until": {"today": "今"},
    "status": {"ally": "邦交國", "former": "前邦交國"},
    "change": {
        "gained": "增加", "lost": "減少", "returned": "復交", "added": "新增", "hidden": "隱藏", "corrected": "更正",
    },
    # nouns, with their measure words
    "noun": {
        "ally": "個邦交國", "state": "國", "spell": "段邦交期間", "event": "件邦交變動", "recognition event": "件邦交變動",
        "engagement": "件往來", "source": "筆資料來源", "presidency": "任總統", "variant": "筆另計", "claim": "筆異說", "published count": "筆公布數字", "quotation": "段引文",
    },
    "message": {
        # several commands
        "data as of {day}": "資料截至{day}",
        "data as of {day}, {days} days before: later changes may be missing": "資料截至{day}，距今{days}日，其後變動可能尚未收錄",
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
        # show
        "Formerly {names}.": "曾用名：{names}。",
        "{name} (until {year})": "{name}（至{year}年）",
        "{name} ({since}-{until})": "{name}（{since}–{until}）",
        "An ally since {day}.": "{day}起為邦交國。",
        "An ally since {day}, first from {first}.": "{day}起為邦交國，首次建交於{first}。",
        "Not an ally since {day}.": "{day}起無邦交。",
        "No relations have begun.": "從未建交。",
        "about {length}": "約{length}",
        "Signals to watch": "觀察指標",
        "Events ({n})": "邦交變動（{n}）",
        "Engagements ({n})": "往來（{n}）",
        "{day} local date": "當地日期 {day}",
        "PRC {day}: {relation}": "與中華人民共和國建交 {day}，{relation}",
        "your own": "自行新增",
        "or {date} ({rank}): {reason} [{source}]": "或作 {date}（{rank}）：{reason} [{source}]",
        "under {name}": "{name}任內",
        "{n} allies after it": "其後{n}個邦交國",
        "Dates that compete ({n})": "各說日期（{n}）",
        "Sources ({n})": "來源（{n}）",
        "It supports ({n})": "佐證（{n}）",
        "The event": "事件",
        "The record counts {count}.": "本資料計為{count}。",
        # how the end stands to the PRC's beginning
        "the same day": "同日",
        "both for {length}": "兩者並存{length}",
        "{length} without either": "其間{length}兩者皆無",
        "before the break": "早於斷交",
        "only after the break": "晚於斷交",
        "the order is not known": "先後不明",
        # timeline
        "nothing recorded that matches": "沒有相符的紀錄",
        "Nothing recorded that matches.": "沒有相符的紀錄。",
        "{states} states": "{states}國",
        " ({status})": "（{status}）",
        "{n} of {total} entries: {what}": "{total}筆中的{n}筆：{what}",
        # search
        "{n} of {total}": "{total}筆中的{n}筆",
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
        "{name} is not an ally on {day}": "{name}在{day}不是邦交國",
        ", since {day}": "，始於{day}",
        "; it never was": "；從未有邦交",
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
        # days after today
        "{day} is yet to come: this is the record as it stands": "{day}尚未到來：所示為現有紀錄",
        # the words in them
        "today": "今",
        # charts
        "gained": "增加",
        "lost": "減少",
        "at end": "期末",
        "States that recognise the Republic of China (Taiwan)": "承認中華民國（臺灣）的國家數",
        "Allies of the Republic of China (Taiwan) by region": "中華民國（臺灣）邦交國數，按地區",
        "Allies of the Republic of China (Taiwan) gained and lost by presidency": "中華民國（臺灣）邦交國增減，按總統任期",
        "allies, record {version}": "allies，資料版本{version}",
    },
    "picture": {
        "Source": "資料來源",
        "data as of": "資料截至",
        "broken line: dated only to the month or year; the shade spans what is possible": "虛線：僅知年或月；淺色為可能範圍",
        "not named above": "圖中未標示",
    },
    "page": {
        "Republic of China (Taiwan) · official relations": "中華民國（臺灣）· 邦交",
        "Taiwan’s diplomatic allies": "臺灣的邦交國",
        "Taiwan’s diplomatic allies under {name}": "{name}總統任內的臺灣邦交國",
        "{first} to {last}": "{first}至{last}",
        "On {day}, {n} states {verb} the Republic of China (Taiwan).": "{day}，{n}國承認中華民國（臺灣）。",
        "There were {start} at the start of the period; {gained} were gained and {lost} lost.": "期初為{start}國，其間增加{gained}國，減少{lost}國。",
        "Skip to the content": "跳至內容",
        "On this page": "本頁內容",
        "at the start": "期初",
        "gained": "增加",
        "lost": "減少",
        "at the end": "期末",
        "today": "今日",
        "{n} ceased to exist": "其中{n}國消滅",
        "Gained": "增加",
        "Lost": "減少",
        "The count over time": "邦交國數的變化",
        "Number of allies, {span}": "邦交國數，{span}",
        "The table below gives every step.": "下表列出每次變動。",
        "Each step is one day on which relations began or ended.": "每一階是建交或斷交的一日。",
        "Point at the chart to see who.": "將游標移到圖上可見國名。",
        "The pale band is where dates known only to the month or year leave the count open.": "淺色帶表示因日期只知年月而無法確定的國數。",
        "The chart as a table": "以表格顯示",
        "Day": "日期",
        "Change": "變動",
        "Allies": "邦交國數",
        "(start)": "（期初）",
        "{n} allies until {day}": "{n}個邦交國，至{day}",
        "Allies on {day}": "{day}的邦交國",
        "No state.": "無。",
        "State": "國家",
        "Since": "起始",
        "Years": "年數",
        "Evidence": "證據",
        "earlier from {date}": "曾於{date}建交",
        "disputed": "有爭議",
        "Gains and losses by presidency": "各總統任內的增減",
        "Presidency": "總統",
        "Start": "期初",
        "End": "期末",
        "An event on a hand-over day belongs to the successor.": "交接日的事件計入繼任者。",
        "Timeline": "大事記",
        "{start} at the start, {end} at the end; {gained} gained, {lost} lost": "期初{start}，期末{end}；增加{gained}，減少{lost}",
        "Nothing recorded.": "無紀錄。",
        "Before any presidency": "無總統任期者",
        "opens relations": "建交",
        "restores relations": "復交",
        "suspends relations": "中止關係",
        "ends relations": "斷交",
        "ends relations, in favour of the PRC": "斷交，轉與中華人民共和國建交",
        "relations end (war)": "關係終止（戰爭）",
        "relations end (annexation)": "關係終止（遭併吞）",
        "relations end (dissolution)": "關係終止（國家消滅）",
        "relations end (lapse)": "關係中斷",
        "{n} allies": "{n}個邦交國",
        "Sources": "來源",
        "Sources:": "來源：",
        "own record": "使用者自行記錄",
        "Disputed dates": "有爭議的日期",
        "Where sources give different dates for one event, the record chooses one and keeps the others.": "各來源對同一事件所記日期不同時，本資料擇一採用，其餘保留。",
        "Event": "事件",
        "Date used": "採用日期",
        "Other date": "其他日期",
        "Why it differs": "差異原因",
        "The dates of {n} events are disputed.": "{n}個事件的日期有爭議。",
        "{n} documents": "文件{n}份",
        "copy": "副本",
        "no date": "無日期",
        "About the record": "關於本資料",
        "Version": "版本",
        "Data as of": "資料截至",
        "The data are as of {day}.": "資料截至{day}。",
        "The data are as of {day}, {n} days before: later changes may be missing.": "資料截至{day}，早於期末{n}日：之後的變動可能未收錄。",
        "Licence": "授權",
        "Cite as": "引用方式",
        "Made with": "製作指令",
        "One event differs from the published record: it is the maker’s own.": "有1個事件與公開資料不同，為製作者自行記錄。",
        "{n} events differ from the published record: they are the maker’s own.": "有{n}個事件與公開資料不同，為製作者自行記錄。",
        "An event counts from the last day that its date can mean. Evidence: A, a primary source or two independent ones give the date; B, one good secondary source; C, tertiary sources or memory.": "事件自其日期可能的最後一日起計入。證據等級：A 為一手來源或兩個獨立來源載明日期；B 為一個可靠的二手來源；C 為三手來源或僅憑記憶。",
        "A government is a party to what it says; every source is named so that readers can judge.": "政府是其聲明的當事人；所有來源均列出，以便讀者判斷。",
    },
}  # fmt: skip
"""What is said in Chinese: a message's placeholders stand in its translation too."""

HEARD: Final = {
    "suspend": ("中止", "中止外交關係"), "restore": ("恢復邦交",), "sever": ("断交", "終止邦交"), "recognition": ("邦交", "承認"),
    "Asia": ("亚洲",), "Europe": ("欧洲",), "Pacific": ("太平洋", "太平洋地區"), "Americas": ("美洲地區",), "Latin America": ("拉丁美洲", "拉美"), "Caribbean": ("加勒比",),
    "agreement": ("协定", "協議"), "visit": ("访问",), "statement": ("声明",), "transit": ("过境",), "letter": ("信件",),
}  # fmt: skip
"""Other spellings that are understood for a word."""
