"""Whether a process is one that a `vrrp_track_process` means (keepalived.conf(5)).

Rules: reads /proc, changes nothing. By its name alone (/proc/PID/comm, 15 bytes of it), or by its command line where
`full_command`, `param_match` or parameters say so. A zombie runs no more.
"""

from standfast.model.track import TrackProcess

_NAME_BYTES = 15


def needs_command_line(process: TrackProcess) -> bool:
    """Tell whether more than the name counts."""
    return process.full_command or process.param_match is not None or len(process.process) > 1


def matches(process: TrackProcess, name: bytes, command_line: bytes) -> bool:
    """Tell whether a process of this name and command line (words that end with NUL) is meant."""
    program, *parameters = (word.encode(errors="surrogateescape") for word in process.process)
    if not needs_command_line(process):
        return name == program[:_NAME_BYTES]
    first, _, rest = command_line.partition(b"\0")
    if first != program:
        return False
    wanted = b"".join(parameter + b"\0" for parameter in parameters)
    if process.param_match is None or not wanted:
        return rest == wanted
    # "initial": the last parameter may go on; "partial": further ones may follow.
    return rest.startswith(wanted[:-1] if process.param_match == "initial" else wanted)


def read_name(pid: int) -> bytes | None:
    """Return the name of a running process, None if there is none."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            head, _, tail = file.read().rpartition(b") ")
    except OSError:
        return None
    return None if tail[:1] in (b"Z", b"X", b"") else head.partition(b" (")[2]


def read_command_line(pid: int) -> bytes:
    """Return the command line of a process, empty if it has none."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""
