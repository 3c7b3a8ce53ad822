"""Frozen values that the configuration makes and everything else reads. No behaviour beyond arithmetic."""
