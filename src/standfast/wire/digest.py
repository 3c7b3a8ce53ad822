"""HMAC (RFC 2104) with SHA-256 and MD5, without loading libcrypto.

Rules: pure functions of bytes; no key stands in any text. `hashlib` and `hmac` of the standard library load
libcrypto, which costs a process 3.6 MiB, so the interpreter's own small implementations of the same hashes are taken
where there are any. Import this file only where a router authenticates with a hash.
"""

from _operator import _compare_digest as is_same
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

__all__ = ["HashConstructor", "find_md5", "find_sha256", "hmac_digest", "is_same"]

_BLOCK_LENGTH = 64  # of both hashes
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class _Hash(Protocol):
    def digest(self) -> bytes: ...


HashConstructor = Callable[[bytes], _Hash]


def find_sha256() -> HashConstructor:
    """Return the constructor of SHA-256 (FIPS 180-4)."""
    return _find("sha256", "_sha256", "_sha2")


def find_md5() -> HashConstructor:
    """Return the constructor of MD5 (RFC 1321)."""
    return _find("md5", "_md5")


def hmac_digest(constructor: HashConstructor, key: bytes, message: bytes) -> bytes:
    """Return the HMAC of a message (RFC 2104), of the hash's full length."""
    if len(key) > _BLOCK_LENGTH:
        key = constructor(key).digest()
    block = key.ljust(_BLOCK_LENGTH, b"\0")
    inner = constructor(block.translate(_INNER) + message).digest()
    return constructor(block.translate(_OUTER) + inner).digest()


def _find(algorithm: str, *modules: str) -> HashConstructor:
    """Return the constructor from the first module that exists: CPython has renamed its own from time to time."""
    for name in modules:
        try:
            return cast("HashConstructor", getattr(import_module(name), algorithm))
        except (ImportError, AttributeError):
            continue
    return cast("HashConstructor", getattr(import_module("hashlib"), algorithm))
