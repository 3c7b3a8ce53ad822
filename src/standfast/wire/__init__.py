"""Bytes to frozen values and back: no state, no I/O, no clock."""
