"""Errors, hints, notes and warnings in Chinese: each one that the source has, and nothing of the user's or the record's."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import taiwan_allies
from taiwan_allies.i18n import catalogue
from taiwan_allies.i18n.notices import pattern_of, translated
from taiwan_allies.rules.checks import PROBLEMS

if TYPE_CHECKING:
    from conftest import Record

PACKAGE = Path(taiwan_allies.__file__).parent
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py") if path.parent.name != "i18n"]
RAISED = re.compile(r"\w+Error|BadCell|Violation")
OF_PYTHON = {"ValueError", "TypeError", "AttributeError", "WrongUsage"}
OTHERS = Path(__file__).with_name("others.txt").read_text(encoding="utf-8")
"""What Typer and the system say, a line each."""
CHINESE = re.compile("[\u3400-\u9fff]")
PUT_TOGETHER = {
    # what stands in these is a sentence of its own, which has its Chinese
    "<1>: <2> there already", "--<1>: <2> is not a <3>", "--region: <1>", "<1>: <1> in <2> <2>", "<1><1> in <2> <2>", "<1> is an <2>", "<1>: not a record (it has <2> <3>)", "step <1> <2>", "<1>: <2>; nothing was changed",
    # an example of a command
    "allies add <1> <2> 2026-11-20 --source ...",
}  # fmt: skip


# What the source says --------------------------------------------------------------------------------------------


def sentences(module: ast.Module, node: ast.expr, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The sentences that an expression can be, with <1>, <2> for what is known only when it is said."""
    if isinstance(node, ast.Constant):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, ast.IfExp):
        yield from (text for part in (node.body, node.orelse) for text in sentences(module, part, seen))
    elif isinstance(node, ast.JoinedStr):
        parts: list[list[str | None]] = [[*sentences(module, part, seen)] or [None] for part in node.values]
        for texts in islice(product(*parts), 20):
            places = iter(range(1, len(texts) + 1))
            yield "".join(f"<{next(places)}>" if text is None else text for text in texts)
    elif isinstance(node, ast.FormattedValue):
        yield from sentences(module, node.value, seen) if isinstance(node.value, ast.IfExp | ast.Name) else ()
    elif isinstance(node, ast.Name) and node.id not in seen:
        for assigned in ast.walk(module):
            if isinstance(assigned, ast.Assign) and any(ast.unparse(t) == node.id for t in assigned.targets):
                yield from sentences(module, assigned.value, seen | {node.id})


def raised() -> set[str]:
    """What errors say, and their hints."""
    return {
        text
        for module in TREES
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id not in OF_PYTHON
        if RAISED.fullmatch(call.func.id.lstrip("_"))
        for argument in call.args
        for text in sentences(module, argument)
    }


def english(text: str) -> list[str]:
    """The English words of a notice, but for commands, options, names of fields and forms to type."""
    text = re.sub(r"`[^`]*`|\"[^\"]*\"|--?[\w,-]+|\S*[./:=_<>,-]\S*", "", text)
    return re.findall(r"(?<![\w(（、：，。])[a-z]{4,} [a-z]{2,}\b", text)


def test_every_error_and_hint_has_its_chinese() -> None:
    said = {
        text for text in raised() if " " in text and re.search("[a-z]{2}", re.sub(r"<\d>", "", text))
    } - PUT_TOGETHER
    assert len(said) > 250
    chinese = {text: translated("zh", text) for text in sorted(said)}
    assert [text for text, found in chinese.items() if not CHINESE.search(found) or english(found)] == []
    for text, found in chinese.items():
        assert set(re.findall(r"<\d>", text)) == set(re.findall(r"<\d>", found)), text


def test_every_problem_of_check_has_its_chinese() -> None:
    for _, *texts in PROBLEMS.values():
        for text in filter(None, texts):
            sample = re.sub(r"\{(\w+)[^}]*\}", "<1>", text)
            assert sample == "<1>" or CHINESE.search(translated("zh", sample)) or "{said}" in text, text


def test_every_notice_of_the_catalogue_is_said() -> None:
    """By our source, by Typer or by the system."""
    known = [
        node.value
        for module in TREES
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    source = "\n".join([*known, OTHERS])
    for notice in catalogue()["notice"]:
        words = pattern_of(notice).words if "{" in notice else (notice,)
        said = re.sub("^--(at|in) |^is not a ", "", max(words, key=len).strip(" .;:,")).split()
        assert " ".join(said[:3]) in source or " ".join(said[-2:]) in source, notice


# What stays as it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["claims", "variants", "assertions", "events", "engagements", "evidence"])
def test_no_text_of_the_record_is_taken_for_a_notice(file: str) -> None:
    with open(PACKAGE / "data" / f"{file}.csv", encoding="utf-8", newline="") as stream:
        texts = [text for row in csv.DictReader(stream) for text in row.values() if text and len(text) > 40]
    for text in texts[:: max(1, len(texts) // 40)]:
        assert translated("zh", text) == text


def test_what_is_not_known_stays_english() -> None:
    assert translated("zh", "the moon is made of green cheese") == "the moon is made of green cheese"
    assert translated("en", "-o: the name of the file is empty") == "-o: the name of the file is empty"
    assert translated("zh", 'no state of the record is called "is empty"') == '資料中沒有名為 "is empty" 的國家'


# What a user sees ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "message", "hint"),
    [
        ("show palua", '資料中沒有名為 "palua" 的國家', "是否為 Palau？"),
        ("show congo", '"congo" 符合多個國家', "可能是："),
        ("timeline -p tsia", '資料中沒有名為 "tsia" 的總統', "是否為 cao-kun 或 tsai-ing-wen？"),
        ("list --at 2016-13-01", '--at："2016-13-01" 不是日期：沒有 13 月', "是否為 2016-01-13？可用的寫法："),
        ("timeline --in 1971..foo", '--in："1971..foo" 中的 "foo" 不是日期、期間或總統', "可用的寫法："),
        ("timeline --in 2020..2010", '--in："2020..2010" 起訖顛倒', "是否為 2010..2020？"),
        ("list --fields codee", "--fields：沒有名為 'codee' 的欄位", "是否為 code？欄位："),
        ("list -f xml", "'--format' / '-f' 的值有誤：'xml' 不是", "見 `allies list --help`。"),
        ("list --foo", "沒有這個選項：--foo", "見 `allies list --help`。"),
        ("lst", "沒有這個指令：'lst'", "是否為 list？見 `allies --help`。"),
        ("list nauru", "多餘的引數（nauru）", "是否為 `allies list --country nauru`？"),
        ("is", "缺少引數 'COUNTRY...'", "見 `allies is --help`。"),
        ("data", "allies data 之後須有指令", "可用：info, status"),
        ("list --json --csv", "--json 與 --csv 不能並用", "請省略其一。"),
        ("timeline --kind brek", '--kind："brek" 不是類別', "可用："),
        ("timeline --limit x", "'--limit' 的值有誤：'x' 不是整數", "見"),
        ("show nru-99", '沒有編號為 "nru-99" 的事件、往來、來源、異說、公布數字或另計', "`allies timeline"),
        ("add palau establish 2026-01-01 --source x", "不可能：已有邦交，始於 1999年12月29日（plw-1）", "若確屬事實"),
        ("rm nru-4", "nru-4 屬於隨附資料：隱藏須有理由", "請說明為何不應計入"),
        ("add palau visit 2026-01-01 --cause war -s x", "--cause：訪問沒有此項，只有邦交變動有", "請省略。"),
        ("import nowhere.csv", "nowhere.csv：無法讀取：沒有這個檔案或資料夾", "請指定檔案，或以 - 表示標準輸入。"),
        ("list --db .", "：是資料夾，不是資料庫", "請指定檔案，例如"),
        ("compare tsai --day 99999", "tsai-ing-wen 沒有第 99999 日：該任共", "請指定較早的 --day"),
    ],
)  # fmt: skip
def test_an_error_is_chinese(record: Record, command: str, message: str, hint: str) -> None:
    done = record(*command.split(), env={"ALLIES_LANG": "zh"}, check=None)
    assert done.returncode not in (0, 70)
    first, *rest = done.stderr.splitlines()
    assert first.startswith("allies: ")
    assert message in first
    assert rest[-1].startswith(f"  {hint}")


@pytest.mark.parametrize("words", ["--lang zh show palua", "show palua --lang zh", "show palua --lang=zh"])
def test_the_option_stands_before_or_after_the_command(record: Record, words: str) -> None:
    assert "沒有名為" in record(*words.split(), check=None).stderr


@pytest.mark.parametrize("words", ["--lang en show palua", "show palua --ascii", "--lang zh --ascii show palua"])
def test_english_where_it_is_asked_for_or_nothing_else_can_be_shown(record: Record, words: str) -> None:
    said = record(*words.split(), env={"ALLIES_LANG": "zh"}, check=None).stderr
    assert said.startswith('allies: no state of the record is called "palua"')
    assert said.isascii()


def test_every_wrong_line_of_a_file_is_told_in_chinese(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("country,kind,date,source\nnauru,foo,2020,x\n,sever,2020-01-01,CNA: x\nfoo,sever,2020-01-01,y\n")
    said = record("import", str(file), "--lang", "zh", check=None).stderr.splitlines()
    assert [line.split("rows.csv:")[-1].split("。")[0] for line in said] == [
        '2：kind："foo" 不在其用詞之內', "3：country：是空的", '4：country：資料中沒有名為 "foo" 的國家',
        "  未匯入任何內容",
    ]  # fmt: skip
