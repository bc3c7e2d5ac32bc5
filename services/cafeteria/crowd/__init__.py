"""Readings of four kinds of source, fused into one estimate."""
