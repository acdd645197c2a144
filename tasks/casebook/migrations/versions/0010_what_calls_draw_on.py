"""What a call in flight draws on, so that whoever finds it lost can settle it"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("model_calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("caps", sa.Text(), nullable=False, server_default="{}"))
    op.execute("UPDATE model_calls SET ends_by = at WHERE ends_by IS NULL")
