"""The exit codes of `standfast run`, and nothing else (docs/reference/exit-codes.md)."""

EXIT_STOPPED = 0
EXIT_FATAL = 1
EXIT_CONFIGURATION = 2
EXIT_PERMISSION = 4
EXIT_ALREADY_RUNNING = 5
EXIT_INTERNAL = 70
