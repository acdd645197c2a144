"""Calls of a tool by case, and results by the tool that gave them"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tool_calls", schema=None) as batch_op:
        batch_op.create_index("ix_tool_calls_tool_case", ["tenant", "tool", "case_id"], unique=False)

    op.execute("DELETE FROM kept_results")  # a cache, whose rows do not say whose results they are
    with op.batch_alter_table("kept_results", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tool", sa.String(length=120), nullable=False))
