"""The number of the newest migration; a store carries it as SQLite's `user_version`."""

SCHEMA = 2
