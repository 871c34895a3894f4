"""a gateway has an outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gateway_message",
        sa.Column("institution_id", sa.String(length=12), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.Column("zh", sa.String(length=500), server_default="", nullable=False),
        sa.Column("en", sa.String(length=500), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("institution_id", "message_id"),
    )
    with op.batch_alter_table("gateway_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_gateway_message_due", ["institution_id", "state", "next_try_at"], unique=False
        )

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("has_gateway", sa.Boolean(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_column("has_gateway")

    with op.batch_alter_table("gateway_message", schema=None) as batch_op:
        batch_op.drop_index("ix_gateway_message_due")

    op.drop_table("gateway_message")
