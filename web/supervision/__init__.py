"""Supervision: verifying records."""
