"""Laws: reading them, what has changed for whom, and taking them in."""
