"""Jobs of one instant have an order; provisional dates are found, those of timers too."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PROVISIONAL = (
    ("process_instance", "id", "status = 'active'"),
    ("user_task", "instance_id", "state IN ('open', 'claimed')"),
    ("job", "instance_id", "state = 'armed'"),
)
"""Table, column that names the case, which rows are open."""


def upgrade() -> None:
    op.add_column("job", sa.Column("rank", sa.Integer(), server_default="1", nullable=False))
    op.add_column("job", sa.Column("provisional", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_job_due", table_name="job")
    _index("ix_job_due", "job", ["town_id", "due_at", "rank", "created_at", "id"], "state = 'armed'")
    for table, case, is_open in PROVISIONAL:
        where = f"provisional > 0 AND {is_open}"
        _index(f"ix_{table}_provisional", table, ["town_id", "provisional", case], where)


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=False, sqlite_where=condition, postgresql_where=condition)
