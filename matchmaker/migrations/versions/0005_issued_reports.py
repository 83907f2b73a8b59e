"""Reports as they were issued."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from matchmaker.models.base import BigId

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_reports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_reports")),
    )
    op.create_index(op.f("ix_issued_reports_region"), "issued_reports", ["region"])


def downgrade() -> None:
    op.drop_table("issued_reports")
