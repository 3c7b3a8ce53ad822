"""A seeded LAN in one process on virtual time: hosts, faults, invariants, and the story of what went wrong."""
