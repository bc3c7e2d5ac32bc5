"""What pages of meetings show."""
