"""What TAB offers in bash, zsh, fish and PowerShell, and the script by which each of them asks for it.

A shell sets `_ALLIES_COMPLETE` to its name and `_ALLIES_LINE` to the line up to the cursor, and runs `allies`. The answer
is one word (`words`, `list` if no space should follow, `files` for the shell's own file names), then a line for each
offer: the value and, behind a tab, its help. Offers come from the command line itself and from the bundled record: no
store is opened, so own events are not offered. Values are slugs and ids, which no shell has to quote.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

LINE = "_ALLIES_LINE"


class Asked(NamedTuple):
    """One question of a shell: the word to complete, the context of its command, whose names are wanted."""

    text: str
    ctx: Any
    zh: bool


Offers = list[tuple[str, str]]


# What there is: each function gives the values that may stand for the text, with their help ------------


def _beginning(text: str, offers: Iterable[tuple[str, str]]) -> Offers:
    wanted = text.lower()
    return [offer for offer in offers if offer[0].lower().startswith(wanted)]


def _table(resource: str, *names: str) -> Iterator[Any]:
    """These columns of a bundled file."""
    from taiwan_allies.store.dataset.bundled import read

    rows = read(resource)
    header = next(rows)
    at = [header.index(name) for name in names]
    for row in rows:
        yield tuple(row[i] or "" for i in at)


def _named(name: str, text: str) -> bool:
    """Whether ``text`` begins the name or a word of it."""
    from taiwan_allies.rules.names import fold

    return f" {fold(text)}" in f" {fold(name)}"


def states(asked: Asked) -> Offers:
    """Slugs of states; where the text begins none, of those that have another name which it begins."""
    rows = sorted(_table("states", "slug", "code", "name", "name_zh"))
    named = {slug: zh if asked.zh else name for slug, _, name, zh in rows}
    found = _beginning(asked.text, named.items())
    if not found:
        others = {code for code, name in _table("names", "code", "name") if _named(name, asked.text)}
        found = [
            (row[0], named[row[0]]) for row in rows if row[1] in others or any(_named(t, asked.text) for t in row[1:])
        ]
    return found


def presidents(asked: Asked) -> Offers:
    """Slugs of presidencies; where the text begins none, of those that have another name which it begins."""
    rows = list(_table("presidencies", "slug", "name", "name_zh", "start", "end"))
    named = {slug: f"{zh if asked.zh else name} {start[:4]}-{end[:4]}" for slug, name, zh, start, end in rows}
    return _beginning(asked.text, named.items()) or [
        (row[0], named[row[0]]) for row in rows if any(_named(text, asked.text) for text in row[:3])
    ]


def periods(asked: Asked) -> Offers:
    """Presidents and the words of dates, also as the second end of a range."""
    head, dots, last = asked.text.rpartition("..")
    offers = [*presidents(asked._replace(text=last)), *_beginning(last, [("today", ""), ("yesterday", "")])]
    return [(head + dots + value, text) for value, text in offers]


def regions(asked: Asked) -> Offers:
    """Regions, then subregions, with hyphens for spaces."""
    from taiwan_allies.i18n.words import say

    pairs = sorted(set(_table("states", "region", "subregion")))
    names = dict.fromkeys([region for region, _ in pairs] + [subregion for _, subregion in pairs])
    slugs = [(name.lower().replace(" ", "-"), say("zh" if asked.zh else "en", name)) for name in names]
    return _beginning(asked.text, slugs)


def kinds(asked: Asked) -> Offers:
    """Kinds of events and of engagements."""
    from taiwan_allies.i18n.words import say
    from taiwan_allies.store.queries.timeline import ENGAGEMENT_KINDS, RECOGNITION_KINDS

    both = (("relations", RECOGNITION_KINDS), ("engagement", ENGAGEMENT_KINDS))
    offers = [(kind, say("zh", kind) if asked.zh else what) for what, several in both for kind in several]
    return _beginning(asked.text, offers)


def ids(asked: Asked) -> Offers:
    """Ids of events and engagements of the bundled record."""
    names: dict[str, str] = dict(_table("states", "code", "name_zh" if asked.zh else "name"))
    events = _table("events", "id", "code", "kind", "date")
    acts = _table("engagements", "id", "date", "summary")
    offers = [(id_, f"{names.get(code, code)}: {kind} {date}") for id_, code, kind, date in events]
    return _beginning(asked.text, [*offers, *((id_, f"{date} {what}") for id_, date, what in acts)])


def documents(asked: Asked) -> Offers:
    """Ids of events and engagements, and those of sources once the text begins like one."""
    if not asked.text.lower().startswith("src"):
        return ids(asked)
    sources = _table("sources", "id", "publisher", "title")
    return _beginning(asked.text, [(id_, f"{publisher}: {title}") for id_, publisher, title in sources])


def citable(asked: Asked) -> Offers:
    """States and ids."""
    found = documents(asked) if asked.text else []
    return found or states(asked)


def topics(asked: Asked) -> Offers:
    """Help topics, then commands."""
    from taiwan_allies.cli.app import COMMANDS, GROUPS
    from taiwan_allies.cli.help.topics import TOPICS

    commands = [(name, what[1]) for table in (COMMANDS, GROUPS) for name, what in table.items()]
    return _beginning(asked.text, [*((name, what) for name, (what, _) in TOPICS.items()), *commands])


def rules(asked: Asked) -> Offers:
    """Rules of `check`."""
    from taiwan_allies.rules.checks import RULES

    return _beginning(asked.text, RULES.items())


def fields(asked: Asked) -> Offers:
    """The fields of the command for the options that were given."""
    return _beginning(asked.text, [(name, "") for name in fields_of(asked.ctx)])


_ELSEWHERE = {
    "timeline": "store.queries.timeline", "data diff": "store.dataset.dataset_diff", "add": "cli.writing", "edit": "cli.writing",
    "rm": "cli.writing",
}  # fmt: skip


def fields_of(ctx: Any) -> list[str]:
    """The fields of a command's answer: the `FIELDS` or `COLUMNS` of its module, or what `fields_for` its options gives."""
    from importlib import import_module

    from taiwan_allies.cli.app import module_of

    names = ctx.command_path.split()[1:]
    if not names:
        module = import_module("taiwan_allies.cli.commands.summary")
    elif elsewhere := _ELSEWHERE.get(" ".join(names)):
        module = import_module(f"taiwan_allies.{elsewhere}")
    else:
        module = module_of(*names)
    if hasattr(module, "fields_for"):
        return list(module.fields_for(ctx.params))
    return list(getattr(module, "FIELDS", ())) or [column.name for column in getattr(module, "COLUMNS", ())]


def words(*choices: str) -> Callable[[Asked], Offers]:
    """A closed vocabulary."""
    return lambda asked: _beginning(asked.text, [(choice, "") for choice in choices])


def several(offer: Callable[[Asked], Offers]) -> Callable[[Asked], Offers]:
    """The same for a list with commas: its last part is completed, and what it holds is not offered again."""

    def offers(asked: Asked) -> Offers:
        before, comma, last = asked.text.rpartition(",")
        taken = before.split(",")
        found = offer(asked._replace(text=last))
        return [(before + comma + value, text) for value, text in found if value not in taken]

    return offers


SHELLS: Final = ("bash", "zsh", "fish", "powershell")
BY_NAME: Final[dict[str, Callable[[Asked], Offers]]] = {
    # an option's long name, or an argument's metavar without brackets and dots
    "--country": several(states),
    "COUNTRY": several(states),
    "--president": several(presidents),
    "--region": several(regions),
    "--kind": several(kinds),
    "KIND": kinds,
    "--type": several(words("recognition", "engagement")),
    "--fields": several(fields),
    "--at": periods,
    "--in": periods,
    "--from": periods,
    "--to": periods,
    "A": periods,
    "B": periods,
    "ID": documents,
    "ID|COUNTRY": citable,
    "TOPIC": topics,
    "RULE": rules,
    "--source": documents,
    "--cause": words("switch", "break", "war", "annexation", "dissolution", "lapse"),
    "--initiated-by": words("partner", "roc", "both", "unknown"),
    "--source-tier": words("primary", "secondary", "tertiary"),
    "--show-completion": words(*SHELLS),
    "--install-completion": words(*SHELLS),
}
FILES: Final = ("FILE", "PATH", "DIR", "FOLDER", "OLD", "NEW")


# The answer ------------------------------------------------------------------------------------------


def answer(app: Any, line: str, *, zh: bool = False) -> tuple[str, list[tuple[str, str]]]:
    """What may stand at the end of ``line``: `words`, `list` or `files`, and the offers with their help."""
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    given, typed = split(line)
    ctx = _resolve_context(app, {}, "allies", given)
    target, text = _resolve_incomplete(ctx, given, typed)
    kind, offers = _offers(target, Asked(text, ctx, zh))
    # `--fields=code` is one word for a shell, and so is what replaces it.
    joined = typed[: len(typed) - len(text)] if typed.startswith("--") and "=" in typed else ""
    return kind, [(joined + value, _one_line(text)) for value, text in offers]


def _offers(target: Any, asked: Asked) -> tuple[str, Offers]:
    """What the command line's own object for the place, a command or a parameter, has to offer."""
    if asked.text.startswith("-") and hasattr(target, "params"):
        return "words", [(item.value, item.help or "") for item in target.shell_complete(asked.ctx, asked.text)]
    if hasattr(target, "table"):
        return "words", _beginning(asked.text, target.table().items())
    if hasattr(target, "params"):
        return "words", []
    metavar = (target.metavar or "").strip("[].")
    names = [*(name for name in target.opts if name.startswith("--")), metavar]
    for name in names:
        if name in BY_NAME:
            return "list" if name == "--fields" else "words", BY_NAME[name](asked)
    choices = getattr(target.type, "choices", None) or ()
    if not choices and not set(metavar.split("|")).isdisjoint(FILES):
        return "files", []
    return "words", _beginning(asked.text, ((str(choice), "") for choice in choices))


def _one_line(text: str) -> str:
    from taiwan_allies.output.text import one_line

    return one_line(text if len(text) <= 100 else text[:99] + "…")


def split(line: str) -> tuple[list[str], str]:
    """The complete arguments on a command line, and the word at its end that is being typed."""
    from shlex import shlex

    reader = shlex(line, posix=True)
    reader.whitespace_split, reader.commenters = True, ""
    found: list[str] = []
    unfinished = False
    try:
        found.extend(reader)
    except ValueError:  # an open quotation mark
        found.append(reader.token or "")
        unfinished = True
    while len(found) > 1 and found[0].partition("=")[0].isidentifier() and "=" in found[0]:
        del found[0]  # ALLIES_DB=x allies ...
    if unfinished or not line[-1:].isspace():
        return found[1:-1], found[-1] if len(found) > 1 else ""
    return found[1:], ""


def respond(app: Any, env: Mapping[str, str]) -> None:
    """Write the answer to the question that the environment asks."""
    from taiwan_allies.cli.app import COMPLETE
    from taiwan_allies.context import language

    shell = env[COMPLETE]
    kind, offers = answer(app, env.get(LINE, ""), zh=language(env) == "zh")
    out = [kind, *(_written(shell, value, text) for value, text in offers)]
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write("\n".join(out) + "\n")


def _written(shell: str, value: str, text: str) -> str:
    if shell == "zsh":  # as _describe wants it
        value = value.replace("\\", "\\\\").replace(":", "\\:")
        return f"{value}:{text}" if text else value
    if shell == "powershell" and "," in value:
        value = f"'{value}'"  # or it would be two arguments
    return f"{value}\t{text}" if text else value


# The scripts -----------------------------------------------------------------------------------------

BASH = r"""# bash completion for allies
_allies_completion() {
    local cur=${COMP_WORDS[COMP_CWORD]} kind='' line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then kind=$line; continue; fi
        line=${line%%$'\t'*}
        # bash breaks words at =, so what stands before it is there already.
        if [[ $line == --*=* && $cur != --*=* ]]; then line=${line#*=}; fi
        COMPREPLY+=("$line")
    done < <(_ALLIES_COMPLETE=bash _ALLIES_LINE=${COMP_LINE:0:COMP_POINT} "${1/#\~/$HOME}" 2>/dev/null)
    case $kind in
        list) compopt -o nospace 2>/dev/null ;;
        files) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$cur")) ;;
    esac
}
complete -o nosort -F _allies_completion allies 2>/dev/null || complete -F _allies_completion allies
"""

ZSH = r"""#compdef allies
_allies() {
    local -a lines offers
    local program=${(Q)words[1]}
    lines=("${(@f)$(_ALLIES_COMPLETE=zsh _ALLIES_LINE="${(j: :)words[1,CURRENT-1]} $PREFIX" ${program/#\~/$HOME} 2>/dev/null)}")
    offers=("${(@)lines[2,-1]}")
    case $lines[1] in
        files) _files ;;
        list) (( $#offers )) && _describe -V 'allies' offers -U -S '' ;;
        *) (( $#offers )) && _describe -V 'allies' offers -U ;;
    esac
}
if [[ $funcstack[1] == _allies ]]; then
    _allies "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _allies allies
fi
"""

FISH = r"""# fish completion for allies
function __allies_complete
    set -l program (string replace -r '^~' $HOME -- (commandline -opc)[1])
    set -l found (env _ALLIES_COMPLETE=fish _ALLIES_LINE=(commandline -cp | string collect) $program 2>/dev/null)
    if test "$found[1]" = files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found[2..]
    end
end
complete -c allies -f -k -a '(__allies_complete)'
"""

POWERSHELL = r"""# PowerShell completion for allies
Register-ArgumentCompleter -Native -CommandName allies -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString()
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = if ($length -lt $line.Length) { $line.Substring(0, $length) } else { $line.PadRight($length) }
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $Env:_ALLIES_COMPLETE = 'powershell'
        $Env:_ALLIES_LINE = $line
        & allies 2>$null | Select-Object -Skip 1 | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:_ALLIES_COMPLETE, Env:_ALLIES_LINE -ErrorAction SilentlyContinue
        [Console]::OutputEncoding = $encoding
    }
}
"""

SCRIPTS: Final = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL, "pwsh": POWERSHELL}
FLAGS: Final = ("--show-completion", "--install-completion")


def with_shell(args: Sequence[str]) -> list[str]:
    """The arguments with `auto` behind a flag of `FLAGS` that names no shell: it may be left out."""
    out: list[str] = []
    for n, arg in enumerate(args):
        out.append(arg)
        if arg in FLAGS and (n + 1 == len(args) or args[n + 1].startswith("-")):
            out.append("auto")
    return out


def shell_of(name: str) -> str:
    """A shell of `SCRIPTS`; for `auto` the one that runs us. Raises `UsageError` where there is none."""
    from taiwan_allies.dates.partial import quoted
    from taiwan_allies.errors import UsageError

    hint = "Say which: bash, zsh, fish or powershell."
    found = name.lower()
    if found == "auto":
        import shellingham

        try:
            found = shellingham.detect_shell()[0]
        except shellingham.ShellDetectionFailure:
            raise UsageError("the shell that runs this cannot be told", hint) from None
    if found not in SCRIPTS:
        raise UsageError(f"there is no completion for {quoted(found)}", hint)
    return found


def place_of(shell: str, env: Mapping[str, str]) -> Path:
    """Where bash, zsh or fish looks for the script."""
    from pathlib import Path

    home = Path(env.get("HOME") or Path.home())
    if shell == "bash":
        data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
        return data / "bash-completion" / "completions" / "allies"
    if shell == "zsh":
        return home / ".zfunc" / "_allies"
    return Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions" / "allies.fish"


def install(shell: str, env: Mapping[str, str] | None = None) -> list[str]:
    """Put the script where the shell finds it, and say what was done. Raises `UsageError` if it cannot be written."""
    from pathlib import Path

    from taiwan_allies.errors import UsageError
    from taiwan_allies.output.writing import write_file

    env = os.environ if env is None else env
    if shell in ("powershell", "pwsh"):
        line = "allies --show-completion powershell | Out-String | Invoke-Expression"
        return ["PowerShell loads what its profile says. Add this line to the file $PROFILE:", f"  {line}"]
    home, file = Path(env.get("HOME") or Path.home()), place_of(shell, env)
    rc, line = {
        "bash": (home / ".bashrc", "[ ! -r {0} ] || . {0}"),
        "zsh": (
            Path(env.get("ZDOTDIR") or home) / ".zshrc",
            "fpath=({1} $fpath); autoload -Uz compinit && compinit",
        ),
    }.get(shell, (None, ""))
    said = [f"Written: {file}"]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(str(file), [SCRIPTS[shell]])
        if rc is not None:
            from shlex import quote

            line = line.format(quote(str(file)), quote(str(file.parent))) + "  # allies completion"
            before = rc.read_text(encoding="utf-8", errors="surrogateescape") if rc.exists() else ""
            if line not in before.splitlines():
                with open(rc, "a", encoding="utf-8") as stream:
                    stream.write(("" if before.endswith("\n") or not before else "\n") + line + "\n")
                said.append(f"Added to {rc}: {line}")
    except OSError as error:
        raise UsageError(
            f"{error.filename}: cannot be written: {error.strerror}",
            f"`allies --show-completion {shell}` prints the script.",
        ) from None
    return [*said, "Open a new shell to use it."]
