"""Names, what sequence of events is possible, and what a sound record is."""
