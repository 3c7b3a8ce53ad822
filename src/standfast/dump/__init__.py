"""The files that keepalived writes when it is asked by a signal, in its format: data, statistics, JSON."""
