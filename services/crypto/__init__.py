"""Bytes in, bytes out: no database, no settings, no clock. Each module is one standard, held to strictly."""
