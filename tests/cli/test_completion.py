"""Completion, asked as a shell asks, and in a real bash, zsh and fish."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies, Record

SHELLS = ("bash", "zsh", "fish", "powershell")


def ask(allies: Allies, line: str, shell: str = "fish", **env: str) -> tuple[str, dict[str, str]]:
    """What the program answers a shell: the kind of answer, and the offers with their help."""
    done = allies(env={"_ALLIES_COMPLETE": shell, "_ALLIES_LINE": line, **env})
    assert done.stderr == ""
    kind, *offers = done.stdout.splitlines()
    return kind, {offer.partition("\t")[0]: offer.partition("\t")[2] for offer in offers}


def words(allies: Allies, line: str) -> list[str]:
    return list(ask(allies, line)[1])


def test_commands(record: Record) -> None:
    kind, offers = ask(record, "allies ")
    assert kind == "words"
    assert {"list", "show", "timeline", "data", "db", "help"} <= set(offers)
    assert offers["list"] == "The allies on a day"
    assert words(record, "allies ti") == ["timeline"]
    assert "backup" in words(record, "allies db ")
    assert words(record, "allies db b") == ["backup"]


def test_options(record: Record) -> None:
    offers = ask(record, "allies list --for")[1]
    assert list(offers) == ["--former", "--format"]
    assert offers["--former"]
    assert "--today" not in words(record, "allies list --")  # hidden


@pytest.mark.parametrize(
    "line", ["show pa", "is pa", "list -c pa", "list --country=pa", "timeline --country tuvalu,pa"]
)
def test_states_are_offered_as_slugs(record: Record, line: str) -> None:
    offers = ask(record, f"allies {line}")[1]
    slugs = {re.split("[=,]", value)[-1]: name for value, name in offers.items()}
    assert slugs == {
        "pakistan": "Pakistan",
        "palau": "Palau",
        "palestine": "Palestine",
        "panama": "Panama",
        "papua-new-guinea": "Papua New Guinea",
        "paraguay": "Paraguay",
    }


def test_a_state_is_found_by_another_name(record: Record) -> None:
    assert words(record, "allies show vatic") == ["holy-see"]
    assert words(record, "allies show 教廷") == ["holy-see"]
    assert words(record, "allies show dahom") == ["benin"]
    assert words(record, 'allies show "marshall isl') == ["marshall-islands"]
    assert words(record, "allies show Pala") == ["palau"]


def test_help_is_chinese_for_a_chinese_user(record: Record) -> None:
    assert ask(record, "allies show pala", ALLIES_LANG="zh")[1] == {"palau": "帛琉"}
    told = ask(record, "allies show eng-0003", ALLIES_LANG="zh")[1]
    assert told == {"eng-0003": "2016-07-01 蔡英文自巴拉圭返國途中過境洛杉磯。"}
    assert ask(record, "allies show nru-4", ALLIES_LANG="zh")[1] == {"nru-4": "諾魯: 斷交 2024-01-15"}


def test_presidents_and_periods(record: Record) -> None:
    assert ask(record, "allies timeline -p ts")[1] == {"tsai-ing-wen": "Tsai Ing-wen 2016-2024"}
    assert words(record, "allies list --at lai") == ["lai-ching-te"]
    assert words(record, "allies count --in tsai..la") == ["tsai..lai-ching-te"]
    assert words(record, "allies diff ma-ying-jeou ts") == ["tsai-ing-wen"]
    assert words(record, "allies list --at toda") == ["today"]
    assert words(record, "allies timeline -p tsai-ing-wen,l")[0].startswith("tsai-ing-wen,l")


def test_ids(record: Record) -> None:
    assert ask(record, "allies edit nru-4")[1] == {"nru-4": "Nauru: sever 2024-01-15"}
    for command in ("rm", "cite", "sources", "edit"):
        assert words(record, f"allies {command} nru-") == ["nru-1", "nru-2", "nru-3", "nru-4"]
        assert words(record, f"allies {command} eng-0001") == ["eng-0001"]
    assert "src-0003" in words(record, "allies sources src-000")
    assert words(record, "allies cite naur") == ["nauru"]


def test_fields(record: Record) -> None:
    assert ask(record, "allies list --fields ")[0] == "list"
    assert words(record, "allies list --fields code,na") == ["code,name", "code,name_zh"]
    assert words(record, "allies list --fields code,name,na") == ["code,name,name_zh"]
    assert words(record, "allies list --fields=code,si") == ["--fields=code,since"]


@pytest.mark.parametrize(
    "command",
    [
        "", "list", "list --ever", "show palau", "timeline", "diff tsai", "count", "count --by year", "count --in tsai",
        "chart", "chart --by president", "chart --by region", "presidents", "is palau", "sources", "cite palau",
        "search palau", "show nru-4", "is palau nauru",
        "check", "log", "data info", "data status", "data diff", "db path", "db migrate", "help",
        "add palau visit 2026-11-02 --summary x --source src-0003 --dry-run", "rm nru-4 --reason x --dry-run",
        "undo", "doctor",
    ],
)  # fmt: skip
def test_the_fields_offered_are_those_of_the_answer(record: Record, command: str) -> None:
    done = record(*command.split(), "--format", "csv", check=None)
    assert words(record, f"allies {command} --fields ") == done.stdout.splitlines()[0].split(",")


def test_choices_topics_regions_kinds_rules(record: Record) -> None:
    assert words(record, "allies list --format ") == ["table", "tsv", "csv", "json", "ndjson", "md"]
    assert words(record, "allies list --sort y") == ["years"]
    assert {"dates", "exit-codes", "recipes", "list"} <= set(words(record, "allies help "))
    assert words(record, "allies list -r oc") == ["oceania"]
    assert words(record, "allies list -r south-e") == ["south-eastern-asia"]
    assert words(record, "allies timeline -k establish,v") == ["establish,visit"]
    assert words(record, "allies timeline --type ") == ["recognition", "engagement"]
    assert words(record, "allies add palau s") == ["suspend", "sever", "statement", "signal"]
    assert "sequence" in words(record, "allies check ")


def test_what_is_offered_is_understood(record: Record) -> None:
    """Regions and the like are offered in a spelling that the command takes; Central Asia never had an ally."""
    for region in words(record, "allies list -r "):
        found = record("list", "--ever", "-r", region, "--fields", "code").stdout.count("\n") > 1
        assert found == (region != "central-asia")
    for slug in words(record, "allies timeline -p "):
        record("count", "--in", slug)


def test_files_are_the_shell_s_own(record: Record) -> None:
    for line in ("export -o ", "list --output ", "list --db x", "import ", "db restore "):
        assert ask(record, f"allies {line}") == ("files", {})
    assert ask(record, "allies list --width ") == ("words", {})


def test_nonsense_is_answered_quietly(record: Record) -> None:
    for line in (
        "",
        "allies",
        "allies nonsense ",
        "allies list --nonsense x ",
        'allies show "',
        "allies show \\",
        "allies 'x",
    ):
        ask(record, line)
    assert words(record, "ALLIES_DB=/x allies show pala") == ["palau"]


def test_no_store_is_needed_or_opened(allies: Allies) -> None:
    broken = allies.folder / "no folder" / "allies.db"
    assert ask(allies, "allies show pala", ALLIES_DB=str(broken))[1] == {"palau": "Palau"}
    assert not allies.db.exists()


def test_nothing_heavy_is_imported(allies: Allies) -> None:
    allies.command = [sys.executable, "-X", "importtime", "-m", "taiwan_allies"]
    done = allies(env={"_ALLIES_COMPLETE": "zsh", "_ALLIES_LINE": "allies show pala"})
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "taiwan_allies.cli.completion.answer" in loaded
    assert not loaded & {"rich", "rich.console", "sqlite3", "sqlite_utils", "dateutil", "json", "matplotlib"}
    commands = {name for name in loaded if name.startswith("taiwan_allies.cli.commands.")}
    assert commands <= {"taiwan_allies.cli.commands.summary", "taiwan_allies.cli.commands.show_"}


def test_powershell_quotes_what_it_would_split(allies: Allies) -> None:
    assert words_of(allies, "allies list --fields code,na", "powershell") == ["'code,name'", "'code,name_zh'"]


def test_zsh_gets_colons(allies: Allies) -> None:
    assert words_of(allies, "allies show pala", "zsh") == ["palau:Palau"]


def words_of(allies: Allies, line: str, shell: str) -> list[str]:
    done = allies(env={"_ALLIES_COMPLETE": shell, "_ALLIES_LINE": line})
    return [offer.split("\t")[0] for offer in done.stdout.splitlines()[1:]]


# The scripts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(allies: Allies, shell: str) -> None:
    script = allies("--show-completion", shell).stdout
    assert "_ALLIES_COMPLETE" in script
    assert "_ALLIES_LINE" in script
    assert allies(f"--show-completion={shell}").stdout == script


def test_the_powershell_script(allies: Allies) -> None:
    """Only its text: PowerShell itself is not here."""
    script = allies("--show-completion", "pwsh").stdout
    assert script.startswith(
        "# PowerShell completion for allies\nRegister-ArgumentCompleter -Native -CommandName allies"
    )
    assert script.count("{") == script.count("}")
    assert script.count("(") == script.count(")")
    assert "Set-PSReadLineKeyHandler" not in script  # the user's keys stay as they are


def test_an_unknown_shell(allies: Allies) -> None:
    done = allies("--show-completion", "tcsh", check=2)
    assert done.stderr == 'allies: there is no completion for "tcsh"\n  Say which: bash, zsh, fish or powershell.\n'


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_that_asks_is_found_out(allies: Allies, shell: str) -> None:
    program = need(shell)
    wanted = allies("--show-completion", shell).stdout
    allies.command = [program, "-c"]
    command = f"{sys.executable} -m taiwan_allies --show-completion; :"
    assert allies(command).stdout == wanted


@pytest.mark.parametrize(("shell", "files"), [
    ("bash", {".local/share/bash-completion/completions/allies", ".bashrc"}),
    ("zsh", {".zfunc/_allies", ".zshrc"}),
    ("fish", {".config/fish/completions/allies.fish"}),
    ("powershell", set()),
])  # fmt: skip
def test_install(allies: Allies, shell: str, files: set[str]) -> None:
    (allies.folder / ".bashrc").write_text("alias ll='ls -l'") if shell == "bash" else None
    env = {"XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "ZDOTDIR": ""}
    first = allies("--install-completion", shell, env=env).stdout
    made = {
        str(path.relative_to(allies.folder)): path.read_text() for path in allies.folder.rglob("*") if path.is_file()
    }
    assert set(made) == files
    assert all(str(allies.folder / file) in first for file in files)
    allies("--install-completion", shell, env=env)
    again = {
        str(path.relative_to(allies.folder)): path.read_text() for path in allies.folder.rglob("*") if path.is_file()
    }
    assert again == made
    if shell == "bash":
        assert made[".bashrc"].startswith("alias ll='ls -l'\n")


@pytest.mark.parametrize("flag", ["--install-completion", "--show-completion"])
@pytest.mark.parametrize("after", [["--help"], ["-h"], ["bash", "--help"]])
def test_help_is_help_and_installs_nothing(allies: Allies, flag: str, after: list[str]) -> None:
    assert allies(flag, *after).stdout == allies(after[-1]).stdout
    assert not [path for path in allies.folder.rglob("*") if path.is_file()]


# Real shells --------------------------------------------------------------------------------------------


def need(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


class Shell:
    """A shell at a terminal with the script loaded, in which TAB can be pressed."""

    def __init__(self, name: str, allies: Allies) -> None:
        self.name = name
        program = need(name)
        pexpect: Any = pytest.importorskip("pexpect")
        bin_ = allies.folder / "bin"
        bin_.mkdir()
        (bin_ / "allies").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m taiwan_allies "$@"\n')
        (bin_ / "allies").chmod(0o755)
        (allies.folder / "refs.bib").write_text("")
        script = allies.folder / f"script.{name}"
        script.write_text(allies("--show-completion", name).stdout)
        env = allies.env | {"PATH": f"{bin_}:{allies.env['PATH']}", "TERM": "dumb", "PS1": "> ", "PROMPT": "> "}
        args = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[name]
        self.child = pexpect.spawn(
            program, args, env=env, cwd=str(allies.folder), encoding="utf-8", timeout=20, dimensions=(40, 200)
        )
        self.enter(f"source {script}; shown() {{ printf '<%s>' \"$@\"; echo '=done'; }}", "loaded")

    def enter(self, command: str, mark: str) -> None:
        self.child.sendline(f"{command}; echo {mark[:1]}''{mark[1:]}")
        self.child.expect(f"(?m)^{mark}")

    def completed(self, line: str) -> list[str]:
        """The words of the line after a TAB: it is turned into the arguments of `shown`."""
        self.child.send(f"{line}\t\x01shown \x05\r")
        self.child.expect("\n(<.*>)=done")
        return re.findall("<(.*?)>", self.child.match[1])

    def close(self) -> None:
        self.child.close(force=True)


@pytest.fixture(params=["bash", "zsh"])
def shell(request: pytest.FixtureRequest, allies: Allies) -> Iterator[Shell]:
    found = Shell(request.param, allies)
    yield found
    found.close()


@pytest.mark.long
def test_tab_in_bash_and_zsh(shell: Shell) -> None:
    assert shell.completed("allies show pala") == ["allies", "show", "palau"]
    assert shell.completed("allies timel") == ["allies", "timeline"]
    assert shell.completed("allies db back") == ["allies", "db", "backup"]
    assert shell.completed("allies list --forme") == ["allies", "list", "--former"]
    assert shell.completed("allies list --fields=code,sinc") == ["allies", "list", "--fields=code,since"]
    assert shell.completed("allies list --fields code,sinc") == ["allies", "list", "--fields", "code,since"]
    assert shell.completed("allies timeline -p tsa") == ["allies", "timeline", "-p", "tsai-ing-wen"]
    assert shell.completed("allies diff tsai..la") == ["allies", "diff", "tsai..lai-ching-te"]
    assert shell.completed("allies show vatic") == ["allies", "show", "holy-see"]
    assert shell.completed('allies show "marsh') == ["allies", "show", "marshall-islands"]
    assert shell.completed("allies edit gtm") == ["allies", "edit", "gtm-1"]
    assert shell.completed("allies list -f nd") == ["allies", "list", "-f", "ndjson"]
    assert shell.completed("allies cite --record -o ref") == ["allies", "cite", "--record", "-o", "refs.bib"]
    assert shell.completed("allies show zzz") == ["allies", "show", "zzz"]


def test_tab_in_fish(allies: Allies) -> None:
    """`complete -C` is what TAB runs."""
    program = need("fish")
    bin_ = allies.folder / "bin"
    bin_.mkdir()
    (bin_ / "allies").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m taiwan_allies "$@"\n')
    (bin_ / "allies").chmod(0o755)
    (allies.folder / "refs.bib").write_text("")
    (allies.folder / "allies.fish").write_text(allies("--show-completion", "fish").stdout)
    lines = {
        "allies show pala": ["palau\tPalau"],
        "allies timel": ["timeline\tEvents in order, under their presidencies"],
        "allies db back": ["backup\tCopy the store while it is in use"],
        "allies list --forme": ["--former\tThe spells of states that are allies no more."],
        "allies list --fields=code,sinc": ["--fields=code,since"],
        "allies list --fields code,sinc": ["code,since"],
        "allies timeline -p tsa": ["tsai-ing-wen\tTsai Ing-wen 2016-2024"],
        "allies cite --record -o ref": ["refs.bib"],
        "allies show zzz": [],
    }
    allies.command = [program, "--no-config", "-c"]
    commands = [f"complete -C '{line}'; echo =" for line in lines]
    done = allies("; ".join(["source allies.fish", *commands]), env={"PATH": f"{bin_}:{allies.env['PATH']}"})
    found = [part.strip("\n").splitlines() for part in done.stdout.split("=\n")[:-1]]
    # `=` may stand in an answer itself, but never at the end of a line.
    assert dict(zip(lines, found, strict=True)) == lines


def test_installed_in_bash_and_zsh(allies: Allies, tmp_path: Path) -> None:
    """A new shell with what --install-completion wrote."""
    for variable in ("XDG_DATA_HOME", "ZDOTDIR"):
        allies.env.pop(variable, None)
    for name, rc in (("bash", ["--rcfile", str(tmp_path / ".bashrc"), "-i"]), ("zsh", ["-i"])):
        program = shutil.which(name)
        if program is None:
            continue
        allies("--install-completion", name)
        show = {"bash": "complete -p allies", "zsh": "echo $_comps[allies]"}[name]
        runner = Allies(tmp_path)
        runner.env = allies.env
        runner.command = [program, *rc, "-c"]
        assert "_allies" in runner(show).stdout
