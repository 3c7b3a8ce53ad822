"""What a process is called, for `ps`, `pgrep`, `killall` and the kernel's log.

Rules: standard library; no ctypes, which costs a megabyte. The kernel shows what stands in the memory between two
addresses of this process as its command line (proc(5), `arg_start` and `arg_end` in /proc/self/stat), so the words
are written there; they are cut if they do not fit.
"""

_ARG_START, _ARG_END = 47, 48
# Behind the process's name, which may hold anything, the fields of /proc/self/stat begin with the third.
_FIELDS_BEFORE_NAME_END = 2
COMM_LENGTH_MAX = 15


def set_name(name: str) -> None:
    """Set the name that the kernel has for this process, and its children will inherit."""
    with open("/proc/self/comm", "w", encoding="utf-8") as file:
        file.write(name[:COMM_LENGTH_MAX])


def set_command_line(words: list[str]) -> None:
    """Show these words as this process's command line, as far as there is room. Nothing is shown otherwise."""
    with open("/proc/self/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    start, end = (int(fields[number - _FIELDS_BEFORE_NAME_END]) for number in (_ARG_START, _ARG_END))
    room = end - start
    text = "\0".join(words).encode(errors="surrogateescape")[: room - 1]
    try:
        with open("/proc/self/mem", "rb+", buffering=0) as memory:
            memory.seek(start)
            memory.write(text.ljust(room, b"\0"))
    except OSError:
        pass  # Forbidden where /proc is hardened; the name of set_name stays.
