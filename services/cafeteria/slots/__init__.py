"""Lunch slots: who eats when, fairly, with the counters staffed."""
