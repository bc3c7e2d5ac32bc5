"""Approvals: what waits for me and what I have put forward."""
