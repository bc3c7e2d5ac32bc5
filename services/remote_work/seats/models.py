"""Tables of seats."""
