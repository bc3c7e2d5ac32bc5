"""What pages of handovers show."""
