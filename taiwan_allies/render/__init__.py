"""The only place that writes output: rows, tables, charts, pictures."""
