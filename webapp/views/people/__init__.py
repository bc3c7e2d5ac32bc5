"""The pages about oneself: coming in, keys and devices, consent, what is kept and who looked."""
