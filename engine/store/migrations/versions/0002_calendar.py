"""The working calendar, a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("notice", sa.String(length=200), nullable=False),
        sa.Column("provisional", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("town_id", "day", name=op.f("pk_calendar_day")),
    )
    op.create_index("ix_calendar_day_town_id_revision", "calendar_day", ["town_id", "revision"], unique=False)
