"""What was deployed: deployments, their resources, and the definitions that came of them."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.schema.columns import Id, Instant, metadata

deployment = Table(
    "deployment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("deployed_at", Instant, nullable=False),
    Column("deployed_by", String(200), nullable=False),
    Column("note", Text, nullable=False),
)

resource = Table(
    "resource",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the content, in hex.
    Column("content", LargeBinary, nullable=False),
)

deployment_resource = Table(
    "deployment_resource",
    metadata,
    Column("deployment_id", ForeignKey("deployment.id"), nullable=False),
    Column("path", String(400), nullable=False),  # Below the deployed folder, with forward slashes.
    Column("digest", ForeignKey("resource.digest"), nullable=False),
    PrimaryKeyConstraint("deployment_id", "path"),
)

definition = Table(
    "definition",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False),  # The process's id in its diagram.
    Column("version", Integer, nullable=False),  # 1, 2, … for each key.
    Column("digest", String(64), nullable=False),  # Of the closure: the diagram and all that it uses.
    Column("deployment_id", ForeignKey("deployment.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("path", String(400), nullable=False),
    UniqueConstraint("key", "version"),
)

# Messages and signals that start an instance of the newest version of a process.
start_subscription = Table(
    "start_subscription",
    metadata,
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("key", String(200), nullable=False),  # Of the process.
    PrimaryKeyConstraint("kind", "name", "key"),
)
