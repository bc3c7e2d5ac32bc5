"""What pages about laws show."""
