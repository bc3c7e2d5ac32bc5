"""What lunch will be like: today from now on, and this week."""
