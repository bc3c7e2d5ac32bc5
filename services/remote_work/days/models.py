"""Tables of remote days."""
