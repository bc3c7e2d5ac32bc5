"""Pages of staff and their devices."""
