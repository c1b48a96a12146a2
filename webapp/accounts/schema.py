"""The tables of accounts.  Secrets that travel (session ids, links) are kept only as SHA-256 of themselves."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
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

# A question to the audit log that somebody has named.
saved_question = Table(
    "saved_question",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id")),  # Whose it is; none: everybody's who reads the log.
    Column("name", String(60), nullable=False),
    Column("query", Text, nullable=False),  # What stands behind the question mark: `person=anna&kind=viewed`.
    UniqueConstraint("person_id", "name"),
    sqlite_autoincrement=True,
)

# A program that speaks to the interface for programs.  Never deleted: history names it.
service_account = Table(
    "service_account",
    metadata,
    Column("id", String(200), primary_key=True),  # As the engine's actors have it: `service/jems`.
    Column("name", Text, nullable=False),
    Column("scopes", String(200), nullable=False),  # webapp.accounts.service_accounts.Scope, separated by spaces.
    Column("made_by", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),  # None: its tokens are taken.
)

service_account_group = Table(
    "service_account_group",
    metadata,
    Column("account_id", ForeignKey("service_account.id"), nullable=False),
    Column("group_key", ForeignKey("person_group.key"), nullable=False),
    PrimaryKeyConstraint("account_id", "group_key"),
)

service_token = Table(
    "service_token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("service_account.id"), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),  # Of the token, which is shown once.
    Column("name", String(60), nullable=False),  # Where it is kept, as its maker says.
    Column("made_by", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("used_at", Instant),  # To the minute.
    Index(None, "account_id"),
    sqlite_autoincrement=True,
)

# What a program's request was answered when it first came, for when it comes again.
api_answer = Table(
    "api_answer",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),  # SHA-256 of the account and its idempotency key.
    Column("request", LargeBinary(32), nullable=False),  # SHA-256 of what it asked for.
    Column("status", SmallInteger, nullable=False),
    Column("content", Text, nullable=False),  # JSON.
    Column("location", Text),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)
