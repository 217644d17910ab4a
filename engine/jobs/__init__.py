"""Work that nobody clicks for. Today a clock for cleaning up; timers and effects come here."""
