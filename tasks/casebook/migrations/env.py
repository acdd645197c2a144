"""Run the migrations on the connection that `tasks.casebook.database.migrate` gives."""

from alembic import context

from tasks.casebook.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
