"""The append-only record of decisions and events: one hash chain, in memory and in the database."""
