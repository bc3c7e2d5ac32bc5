"""Pages of verdicts and batches of documents."""
