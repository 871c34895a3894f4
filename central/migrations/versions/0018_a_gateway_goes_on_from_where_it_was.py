"""a gateway goes on from where it was."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gateway_place",
        sa.Column("institution_id", sa.String(length=12), nullable=False),
        sa.Column("core", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("institution_id", "core"),
    )


def downgrade() -> None:
    op.drop_table("gateway_place")
