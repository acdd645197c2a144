"""Counted signatures, redrives of runs and of cases, who can settle a doubt, and who asked for a run by its key"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("approvals", sa.Column("signatures", sa.Text(), nullable=True))
    op.drop_column("cases", "redrives")
    op.create_table(
        "redrives",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=256), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "object"),
    )
    op.add_column("effects", sa.Column("safety", sa.String(length=1), server_default="A", nullable=False))
    op.execute("UPDATE effects SET safety = 'B' WHERE kind IN ('post_message', 'upload_file', 'set_closed_through')")
    op.execute("UPDATE effects SET safety = 'C' WHERE kind = 'send_mail'")
    with op.batch_alter_table("effects") as batch_op:
        batch_op.alter_column("safety", existing_type=sa.String(length=1), server_default=None)
    # A request from before is good for no other run: a case that its run has opened has its requester by then.
    op.alter_column("requests", "run_id", new_column_name="key")
    with op.batch_alter_table("requests") as batch_op:
        batch_op.add_column(sa.Column("asked_sha256", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("run_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("requests") as batch_op:
        batch_op.alter_column("asked_sha256", existing_type=sa.String(length=64), server_default=None)


def downgrade() -> None:
    op.drop_column("requests", "run_id")
    op.drop_column("requests", "asked_sha256")
    op.alter_column("requests", "key", new_column_name="run_id")
    op.drop_column("effects", "safety")
    op.drop_table("redrives")
    op.add_column("cases", sa.Column("redrives", sa.Integer(), server_default="0", nullable=False))
    op.drop_column("approvals", "signatures")
