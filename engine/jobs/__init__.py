"""Work that nobody clicks for: timers that fire, effects that leave, cleaning up."""
