"""The processes of the daemon: supervisor, router, and the loop that joins core to linux."""
