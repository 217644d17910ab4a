"""Administration: the outbox."""
