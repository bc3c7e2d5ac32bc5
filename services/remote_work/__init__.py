"""Remote work: the one face of its rooms for the web and the worker."""
