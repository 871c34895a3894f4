"""audit trail with devices and heads."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The trails that stand already end where they end today.
_HEADS = """INSERT INTO audit_head (institution_id, length, digest)
    SELECT e.institution_id, e.sequence, e.digest FROM audit_entry e
    WHERE e.sequence = (SELECT max(l.sequence) FROM audit_entry l WHERE l.institution_id = e.institution_id)"""

_SQLITE = (
    """CREATE TRIGGER audit_entry_changed BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
    """CREATE TRIGGER audit_entry_removed BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
    # INSERT OR REPLACE deletes without asking the trigger above.
    """CREATE TRIGGER audit_entry_replaced BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry
        WHERE institution_id = NEW.institution_id AND sequence = NEW.sequence)
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
    """CREATE TRIGGER audit_head_shortened BEFORE UPDATE ON audit_head WHEN NEW.length <= OLD.length
    BEGIN SELECT RAISE(ABORT, 'audit_head only grows'); END""",
    """CREATE TRIGGER audit_head_removed BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, 'audit_head only grows'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
    """CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER audit_entry_emptied BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER audit_head_shortened BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.length <= OLD.length) EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER audit_head_removed BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER audit_head_emptied BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
)


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("institution_id", sa.String(length=12), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("institution_id"),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=100), server_default="", nullable=False))
        batch_op.create_index("ix_audit_entry_at", ["institution_id", "at", "sequence"], unique=False)
        for name in ("officer", "action", "subject", "device"):
            batch_op.create_index(
                f"ix_audit_entry_{name}", ["institution_id", name, "at", "sequence"], unique=False
            )
    op.execute(_HEADS)
    op.create_table(
        "workstation_trail",
        sa.Column("institution_id", sa.String(length=12), nullable=False),
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("institution_id", "chain"),
    )
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("workstation_trail")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change() CASCADE")
    else:
        for name in ("entry_changed", "entry_removed", "entry_replaced", "head_shortened", "head_removed"):
            op.execute(f"DROP TRIGGER audit_{name}")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        for name in ("device", "subject", "action", "officer", "at"):
            batch_op.drop_index(f"ix_audit_entry_{name}")
        batch_op.drop_column("device")
    op.drop_table("audit_head")
