"""A day of remote work: from the morning's plan to the evening's result."""
