"""`--lang zh`: names, titles and sentences of a terminal in Traditional Chinese, and input in either language."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.cli.registry import PATHS
from taiwan_allies.output.text import cell_width

if TYPE_CHECKING:
    from conftest import Allies, Record

ENGLISH_WORD = re.compile(r"[A-Za-z]{3,}")


def seen(record: Record, *args: str, width: int = 80, **env: str) -> list[str]:
    """The lines of standard output at a Chinese user's terminal; notes on standard error are left out."""
    env = {"LANG": "zh_TW.UTF-8", "LC_ALL": "", **env}
    text = record.terminal(*args, "--no-pager", "--color", "never", width=width, env=env, check=None)
    return [line for line in text.splitlines() if not line.startswith("allies: ")]


# At a terminal ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["LANG", "LC_ALL", "ALLIES_LANG", "--lang"])
def test_the_language_is_chosen(record: Record, by: str) -> None:
    env = {"LANG": "en_US.UTF-8", "LC_ALL": ""}
    args = ["--lang", "zh"] if by == "--lang" else []
    if by != "--lang":
        env[by] = "zh_TW.UTF-8"
    text = record.terminal("list", *args, env=env)
    assert "帛琉" in text
    assert "大洋洲" in text


def test_an_english_word_on_the_command_line_wins(record: Record) -> None:
    assert "Palau" in "\n".join(seen(record, "list", "--lang", "en"))


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize(
    "command",
    [
        "", "list", "list --ever", "list --at 1949", "count", "count --by president", "count --by region", "count --by decade",
        "presidents --in 1912..", "diff tsai", "diff 1988 1998", "diff 2024 2016", "diff 2016 2024 --stat", "timeline -p ma -k sever",
        "chart", "chart --by president", "chart --by region", "chart --align",
        "chart -c nauru", "map", "map --in 1970..1973", "is palau", "is nauru", "show palau", "show nauru benin",
        "timeline --in 2016..2024", "sources -c palau", "timeline --in 1971 -v", "diff 1971 1972 -v",
        "search 諾魯 斷交", "search huawei", "show tsai", "show nru-4", "show eng-0115 eng-0117", "show clm-0578 ast-018 src-2001",
        "is palau nauru", "timeline --status standing -v",
    ],
)  # fmt: skip
def test_no_line_is_too_wide(record: Record, command: str, width: int) -> None:
    for line in seen(record, *command.split(), width=width):
        assert cell_width(line) <= width or "://" in line, line


@pytest.mark.parametrize(
    "command",
    [
        "list", "count", "count --by president", "count --by region", "count --by decade --in 1950..1980", "presidents --in 1948..",
        "diff tsai", "diff 1988 1998", "diff 2024 2016", "diff 1964 1966", "chart", "chart --by president", "chart --by region",
        "is palau", "is nauru",
    ],
)  # fmt: skip
def test_no_english_is_left(record: Record, command: str) -> None:
    """But for slugs, codes, names of fields and of options."""
    names = {row["name"] for row in json.loads(record("list", "--ever", "--json").stdout)}
    names |= {row["name"] for row in json.loads(record("presidents", "--json").stdout)}
    for line in seen(record, *command.split()):
        for name in names:
            line = line.replace(name, "")
        line = re.sub(r"未顯示：.*|--fields.*|^[a-z-]+-\d?|\b[A-Z]{3}\b|^[a-z]+(-[a-z]+)+", "", line)
        assert not ENGLISH_WORD.search(line), line


def test_the_columns_line_up(record: Record) -> None:
    """Every row of a table has the same columns in the same cells."""
    for command in ("list", "count --by president", "presidents --in 1948..", "list --former -r oceania"):
        lines = seen(record, *command.split(), width=100)
        end = next((n for n, line in enumerate(lines) if not line or line.startswith("未顯示")), len(lines))
        head, rule, *rows = lines[:end]
        starts = [cell_width(head[: m.start()]) for m in re.finditer(r"\S+", head)]
        for row in rows:
            cells = "".join(c + ("\0" if cell_width(c) == 2 else "") for c in row)
            for start in starts[1:]:
                assert cells[start - 1 : start] in (" ", "", "\0") or cells[start : start + 1] != " ", row
        assert set(rule) == {"─"}


def test_list(record: Record) -> None:
    lines = seen(record, "list")
    assert lines[0].split() == ["代碼", "國名", "地區", "起始", "年數", "證據"]
    assert any(line.split()[:3] == ["VAT", "教廷", "歐洲"] for line in lines)
    assert "2026年11月24日共有12個邦交國" in "\n".join(lines)
    wide = seen(record, "list", width=120)
    assert wide[0].split() == ["代碼", "國名", "地區", "起始", "年數", "英文名", "證據"]


def test_show(record: Record) -> None:
    text = "\n".join(seen(record, "show", "nauru", width=120))
    assert text.startswith("諾魯  Nauru  NRU\n")
    assert "大洋洲，密克羅尼西亞" in text
    assert "2024年1月15日起無邦交。" in text
    assert "18年8個月，轉與中華人民共和國建交" in text
    assert "其間9天兩者皆無" in text
    assert "- 2024-01-15? 斷交，轉與中華人民共和國建交。" in text


def test_engagements_have_their_chinese_summary(record: Record) -> None:
    text = "\n".join(seen(record, "timeline", "--country", "guatemala", width=160))
    assert "援助，瓜地馬拉：臺灣計畫以營運中心及訓練協助瓜地馬拉的網路安全" in text
    assert "協定，瓜地馬拉：在臺北簽署關於半導體的意向書及關於政治諮商的備忘錄。 [Lai Ching-te (president);" in text
    assert "訪問：馬英九訪問全部六個太平洋邦交國。" in "\n".join(seen(record, "show", "palau"))
    text = "\n".join(seen(record, "show", "eng-0148", width=160))
    assert "跡象：曾提議轉向北京的新民主黨" in text
    assert "The new prime minister pledged" in text
    assert "往來 eng-0201: 李登輝就任總統後首次出訪，訪問新加坡。 Singapore was not" in "\n".join(
        seen(record, "show", "src-4002", width=120)
    )
    assert "援助，瓜地馬拉：臺灣計畫以" in "\n".join(seen(record, "timeline", "--in", "2024-12", "--oneline"))


def test_what_happened_to_relations_is_told_in_chinese(record: Record) -> None:
    """But for the note, which has none."""
    notes = [row["note"] for row in record.rows("timeline", "--type", "recognition") if row["note"]]
    lines = [line for line in seen(record, "timeline", "--type", "recognition", width=4000) if "：" in line]
    told = [line for line in lines if line[0] in "+-~"]
    assert len(told) == 270
    for line in told:
        note = max((note for note in notes if line.endswith(note)), key=len, default="")
        assert not ENGLISH_WORD.search(line.removesuffix(note)), line


def test_search_shows_the_chinese_and_the_english_where_that_has_the_word(record: Record) -> None:
    chinese, english = "該國銀行使用華為系統引發疑慮。", "amid concern over Huawei systems"
    text = "\n".join(seen(record, "search", "華為", width=200))
    assert chinese in text
    assert english not in text
    text = "\n".join(seen(record, "search", "huawei", width=200))
    assert chinese in text
    assert english in text
    text = "\n".join(seen(record, "search", "諾魯", "斷交", "--type", "event,evidence", width=200))
    assert "諾魯：斷交，轉與中華人民共和國建交。Announced by" in text
    assert "Nauru: " not in text
    # A quotation has the id of the event that it is about, and its own words.
    text = "\n".join(seen(record, "search", "nauru", "2024-01-15", width=200))
    assert "諾魯：斷交" in text
    assert "引文" in text
    assert "Nauru severed relations with Taiwan on 16 January" in text


def test_timeline_diff_presidents(record: Record) -> None:
    text = "\n".join(seen(record, "timeline", "--in", "2024-01"))
    assert "蔡英文，2016年5月20日至2024年5月20日" in text
    assert "期初22，期末12：無增加，減少10" in text
    assert "諾魯：斷交，轉與中華人民共和國建交。" in text
    text = "\n".join(seen(record, "diff", "tsai"))
    assert "2016年5月19日 → 2024年5月19日" in text
    assert "- 諾魯            2024-01-15，轉與中華人民共和國建交" in text
    assert "增加0，減少10" in text
    assert seen(record, "diff", "2023", "2024", "--name-only") == ["- 諾魯"]
    text = "\n".join(seen(record, "presidents", "-p", "lai"))
    assert "總統" in text
    assert "賴清德" in text
    assert "今" in text


def test_charts(record: Record) -> None:
    text = "\n".join(seen(record, "chart"))
    assert "承認中華民國（臺灣）的國家數" in text
    assert "蔡英文" in text
    assert "大洋洲 3" in "\n".join(seen(record, "chart", "--by", "region"))
    head = seen(record, "chart", "--by", "president")[0].split()
    assert head == ["減少", "│", "增加", "期末"]


def test_ascii_has_no_chinese(record: Record) -> None:
    """Where it cannot be shown, English is better than question marks."""
    text = "\n".join(seen(record, "list", "--ascii", "--lang", "zh"))
    assert text.isascii()
    assert "?" not in text
    assert "Palau" in text


def test_fields_keep_their_names_and_values(record: Record) -> None:
    for command in (
        "list",
        "show palau",
        "timeline -p lai",
        "count --by president",
        "presidents",
        "diff tsai",
        "chart",
        "is palau",
        "search 華為",
    ):
        for form in ("csv", "json"):
            plain = record(*command.split(), "--format", form)
            assert record(*command.split(), "--format", form, "--lang", "zh").stdout == plain.stdout
            assert record(*command.split(), "--format", form, env={"LC_ALL": "zh_TW.UTF-8"}).stdout == plain.stdout


def test_chosen_fields_are_what_they_say(record: Record) -> None:
    lines = seen(record, "list", "--fields", "name,name_zh,since", "-c", "palau")
    assert lines[0].split() == ["英文名", "中文名", "起始"]
    assert lines[2].split() == ["Palau", "帛琉", "1999-12-29"]
    lines = seen(record, "timeline", "--in", "2024-12-22", "--fields", "id,summary_zh,summary", width=200)
    assert lines[0].split() == ["編號", "中文摘要", "英文摘要"]
    assert re.fullmatch("eng-0112 +臺灣計畫.* +Taiwan plans .*", lines[2])


def test_texts_of_the_record_are_not_translated(record: Record) -> None:
    assert "Palau" in "\n".join(seen(record, "sources", "-c", "palau"))


# Pictures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [(), ("--by", "president"), ("--by", "region"), ("--align",), ("-c", "nauru")])
def test_a_picture_speaks_chinese(record: Record, tmp_path: Path, kind: tuple[str, ...]) -> None:
    file = tmp_path / "picture.svg"
    record("chart", *kind, "--lang", "zh", "-o", str(file))
    drawn = file.read_text(encoding="utf-8")
    texts = re.findall("<(?:text|title|desc)[^>]*>([^<]*)</", drawn)
    assert "中華民國" in texts[0]
    assert not [text for text in texts if re.search("[a-z]{3}", text) and "Taiwan Allies" not in text]


def test_a_png_is_english_where_no_font_has_chinese(
    record: Record, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    pytest.importorskip("matplotlib")
    record("chart", "--lang", "zh", "-o", str(tmp_path / "picture.png"), env={"MPLCONFIGDIR": str(tmp_path)})
    assert not [w for w in recwarn if "missing from font" in str(w.message)]


# Input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chinese", "same"),
    [
        (["list", "-c", "帛琉"], ["list", "-c", "palau"]),
        (["list", "-r", "大洋洲"], ["list", "-r", "oceania"]),
        (["list", "-r", "加勒比海"], ["list", "-r", "caribbean"]),
        (["list", "--ever", "-r", "亚洲"], ["list", "--ever", "-r", "asia"]),
        (["timeline", "-p", "賴清德"], ["timeline", "-p", "lai"]),
        (["timeline", "-k", "斷交"], ["timeline", "-k", "sever"]),
        (["timeline", "--cause", "戰爭,併吞"], ["timeline", "--cause", "war,annexation"]),
        (["timeline", "--status", "尚未發生"], ["timeline", "--status", "standing"]),
        (["search", "palau", "--type", "邦交變動,資料來源"], ["search", "palau", "--type", "event,source"]),
        (["show", "蔡英文"], ["show", "tsai"]),
        (["timeline", "-k", "建交,復交"], ["timeline", "-k", "establish,restore"]),
        (["timeline", "--type", "往來", "-k", "訪問"], ["timeline", "--type", "engagement", "-k", "visit"]),
        (["count", "--at", "2016年5月"], ["count", "--at", "2016-05"]),
        (["count", "--at", "民國113年5月20日"], ["count", "--at", "2024-05-20"]),
        (["list", "--at", "今天"], ["list", "--at", "today"]),
        (["list", "--at", "昨天"], ["list", "--at", "yesterday"]),
        (["diff", "馬英九", "蔡英文"], ["diff", "ma", "tsai"]),
        (["count", "--in", "李登輝..馬英九"], ["count", "--in", "lee..ma"]),
        (["is", "梵蒂岡"], ["is", "vatican"]),
        (["show", "教廷"], ["show", "VAT"]),
    ],
)
def test_input_in_chinese(record: Record, chinese: list[str], same: list[str]) -> None:
    first, second = record(*chinese).stdout, record(*same).stdout
    # A period keeps the words that it was asked for in.
    assert re.sub(r"(?m)^李登輝\.\.馬英九|^lee\.\.ma|李登輝\.\.馬英九|lee\.\.ma", "", first) == re.sub(
        r"李登輝\.\.馬英九|lee\.\.ma", "", second
    )
    assert len(second) > 1


def test_what_is_no_kind_in_chinese_is_refused(record: Record) -> None:
    assert record("timeline", "-k", "斷", check=2).stderr.startswith('allies: --kind: "斷" is not a kind')


def test_an_own_event_is_recorded_in_chinese(allies: Allies) -> None:
    fields = ("--source", "src-0003", "--dry-run", "--fields", "code,kind,date")
    assert (
        allies("add", "巴拉圭", "斷交", "2026年11月20日", *fields).stdout
        == "code\tkind\tdate\nPRY\tsever\t2026-11-20\n"
    )
    assert allies("add", "帛琉", "訪問", "民國115年11月2日", "--summary", "訪問", *fields).stdout.endswith(
        "PLW\tvisit\t2026-11-02\n"
    )


def test_tmux_agrees_about_the_columns(record: Record) -> None:
    """What a terminal does with wide characters: the cells of a column start at one place."""
    program = shutil.which("tmux")
    if program is None:
        pytest.skip("tmux is not installed")
    socket = str(record.folder / "tmux.socket")
    (record.folder / "list.txt").write_text("\n".join(seen(record, "list")) + "\n", encoding="utf-8")
    tmux = [program, "-u", "-S", socket, "-f", "/dev/null"]
    env = record.env | {"LC_ALL": "C.UTF-8", "TERM": "xterm"}
    show = f"cat {record.folder}/list.txt; exec sleep 60"
    subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "24", show], env=env, check=True)
    try:
        for _ in range(100):
            pane = subprocess.run(
                [*tmux, "capture-pane", "-p"], env=env, capture_output=True, encoding="utf-8", check=True
            ).stdout
            if "LCA" in pane:
                break
        lines = pane.splitlines()
        assert "聖克里斯多福及尼維斯" in pane
        for line in lines[2:14]:
            assert cell_width(line[: line.index("洲") - 1].rstrip("大")) == cell_width(
                lines[0][: lines[0].index("地區")]
            )
    finally:
        subprocess.run([*tmux, "kill-server"], env=env, check=False)


# Help --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [(), ("data",), ("list",), ("timeline",), ("add",), ("db", "backup"), ("count",)])
def test_the_help_is_chinese(record: Record, path: tuple[str, ...]) -> None:
    for width in (60, 80):
        text = record(*path, "--help", env={"ALLIES_LANG": "zh", "COLUMNS": str(width)}).stdout
        assert text.startswith("用法：allies")
        assert "選項：" in text
        assert "顯示本說明。" in text
        lines = text.partition("  範例：")[0].splitlines()
        # An option that is longer than the line has it for itself.
        assert [line for line in lines if cell_width(line) > width and not line.startswith("  -")] == []
        assert not any(line.strip().startswith(("，", "。", "、", "）")) for line in lines)
        assert not re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", re.sub("`[^`]*`", "", "\n".join(lines[1:])))


def test_the_short_help_is_chinese_and_fits_a_screen(record: Record) -> None:
    for path in ((), *PATHS):
        lines = record(*path, "-h", "--lang", "zh").stdout.splitlines()
        assert lines[0].startswith("用法：allies")
        assert len(lines) <= 24, path
        assert all(cell_width(line) <= 80 for line in lines), path


@pytest.mark.parametrize(
    "words", ["--lang zh help list", "help list --lang zh", "--lang zh list --help", "list --help --lang=zh"]
)
def test_the_help_is_chinese_wherever_the_option_stands(record: Record, words: str) -> None:
    assert "某日的邦交國。" in record(*words.split()).stdout


def test_the_help_is_english_where_chinese_cannot_be_shown_and_in_the_manual(record: Record) -> None:
    for words in ("list --help --ascii", "list --help --lang en", "help --man"):
        text = record(*words.split(), env={"ALLIES_LANG": "zh"}).stdout
        assert "The allies on a day." in text
        assert not re.search("[\u3400-\u9fff]{4}", text)


def test_the_list_of_topics_is_chinese_at_a_terminal_alone(record: Record) -> None:
    assert any("會讀取的環境變數" in line for line in seen(record, "help"))
    assert "The variables that are read" in record("help", env={"ALLIES_LANG": "zh"}).stdout


# What is written ---------------------------------------------------------------------------------------


def test_what_was_written_is_told_in_chinese(stored: Allies) -> None:
    env = {"ALLIES_LANG": "zh", "ALLIES_FORCE_TTY": "1", "NO_COLOR": "1"}
    assert stored("add", "palau", "sever", "2026-11-01", "-s", "x", "--note", "y", env=env).stdout.splitlines() == [
        "my-plw-1: Palau 斷交 2026年11月1日：已新增。",
        "2026年11月1日的邦交國：12 → 11。",
        "可用 `allies undo` 復原。",
    ]
    first, *_ = stored("undo", env=env).stdout.splitlines()
    assert first == "已復原第 1 步：add Palau sever 2026-11-01 (my-plw-1)"
