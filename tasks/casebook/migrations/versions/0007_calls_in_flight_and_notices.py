"""Calls in flight, notices, and agents that were switched off"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents_off",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "agent"),
    )
    op.create_table(
        "notices",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key"),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_told", ["tenant", "told_at"], unique=False)

    with op.batch_alter_table("model_calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_token_ms", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ends_by", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_model_calls_in_flight", ["tenant", "outcome", "provider"], unique=False)

    with op.batch_alter_table("provider_forms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("streams", sa.Boolean(), nullable=True))
