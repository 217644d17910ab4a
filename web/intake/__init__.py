"""Taking in applications at a counter or station."""
