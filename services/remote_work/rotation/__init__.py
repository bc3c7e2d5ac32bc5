"""Who works at home when: fair, with the counters staffed."""
