"""The only place that opens SQLite: migrate, read, write, layers, journal."""
