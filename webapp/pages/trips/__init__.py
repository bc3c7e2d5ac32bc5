"""Pages of trips and evidences."""
