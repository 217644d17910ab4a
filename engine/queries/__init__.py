"""The read side: plain SELECTs to frozen rows. Each query's first argument is the Reader."""

from engine.queries import audit_trail, calendar, case_view, catalogue, drafts, people, task_list
from engine.queries.reader import Reader

__all__ = ["Reader", "audit_trail", "calendar", "case_view", "catalogue", "drafts", "people", "task_list"]
