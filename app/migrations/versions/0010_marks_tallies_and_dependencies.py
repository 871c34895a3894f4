"""marks, tallies and dependencies."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KINDS = (
    "officer",
    "farmer",
    "household_member",
    "enterprise",
    "loan_case",
    "collateral",
    "land_map",
    "valuation",
    "pledge",
    "guarantee_group",
    "group_member",
    "guarantee",
    "registration_act",
    "registry_certificate",
    "vault_entry",
    "survey_signature",
    "decision",
    "case_event",
    "authority_grant",
    "delegation",
    "kinship",
    "credit_limit",
    "limit_entry",
    "facility",
    "contract",
    "printed_copy",
    "template_text",
    "drawdown",
    "loan_note",
    "repayment",
    "charge",
    "term_change",
    "post_check",
    "warning_signal",
    "classification",
    "notice",
    "archive_file",
)


def upgrade() -> None:
    op.create_table(
        "known",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("branch_id", sa.String(length=12), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("partial", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_table(
        "known_tally",
        sa.Column("branch_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "kind"),
    )
    with op.batch_alter_table("known", schema=None) as batch_op:
        batch_op.create_index("ix_known_branch", ["branch_id", "kind"], unique=False)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aggregate", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("needs", sa.JSON(), server_default="[]", nullable=False))
        batch_op.create_index("ix_outbox_aggregate", ["aggregate", "state"], unique=False)
    op.execute("UPDATE outbox SET aggregate = record_id")
    # Nobody knows the marks of what is here already: it counts as known without one, and is read again.
    for kind in _KINDS:
        op.execute(
            f"INSERT INTO known (record_id, kind, branch_id, mark) SELECT id, '{kind}', branch_id, ''"
            f" FROM {kind} WHERE version > 0"
        )
    op.execute(
        f"INSERT INTO known_tally (branch_id, kind, count, mark)"
        f" SELECT branch_id, kind, count(*), '{'0' * 32}' FROM known GROUP BY branch_id, kind"
    )
    op.execute("DELETE FROM setting WHERE name LIKE 'cursor %'")


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_aggregate")
        batch_op.drop_column("needs")
        batch_op.drop_column("aggregate")
    op.drop_table("known_tally")
    op.drop_table("known")
