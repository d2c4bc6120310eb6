"""The catalogue of Chinese: complete, without anything that nobody says, and true to the English."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest

import taiwan_allies
from taiwan_allies.cli.app import command_of
from taiwan_allies.cli.help.chinese import paragraphs
from taiwan_allies.cli.help.topics import TOPICS
from taiwan_allies.cli.registry import COMMANDS, GROUPS, PATHS
from taiwan_allies.i18n import catalogue, date_in, day_in, english, gettext, length_in, ngettext, pgettext
from taiwan_allies.model.fields import MEANINGS, SPECIAL_TITLES
from taiwan_allies.model.kinds import REGION_ALIASES, VOCABULARIES
from taiwan_allies.output.text import cell_width, wrap

PACKAGE = Path(taiwan_allies.__file__).parent
CATALOGUE = catalogue()
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py") if path.parent.name != "i18n"
}
PAGE = (PACKAGE / "views" / "templates" / "report.html.j2").read_text(encoding="utf-8")
SPOKEN = [
    (english, chinese)
    for name in ("message", "help", "page", "picture")
    for english, chinese in CATALOGUE[name].items()
]


# What the source says --------------------------------------------------------------------------------------------


def called(name: str) -> Iterator[tuple[ast.Module, ast.expr]]:
    """The message of each call of a function or method, with the module in which it stands."""
    for module in TREES.values():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if function == name:
                    yield module, node.args[1 if name == "gettext" else 0]


def texts(module: ast.Module, node: ast.expr) -> set[str]:
    """The texts that an expression can be, as far as the source shows them."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return texts(module, node.body) | texts(module, node.orelse)
    if isinstance(node, ast.Dict):
        return set().union(*(texts(module, value) for value in node.values))
    if isinstance(node, ast.Subscript):
        return texts(module, node.value)
    if not isinstance(node, ast.Name):
        return set()
    found: set[str] = set()
    for assigned in ast.walk(module):
        targets = assigned.targets if isinstance(assigned, ast.Assign) else []
        targets = [assigned.target] if isinstance(assigned, ast.AnnAssign) else targets
        if any(isinstance(target, ast.Name) and target.id == node.id for target in targets):
            found |= texts(module, assigned.value)  # type: ignore[attr-defined]
    return found


def patterns(name: str) -> list[re.Pattern[str]]:
    """What the messages that are put together look like."""
    return [
        re.compile("".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values))
        for _, node in called(name)
        if isinstance(node, ast.JoinedStr)
    ]


def constants() -> set[str]:
    return {
        node.value
        for module in TREES.values()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_message_has_its_chinese() -> None:
    said = set().union(*(texts(*call) for call in called("gettext")))
    assert said - CATALOGUE["message"].keys() == set()
    assert len(said) > 50
    said = set().union(*(texts(*call) for call in called("t"))) | {
        m[2] for m in re.finditer(r"\bt\((['\"])(.*?)\1", PAGE)
    }
    assert said - CATALOGUE["page"].keys() == set()
    assert len(said) > 50
    said = set().union(*(texts(*call) for call in called("say")))
    assert said == CATALOGUE["picture"].keys()


def test_every_message_of_the_catalogue_is_said() -> None:
    known = constants()
    for context, name in (("message", "gettext"), ("page", "t"), ("picture", "say")):
        together = patterns(name)
        left = [
            message
            for message in CATALOGUE[context].keys() - known
            if not any(pattern.fullmatch(message) for pattern in together)
            and not (context == "page" and re.search(rf"\bt\((['\"]){re.escape(message)}\1", PAGE))
        ]
        assert left == [], context
    assert CATALOGUE["noun"].keys() <= known


def helped() -> set[str]:
    """What the help of the whole command line says."""
    commands = [
        *COMMANDS.values(),
        *GROUPS.values(),
        *(entry for group in GROUPS.values() for entry in group.commands.values()),
    ]
    said = {text for entry in commands for text in (entry.panel, entry.line)} | {
        topic.line for topic in TOPICS.values()
    }
    for path in ((), *PATHS, *((name,) for name in GROUPS)):
        ctx = command_of(path)
        said.update(paragraphs(ctx.command.help))
        said.update(param.help for param in ctx.command.get_params(ctx) if param.help and not param.hidden)
    return said


def test_the_help_of_every_command_has_its_chinese_and_no_other() -> None:
    said = helped()
    assert said - CATALOGUE["help"].keys() == set()
    assert len(said) > 250
    of_typer = {"Usage", "Arguments", "Options", "Commands", "[OPTIONS]", "COMMAND", "[ARGS]..."}
    assert CATALOGUE["help"].keys() - said - of_typer - constants() == set()


def test_the_catalogue_is_a_file_of_three_columns_without_an_entry_twice() -> None:
    with open(PACKAGE / "i18n" / "zh.csv", encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["context", "source", "target"]
    assert all(len(row) == 3 and all(row) for row in rows)
    keys = [(context, source) for context, source, _ in rows]
    assert [key for key in keys if keys.count(key) > 1] == []


@pytest.mark.parametrize(("english", "chinese"), SPOKEN)
def test_a_message_has_the_placeholders_of_its_english(english: str, chinese: str) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    # In Chinese nothing is conjugated, and how two dates stand to each other is said without them.
    left_out = (
        {"verb"} if "{verb}" in english else {"day"} if chinese in ("早於斷交", "晚於斷交", "先後不明") else set()
    )
    assert fields(chinese) == fields(english) - left_out
    assert not re.search(r"[\u3400-\u9fff][,.]", chinese)


# Words and fields ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", VOCABULARIES)
def test_every_word_of_a_vocabulary_has_its_chinese_and_no_other(alias: str) -> None:
    """A word that is the same in both languages (a name, a letter) is its own translation."""
    words = {word: pgettext("zh", alias, word) for word in VOCABULARIES[alias]}
    assert {word for word, chinese in words.items() if word == chinese} <= {*"ABC"}
    assert CATALOGUE.get(alias, {}).keys() <= words.keys()


def test_the_words_of_the_record_have_their_chinese() -> None:
    def column(file: str, name: str) -> set[str]:
        with open(PACKAGE / "data" / f"{file}.csv", encoding="utf-8", newline="") as stream:
            return {row[name] for row in csv.DictReader(stream)} - {""}

    assert column("states", "subregion") - CATALOGUE["subregion"].keys() == set()
    assert column("presidencies", "office") == CATALOGUE["office"].keys()
    assert column("presidencies", "party") == CATALOGUE["party"].keys()


def test_every_context_is_one_that_somebody_asks_for() -> None:
    others = {"message", "notice", "thing", "help", "page", "picture", "noun", "boolean", "heard"}
    assert CATALOGUE.keys() - others - VOCABULARIES.keys() <= MEANINGS.keys()


def test_terms_are_those_of_the_ministry() -> None:
    assert [pgettext("zh", "EventKind", kind) for kind in ("establish", "restore", "sever")] == ["建交", "復交", "斷交"]
    assert pgettext("zh", "status", "ally") == "邦交國"
    simplified = set("国断复转际东关间变动发与对联")
    titles = [title for _, title in MEANINGS.values()] + list(SPECIAL_TITLES.values())
    for text in chain(titles, *(words.values() for name, words in CATALOGUE.items() if name != "heard")):
        assert not set(text) & simplified, text


def test_a_word_means_what_its_context_says() -> None:
    assert pgettext("zh", "Memory", "fact") == "事實"
    assert pgettext("zh", "Cause", "break") == "斷交"
    assert pgettext("zh", "SignalStatus", "standing") == "尚未發生"
    assert pgettext("zh", "title", "break") == "break"
    assert pgettext("en", "Cause", "break") == "break"
    assert pgettext("zh", "period", "1970s") == "1970年代"
    assert [pgettext("zh", "period", word) for word in ("all", "Africa", "tsai")] == ["全部", "非洲", "tsai"]


# Dates, numbers, input -------------------------------------------------------------------------------------------


def test_dates_lengths_and_numbers() -> None:
    assert date_in("zh", "1999-12-29") == "1999年12月29日"
    assert date_in("zh", "1942-07") == "1942年7月"
    assert date_in("zh", "1912?") == "1912年（？）"
    assert date_in("zh", "1912~") == "約1912年"
    assert date_in("en", "1942-07") == "July 1942"
    assert length_in("zh", "26 y 10 m") == "26年10個月"
    assert length_in("zh", "8 d") == "8天"
    assert length_in("en", "8 d") == "8 d"
    assert ngettext("zh", 2, "ally", "allies") == "個邦交國"
    assert [ngettext("en", n, "ally", "allies") for n in (0, 1, 2)] == ["allies", "ally", "allies"]
    assert ngettext("en", 2, "event") == "events"
    assert gettext("en", "{n} gained", n=3) == "3 gained"
    assert gettext("zh", "{n} gained", n=3) == "增加3"


def test_days() -> None:
    from datetime import date

    assert day_in("en", date(2026, 5, 3)) == "3 May 2026"
    assert day_in("zh", date(2026, 5, 3)) == "2026年5月3日"


def test_chinese_is_understood_whatever_the_language() -> None:
    assert english("斷交", ("establish", "sever")) == "sever"
    assert english("断交", ("establish", "sever")) == "sever"
    assert english(" 復交 ", ("establish", "restore")) == "restore"
    assert english("提議", VOCABULARIES["EntryKind"]) == "offer"
    assert english("大洋洲", VOCABULARIES["Region"]) == "Oceania"
    assert english("加勒比", ("Asia", "Caribbean")) == "Caribbean"
    assert english("nonsense", ("establish",)) == "nonsense"
    known = set(REGION_ALIASES).union(*(words.keys() for words in CATALOGUE.values()))
    assert CATALOGUE["heard"].keys() <= known


def test_chinese_punctuation_does_not_begin_a_line() -> None:
    lines = wrap("資料截至二零二六年五月三日，其後變動可能尚未收錄。", 26)
    assert all(cell_width(line) <= 26 for line in lines)
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert "".join(lines) == "資料截至二零二六年五月三日，其後變動可能尚未收錄。"
