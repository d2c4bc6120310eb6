"""Pure meaning: dates, periods, names, presidencies, rules. No I/O, standard library only."""
