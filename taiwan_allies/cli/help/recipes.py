"""Pipelines with other tools. The tests run each of them whose tools are there."""

from __future__ import annotations

from typing import Final

RECIPES: Final = (
    # what it gives, the commands, the tools that it needs besides a shell
    ("The names of the allies, one a line", "allies list --fields name --no-header", ()),
    (
        "Allies by region, counted",
        "allies list --fields region --no-header | sort | uniq -c | sort -rn",
        ("sort", "uniq"),
    ),
    ("Only while a state is an ally", "allies is -q tuvalu && echo still", ()),
    ("How many there were on each New Year's Day since 2000", """\
for year in $(seq 2000 2026); do
  printf '%s ' $year; allies count --at $year-01-01
done""", ("seq",)),
    (
        "The losses under a president, with jq",
        "allies diff tsai --json | jq -r '.[] | [.date, .name] | @tsv'",
        ("jq",),
    ),
    ("The longest ties, with jq", """\
allies list --json |
  jq -r 'sort_by(-.years) | .[:3][] | "\\(.name): \\(.years) years"'""", ("jq",)),
    ("Losses to the PRC by decade, with jq", """\
allies timeline --switched --json |
  jq -r 'group_by(.day[:3])[] | "\\(.[0].day[:3])0s \\(length)"'""", ("jq",)),
    ("Columns for a spreadsheet, with csvkit", "allies list --csv | csvcut -c name,since,region | csvlook", ("csvcut",)),
    ("Which sources are from a ministry, with csvkit", """\
allies sources --csv | csvgrep -c publisher -m Ministry |
  csvcut -c id,title""", ("csvgrep", "csvcut")),
    ("The count at each hand-over", "allies presidents --in 1948.. --fields slug,at_start,at_end", ()),
    ("Everything about each ally of the Pacific", "allies list -q -r oceania | xargs allies show", ("xargs",)),
    ("One file for each ally", """\
allies list -q | xargs -I{} sh -c 'allies show {} -o {}.json'""", ("xargs",)),
    ("A question in SQL", """\
allies sql 'SELECT region, count(*) AS n FROM ally
            GROUP BY region ORDER BY n DESC'""", ()),
    ("The same through sqlite3", """\
sqlite3 -header -csv "$(allies db path)" \\
  'SELECT name, since FROM ally LIMIT 3'""", ("sqlite3",)),
    ("The same through sqlite-utils", """\
sqlite-utils "$(allies db path)" 'SELECT code, since FROM ally' --csv""", ("sqlite-utils",)),
    ("A picture with gnuplot", """\
allies chart --csv --no-header > allies.csv
gnuplot -e "set terminal svg; set output 'allies.svg';
  set datafile separator ','; set xdata time; set timefmt '%Y-%m-%d';
  set yrange [0:*]; plot 'allies.csv' using 1:2 with steps title ''\"""", ("gnuplot",)),
    ("A table for a paper", "allies count --by president --format md -o tallies.md", ()),
    ("Everything about whatever has some words", "allies search huawei --fields id --no-header | xargs allies show", ("xargs",)),
    ("Whether all of today's allies were allies then", "allies list -q | allies is - --at 2016 --fields name,ally", ()),
    ("What has changed since a day, shown if anything has", """\
allies diff 2024-05-20 --exit-code > changes.tsv || cat changes.tsv""", ()),
    ("Look again every hour", "watch -n 3600 allies list --format table", ("watch",)),
)  # fmt: skip
