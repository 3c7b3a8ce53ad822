"""The flight recorder: what happened to the core and what it wanted done, in two files in turn, and its replay."""
