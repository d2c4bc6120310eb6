"""Pipelines with other tools. The tests run each of them whose tools are there."""

from __future__ import annotations

from typing import Final

RECIPES: Final = (
    ("The names of the allies, one a line", "allies list --fields name --no-header"),
    ("Allies by region, counted", "allies list --fields region --no-header | sort | uniq -c"),
    ("Only if a state is still an ally", "allies is -q tuvalu && echo still"),
    (
        "The losses under a president, with jq",
        "allies diff tsai --json | jq -r '.[] | [.date, .name] | @tsv'",
    ),
    ("A column for csvkit", "allies list --csv | csvcut -c name,since"),
    ("The count at each hand-over", "allies presidents --in 1948.. --fields slug,at_start,at_end"),
    ("Everything about each ally of the Pacific", "allies list -q -r oceania | xargs allies show"),
    (
        "A question in SQL",
        "allies sql 'SELECT region, count(*) AS n FROM ally GROUP BY region ORDER BY n DESC'",
    ),
    (
        "The same through sqlite3",
        'sqlite3 -header "$(allies db path)" "SELECT name, since FROM ally LIMIT 3"',
    ),
    (
        "The same through sqlite-utils",
        'sqlite-utils "$(allies db path)" "SELECT code, since FROM ally" --csv',
    ),
    (
        "A line for gnuplot",
        "allies chart --csv --no-header > allies.csv\n"
        "gnuplot -p -e \"set datafile separator ','; set xdata time; set timefmt '%Y-%m-%d'; plot 'allies.csv' using 1:2 with steps\"",
    ),
    ("Look again every hour", "watch -n 3600 allies"),
)
