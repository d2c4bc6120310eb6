"""The database: its connection, schema, migrations, derived tables and copies."""
