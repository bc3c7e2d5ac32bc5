"""The solver of rotations. It runs in a process of its own, without the rest of the house: see `child.py`."""
