"""The tables of accounts.  Secrets that travel (session ids, links) are kept only as SHA-256 of themselves."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.schema import Id, Instant
from webapp.lifecycle.schema import metadata

# None for a person: no log-in yet, or through the organisation's own.
credential = Table(
    "credential",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("password_hash", Text, nullable=False),  # argon2id, with its parameters and salt.
)

web_session = Table(
    "web_session",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # Of the random id in the person's cookie.
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),  # To the minute.
    Column("agent", String(300)),  # What the browser says that it is.
    Column("address", String(64)),  # The network address last seen.
    Column("issuer", String(300)),  # Of the log-in service that let the person in; None for a password of ours.
    Column("provider_session", String(255)),  # Its name for its own session, by which it ends ours.
    Column("id_token", Text),  # Shown to it when the person logs out.
    Column("renews", Boolean),  # Whether the next request gets another secret.
    Index(None, "person_id"),
)

# Who somebody is to the organisation's own log-in service.
identity = Table(
    "identity",
    metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(255), primary_key=True),  # Unique and never given to another, by the standard.
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Index(None, "person_id"),
)

# An authenticator app of a person's; without `confirmed_at` it was not shown to work yet.
second_factor = Table(
    "second_factor",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # The shared secret, encrypted.
    Column("confirmed_at", Instant),
    Column("last_step", BigInteger),  # Of the code used last: it and those before are taken no more.
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # Of person and code.
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Index(None, "person_id"),
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # Of an account's or an address's name.
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)

account_link = Table(
    "account_link",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # Of the random part of the link.
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("purpose", String(12), nullable=False),  # `invitation` or `reset`.
    Column("expires_at", Instant, nullable=False),
    Index(None, "person_id"),
)

# A filter of the inbox that its owner has named.
saved_filter = Table(
    "saved_filter",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("query", Text, nullable=False),  # What stands behind the question mark: `tab=groups&due=late`.
    UniqueConstraint("person_id", "name"),
    sqlite_autoincrement=True,
)
