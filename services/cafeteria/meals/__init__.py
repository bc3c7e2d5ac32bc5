"""Menus, head counts, and who does not eat today."""
