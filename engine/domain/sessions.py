"""How long a log-in lasts, in seconds. Source: trust-facts §8 (ASVS V7 floor)."""

IDLE = 30 * 60
ABSOLUTE = 12 * 60 * 60
TOUCH = 60
"""A session's last use is written at most once in this time."""
