"""The pages, one file a subject; all thin."""
