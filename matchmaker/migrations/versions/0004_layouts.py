"""What offices said of the columns of their lists, and what it takes to undo a merge."""

import sqlalchemy as sa
from alembic import op

from matchmaker.models.base import BigId

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_layouts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_layouts")),
        sa.UniqueConstraint("office", "kind", "layout", name=op.f("uq_import_layouts_office_kind_layout")),
    )
    op.create_table(
        "record_merges",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=True),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.Column("kept_before", sa.JSON(), nullable=False),
        sa.Column("gone", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_by", sa.String(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merges")),
    )
    op.create_index("ix_record_merges_kind_kept_id", "record_merges", ["kind", "kept_id"])


def downgrade() -> None:
    op.drop_table("record_merges")
    op.drop_table("import_layouts")
