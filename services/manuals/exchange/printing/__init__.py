"""Makes books and paper, in a process of its own: nothing here is imported by the web."""
