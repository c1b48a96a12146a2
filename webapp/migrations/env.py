"""How Alembic runs here: on the connection it is given, inside the caller's transaction.

To write a new migration, see docs/contributing.md.
"""

from alembic import context

from webapp.migrations.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
