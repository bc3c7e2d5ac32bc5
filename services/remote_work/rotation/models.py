"""Tables of rotation."""
