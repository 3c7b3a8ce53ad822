"""HMAC: the examples of RFC 2202 and RFC 4231, Python's own hmac as the oracle, and no libcrypto in the process."""

import hmac
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfast.wire.digest import find_md5, find_sha256, hmac_digest, is_same

SHA256, MD5 = find_sha256(), find_md5()


def test_the_example_of_rfc_4231() -> None:
    # RFC 4231, 4.3 (test case 2).
    digest = hmac_digest(SHA256, b"Jefe", b"what do ya want for nothing?")
    assert digest.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_the_example_of_rfc_2202() -> None:
    # RFC 2202, section 2 (test case 2).
    assert hmac_digest(MD5, b"Jefe", b"what do ya want for nothing?").hex() == "750c783e6ab0b503eaa86e310a5db738"


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_it_is_python_s_hmac(key: bytes, message: bytes) -> None:
    assert hmac_digest(SHA256, key, message) == hmac.digest(key, message, "sha256")
    assert hmac_digest(MD5, key, message) == hmac.digest(key, message, "md5")


def test_digests_are_compared() -> None:
    assert is_same(b"ab", b"ab")
    for other in (b"ac", b"a", b"abc", b""):
        assert not is_same(b"ab", other)


def test_without_the_interpreter_s_own_hashes_libcrypto_s_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_sha256", "_sha2", "_md5"):
        monkeypatch.setitem(sys.modules, name, None)
    assert hmac_digest(find_sha256(), b"key", b"message") == hmac_digest(SHA256, b"key", b"message")
    assert hmac_digest(find_md5(), b"key", b"message") == hmac_digest(MD5, b"key", b"message")


def test_a_process_that_authenticates_does_not_load_libcrypto() -> None:
    program = (
        "import sys; from standfast.wire.vrrp_auth import sign; from standfast.wire.ah import encode_packet;"
        "sign(bytes(12), 1, bytes(32), 0, source=bytes(4));"
        "encode_packet(bytes(12), bytes(8), 0, source=bytes(4), destination=bytes(4));"
        "print(*sys.modules, open('/proc/self/maps').read())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "_hashlib" not in done.stdout
    assert "libcrypto" not in done.stdout
