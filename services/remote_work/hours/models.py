"""Tables of flexible hours."""
