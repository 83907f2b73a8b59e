"""What the office does: events with turnover, programmes with their participants, and the targets of a year."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from matchmaker.models.base import BigId

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("targets", "programme_participants", "programmes", "event_stalls", "event_participants", "events")


def _tracked() -> list[sa.Column[Any]]:
    """What every record from a source carries."""
    return [
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("own_id", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
    ]


def _record(table: str, columns: list[sa.Column[Any]]) -> None:
    op.create_table(
        table,
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        *columns,
        *_tracked(),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f(f"ck_{table}_dates_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("source", "external_id", name=op.f(f"uq_{table}_source_external_id")),
    )
    for name in ("kind", "starts_on", "province_code", "regency_code", "changed_in"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    op.create_index(f"ix_{table}_source_fingerprint", table, ["source", "fingerprint"])


def _belonging(table: str, parents: dict[str, str], columns: list[sa.Column[Any]], *, optional: bool) -> None:
    """A table of rows that belong to the first parent and name others; with ``optional`` one of the others."""
    owner = next(iter(parents))
    somebody = sa.CheckConstraint("umkm_id IS NOT NULL OR buyer_id IS NOT NULL", name=op.f(f"ck_{table}_somebody"))
    op.create_table(
        table,
        sa.Column("id", BigId, nullable=False),
        *(sa.Column(name, BigId, nullable=optional and name != owner) for name in parents),
        *columns,
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *([somebody] if optional else []),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{parent}.id"], name=op.f(f"fk_{table}_{name}_{parent}"), ondelete="CASCADE"
            )
            for name, parent in parents.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in parents:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def upgrade() -> None:
    text = ("venue", "province", "regency", "district", "province_code", "regency_code", "district_code", "zone",
            "description")  # fmt: skip
    _record(
        "events",
        [
            *(sa.Column(name, sa.String(), nullable=True) for name in text),
            sa.Column("invited", sa.Integer(), nullable=True),
            sa.Column("visitors", sa.Integer(), nullable=True),
            sa.Column("turnover_idr", sa.BigInteger(), nullable=True),
        ],
    )
    people = {"umkm_id": "umkm", "buyer_id": "buyers"}
    _belonging("event_participants", {"event_id": "events"} | people, [], optional=True)
    _belonging(
        "event_stalls",
        {"event_id": "events", "umkm_id": "umkm"},
        [sa.Column("day", sa.Date(), nullable=True), sa.Column("turnover_idr", sa.BigInteger(), nullable=True)],
        optional=False,
    )
    said = ("organiser", "province", "regency", "province_code", "regency_code", "description")
    _record(
        "programmes",
        [
            *(sa.Column(name, sa.String(), nullable=True) for name in said),
            sa.Column("quota", sa.Integer(), nullable=True),
            sa.Column("slots_total", sa.Integer(), nullable=True),
            sa.Column("certificates", sa.JSON(), nullable=False),
            sa.Column("topics", sa.JSON(), nullable=False),
        ],
    )
    _belonging(
        "programme_participants",
        {"programme_id": "programmes"} | people,
        [sa.Column("slot", sa.Integer(), nullable=True), sa.Column("product", sa.String(), nullable=True)],
        optional=True,
    )
    op.create_table(
        "targets",
        sa.Column("id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_targets_year_in_reach")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )
    op.create_index("ix_targets_year_indicator", "targets", ["year", "indicator"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
