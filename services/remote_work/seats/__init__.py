"""Seats in smart-work centres."""
