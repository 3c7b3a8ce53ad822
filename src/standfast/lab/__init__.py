"""Real hosts in namespaces, broken on purpose, seen from a client."""
