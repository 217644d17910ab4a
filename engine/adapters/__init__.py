"""Ports to the outside: clock, randomness, keys, passwords, files."""
