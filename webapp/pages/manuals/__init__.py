"""What pages of manuals show."""
