"""Work lists and tasks."""
