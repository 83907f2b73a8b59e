"""Office work: what a batch did to each record, decisions on doubles, since when a certificate is on record."""

import sqlalchemy as sa
from alembic import op

from matchmaker.models.base import BigId

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("batch_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("version_before", sa.Integer(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_import_changes_batch_id_import_batches"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_changes")),
    )
    op.create_index(op.f("ix_import_changes_batch_id"), "import_changes", ["batch_id"])
    op.create_index("ix_import_changes_kind_record_id", "import_changes", ["kind", "record_id"])
    op.create_table(
        "record_aliases",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_aliases")),
        sa.UniqueConstraint("kind", "source", "external_id", name=op.f("uq_record_aliases_kind_source_external_id")),
    )
    op.create_index(op.f("ix_record_aliases_external_id"), "record_aliases", ["external_id"])
    op.create_index("ix_record_aliases_kind_record_id", "record_aliases", ["kind", "record_id"])
    with op.batch_alter_table("import_batches") as batch:
        batch.add_column(sa.Column("region", sa.String(), nullable=True))
        batch.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("undone_by", sa.String(), nullable=True))
        batch.create_index(op.f("ix_import_batches_region"), ["region"])
    with op.batch_alter_table("duplicate_reviews") as batch:
        batch.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch.alter_column("new_id", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)
        batch.alter_column("similar_id", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)
        batch.create_index(op.f("ix_duplicate_reviews_decision"), ["decision"])
    with op.batch_alter_table("certificates") as batch:
        batch.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("partnership_events") as batch:
        batch.add_column(sa.Column("value_idr", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("partnership_events") as batch:
        batch.drop_column("value_idr")
    with op.batch_alter_table("certificates") as batch:
        batch.drop_column("recorded_at")
    with op.batch_alter_table("duplicate_reviews") as batch:
        batch.drop_index(op.f("ix_duplicate_reviews_decision"))
        batch.alter_column("new_id", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
        batch.alter_column("similar_id", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
        batch.drop_column("decided_at")
    with op.batch_alter_table("import_batches") as batch:
        batch.drop_index(op.f("ix_import_batches_region"))
        batch.drop_column("undone_by")
        batch.drop_column("undone_at")
        batch.drop_column("region")
    op.drop_table("record_aliases")
    op.drop_table("import_changes")
