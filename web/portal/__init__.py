"""Citizens: find, read, apply, track."""
