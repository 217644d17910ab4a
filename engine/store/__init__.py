"""The database. Only this room and `engine.queries` know SQLAlchemy; nothing here commits."""
