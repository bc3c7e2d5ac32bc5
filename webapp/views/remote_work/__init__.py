"""Pages of remote work."""
