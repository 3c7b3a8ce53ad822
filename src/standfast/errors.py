"""The errors that standfast raises on purpose, in one tree.

    StandfastError                 anything that a caller may want to catch as "standfast said no"
    ├── DecodeError                bytes from the network or the kernel that do not decode; carries a reason
    ├── ConfigError                a configuration that cannot be run; carries its diagnostics as text
    ├── KernelError                the kernel refused a call; carries the errno
    │   └── PermissionMissingError the process lacks a capability; the text names it
    ├── AlreadyRunningError        another daemon owns the run directory
    └── LabError                   the lab cannot be built, found or taken down

Rules: each message says what was wrong and, where a user can act, what to do. Nothing else is imported here.
"""


class StandfastError(Exception):
    """The root of all errors that standfast raises on purpose."""


class DecodeError(StandfastError):
    """Bytes that do not decode as what they claim to be.

    `reason` is a short machine-readable word (for VRRP a `DiscardReason` value), `detail` is for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class ConfigError(StandfastError):
    """A configuration that cannot be run."""


class KernelError(StandfastError):
    """A call into the kernel failed. `errno` is the kernel's number."""

    def __init__(self, errno: int, text: str) -> None:
        super().__init__(text)
        self.errno = errno


class PermissionMissingError(KernelError):
    """The process lacks a capability that it needs; the text names it and says how to get it."""


class AlreadyRunningError(StandfastError):
    """Another standfast daemon owns the run directory."""


class LabError(StandfastError):
    """The lab cannot be built, found or taken down."""
