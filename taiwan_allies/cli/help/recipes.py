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
    ("Presidents on the hundredth day in office, worst first", """\
allies compare --day 100 --csv | csvsort -c lost -r |
  csvcut -c president,at_start,lost,count""", ("csvsort", "csvcut")),
    ("Half of the ties lasted how long, by region (Kaplan-Meier), with pandas", """\
allies list --ever --csv > spells.csv
python3 -c '
import pandas as pd
spells = pd.read_csv("spells.csv")
ends = pd.to_datetime(spells.end_day)
begun = pd.to_datetime(spells.start_day)
lasted = ends.fillna(pd.Timestamp.now()) - begun
spells["years"] = lasted.dt.days / 365.25
spells["ended"] = ends.notna()
for region, part in spells.groupby("region"):
    ended = part.groupby("years").ended.sum()
    at_risk = [(part.years >= years).sum() for years in ended.index]
    alive = (1 - ended / at_risk).cumprod()
    half = alive[alive <= 0.5].index.min()
    print(region, len(part), round(half, 1))
'""", ("pandas",)),
    ("A regression on the country-year panel, with pandas", """\
allies panel --states un --in 1950..2020 --csv > panel.csv
python3 -c '
import numpy as np, pandas as pd
panel = pd.read_csv("panel.csv").query("exists")
after = panel.period >= 1971
x = np.column_stack([after * 0 + 1, panel.period - 1971, after])
y = panel.ally_at_end
fit = np.linalg.lstsq(x.astype(float), y.astype(float), rcond=None)
print(fit[0].round(4))
'""", ("pandas",)),
    ("The same two in R", """\
allies list --ever --csv > spells.csv
allies panel --states un --in 1950..2020 --csv > panel.csv
Rscript -e '
library(survival)
spells <- read.csv("spells.csv", na.strings = "")
open <- is.na(spells$end_day)
end <- ifelse(open, format(Sys.Date()), spells$end_day)
years <- as.numeric(as.Date(end) - as.Date(spells$start_day)) / 365.25
print(survfit(Surv(years, !open) ~ spells$region))
panel <- read.csv("panel.csv", na.strings = "")
panel <- subset(panel, exists == "true")
panel$after <- panel$period >= 1971
print(lm((ally_at_end == "true") ~ I(period - 1971) + after, panel))
'""", ("Rscript",)),
    ("A CSV that Excel opens with its Chinese", "allies list --csv --bom -o allies.csv", ()),
    ("An Excel workbook, with pandas", """\
allies timeline --csv > timeline.csv
allies list --ever --csv > spells.csv
python3 -c '
import pandas as pd
with pd.ExcelWriter("allies.xlsx") as book:
    for name in ("spells", "timeline"):
        rows = pd.read_csv(f"{name}.csv").convert_dtypes()
        rows.to_excel(book, sheet_name=name, index=False)
'""", ("pandas", "openpyxl")),
    ("A Parquet file, with DuckDB", """\
allies panel --csv > panel.csv
python3 -c '
import duckdb
codes = {name: "VARCHAR" for name in ("cow", "gw", "m49")}
rows = duckdb.read_csv("panel.csv", dtype=codes)
rows.write_parquet("panel.parquet")
print(duckdb.read_parquet("panel.parquet").shape)
'""", ("duckdb",)),
    ("The same with pandas", """\
allies panel --csv > panel.csv
python3 -c '
import pandas as pd
codes = {name: str for name in ("cow", "gw", "m49")}
pd.read_csv("panel.csv", dtype=codes).to_parquet("panel.parquet")
'""", ("pandas", "pyarrow")),
    ("Full text search in Datasette, on a copy of the store", """\
allies db backup web.db --force > copy.tsv
fts="sqlite-utils enable-fts web.db --tokenize trigram"
$fts engagement summary note && $fts event note
sqlite-utils search web.db engagement huawei -c id --csv""", ("sqlite-utils",)),
    ("Look again every hour", "watch -n 3600 allies list --format table", ("watch",)),
)  # fmt: skip
