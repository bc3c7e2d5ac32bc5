"""Instant meetings: a group is told, answers, meets, and keeps minutes."""
