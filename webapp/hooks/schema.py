"""The tables of web hooks."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from engine.schema import Id, Instant
from webapp.lifecycle.schema import metadata

web_hook = Table(
    "web_hook",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Text, nullable=False),
    Column("kinds", Text, nullable=False),  # webapp.hooks.events.EventKind, separated by spaces.
    Column("salt", LargeBinary(16), nullable=False),  # Its secret is worked out of it and the site's own secret.
    Column("made_by", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),  # None: it is told.
    Column("delivered_at", Instant),  # When it last answered that it was told.
    Column("given_up", Integer, nullable=False),  # How many events could not be told since it last answered.
    Column("failure", Text),  # What the last attempt said, if it failed.
    sqlite_autoincrement=True,
)

# Entries of histories on their way to web hooks.  A trigger on `history` puts them here while there is a web hook:
# the step that writes them says no statement more, and none is missed however many processes write.
web_hook_entry = Table(
    "web_hook_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False),
    Column("sequence", Integer, nullable=False),
    sqlite_autoincrement=True,
)
