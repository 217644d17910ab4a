"""Waits, jobs, the outbox, numbered documents, ratings; deadlines and the path of calls on rows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _waits()
    _documents()
    _columns()


def _waits() -> None:
    op.create_table(
        "message_inbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("correlation", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_by", sa.String(length=120), nullable=False),
        sa.Column("trusted", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("instance_id", sa.String(length=32), nullable=True),
        sa.Column("delivered_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_inbox")),
        sa.UniqueConstraint("town_id", "message_id", name=op.f("uq_message_inbox_town_id_message_id")),
    )
    op.create_index(
        "ix_message_inbox_kept",
        "message_inbox",
        ["town_id", "name", "case_no"],
        unique=False,
        sqlite_where=sa.text("delivered_at IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_table(
        "clock_stop",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=32), nullable=False),
        sa.Column("element_path", sa.String(length=400), nullable=False),
        sa.Column("opened_at", sa.String(length=40), nullable=False),
        sa.Column("closed_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_clock_stop_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_stop")),
    )
    op.create_index("ix_clock_stop_instance", "clock_stop", ["instance_id"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("instance_id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("call_path", sa.String(length=400), nullable=False),
        sa.Column("due_at", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.String(length=40), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_job_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_due",
        "job",
        ["town_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'armed'"),
        postgresql_where=sa.text("state = 'armed'"),
    )
    op.create_index("ix_job_instance", "job", ["instance_id"], unique=False)
    op.create_index("ix_job_list", "job", ["town_id", "due_at", "id"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=32), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("call_path", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.String(length=40), nullable=False),
        sa.Column("closed_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_subscription_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(
        "ix_subscription_instance",
        "subscription",
        ["instance_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_subscription_open",
        "subscription",
        ["town_id", "name", "case_no"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_subscription_keyed",
        "subscription",
        ["town_id", "name", "correlation"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=32), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_outbox_job_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_instance", "outbox", ["instance_id"], unique=False)
    op.create_index("ix_outbox_list", "outbox", ["town_id", "created_at", "job_id"], unique=False)


def _documents() -> None:
    op.create_table(
        "document_counter",
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("town_id", "kind", "year", name=op.f("pk_document_counter")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("doc_no", sa.String(length=100), nullable=False),
        sa.Column("element_path", sa.String(length=400), nullable=False),
        sa.Column("numbered_at", sa.String(length=40), nullable=False),
        sa.Column("published_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_document_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("instance_id", "kind", name=op.f("uq_document_instance_id_kind")),
        sa.UniqueConstraint(
            "town_id", "kind", "year", "serial", name=op.f("uq_document_town_id_kind_year_serial")
        ),
    )
    op.create_table(
        "rating",
        sa.Column("instance_id", sa.String(length=32), nullable=False),
        sa.Column("town_id", sa.String(length=64), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("definition_name", sa.String(length=200), nullable=False),
        sa.Column("definition_name_en", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=False),
        sa.Column("rated_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_rating_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_rating")),
    )
    op.create_index("ix_rating_list", "rating", ["town_id", "score", "rated_at"], unique=False)


def _columns() -> None:
    op.add_column("process_instance", sa.Column("due_at", sa.String(length=40), nullable=True))
    op.add_column("process_instance", sa.Column("yellow_at", sa.String(length=40), nullable=True))
    op.add_column("process_instance", sa.Column("legal_at", sa.String(length=40), nullable=True))
    op.add_column("process_instance", sa.Column("stopped_since", sa.String(length=40), nullable=True))
    op.add_column(
        "process_instance", sa.Column("provisional", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "user_task", sa.Column("call_path", sa.String(length=400), server_default="", nullable=False)
    )
    op.add_column("user_task", sa.Column("second_person", sa.String(length=120), nullable=True))
    op.add_column("user_task", sa.Column("due_at", sa.String(length=40), nullable=True))
    op.add_column("user_task", sa.Column("yellow_at", sa.String(length=40), nullable=True))
    op.add_column("user_task", sa.Column("provisional", sa.Integer(), server_default="0", nullable=False))
    op.add_column("user_task", sa.Column("first_due_at", sa.String(length=40), nullable=True))
    op.add_column("submission", sa.Column("case_version", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_user_task_assignee", table_name="user_task")
    for name, columns in (
        ("ix_user_task_mine", ["town_id", "assignee", "created_at", "id"]),
        ("ix_user_task_mine_due", ["town_id", "assignee", "first_due_at", "id"]),
        ("ix_user_task_due", ["town_id", "first_due_at", "id"]),
    ):
        op.create_index(
            name,
            "user_task",
            columns,
            unique=False,
            sqlite_where=sa.text("state IN ('open', 'claimed')"),
            postgresql_where=sa.text("state IN ('open', 'claimed')"),
        )
