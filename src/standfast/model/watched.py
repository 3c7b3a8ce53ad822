"""What instances can watch besides scripts: processes, files and BFD sessions.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none.
"""

from dataclasses import dataclass

from standfast.model.values import Weight


@dataclass(frozen=True, slots=True)
class TrackProcess:
    """One `vrrp_track_process`."""

    name: str
    process: tuple[str, ...]
    param_match: str | None
    weight: Weight
    quorum: int
    quorum_max: int | None
    delay_ns: int
    terminate_delay_ns: int
    fork_delay_ns: int
    full_command: bool


@dataclass(frozen=True, slots=True)
class TrackFile:
    """One `track_file`."""

    name: str
    file: str | None
    weight: Weight
    init_file: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BfdInstance:
    """One `bfd_instance`."""

    name: str
    source_ip: str | None
    neighbor_ip: str | None
    neighbour_ip: str | None
    min_rx_ns: int
    min_tx_ns: int
    idle_tx_ns: int
    multiplier: int
    passive: bool
    ttl: int
    hoplimit: int
    max_hops: int
    multihop: bool
    weight: Weight
    vrrp: bool
    checker: bool
