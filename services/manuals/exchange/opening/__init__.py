"""Opens what people hand in, in a process of its own: nothing here is imported by the web."""
