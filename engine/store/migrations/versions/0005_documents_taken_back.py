"""A document says itself when it was sealed, where it was filed, and since when it is taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEALED = """
UPDATE document SET
  sealed_at = (SELECT t.closed_at {found}),
  sealed_by = (SELECT t.changed_by {found}),
  sealed_path = (SELECT CASE WHEN t.call_path = '' THEN t.element_id
    ELSE t.call_path || '/' || t.element_id END {found})
"""
FOUND = """
FROM user_task t WHERE t.instance_id = document.instance_id AND t.state = 'completed' AND t.outcome = 'sealed'
  AND t.closed_at >= document.numbered_at
  AND (CASE WHEN t.call_path = '' THEN '' ELSE t.call_path || '/' END)
    = substr(document.element_path, 1, length(t.call_path) + CASE WHEN t.call_path = '' THEN 0 ELSE 1 END)
  AND substr(document.element_path, length(t.call_path) + 2) NOT LIKE '%/%'
ORDER BY t.closed_at DESC, t.id DESC LIMIT 1
"""
"""The last sealing in the process in which the document was numbered, as pages found it before."""


def upgrade() -> None:
    for name, length in (
        ("sealed_at", 40),
        ("sealed_by", 120),
        ("sealed_path", 400),
        ("published_path", 400),
        ("taken_back_at", 40),
    ):
        op.add_column("document", sa.Column(name, sa.String(length=length), nullable=True))
    op.execute(SEALED.format(found=FOUND))
