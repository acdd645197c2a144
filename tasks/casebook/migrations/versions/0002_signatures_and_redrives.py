"""Signatures as they were counted, and redrives of runs as well as of cases"""

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


def downgrade() -> None:
    op.drop_table("redrives")
    op.add_column("cases", sa.Column("redrives", sa.Integer(), server_default="0", nullable=False))
    op.drop_column("approvals", "signatures")
