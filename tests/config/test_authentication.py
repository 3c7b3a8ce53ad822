"""`authentication`: what goes on the wire, and what must not go into a log."""

import pytest

from config_texts import diagnostics, instance, router, warnings
from standfast.config.load import load_bytes
from standfast.model.packets import HeaderAuthentication, PasswordAuthentication


def with_lines(*lines: str) -> str:
    return instance(authentication="\n".join(["authentication {", *lines, "}"]))


def password(text: str) -> bytes | None:
    authentication = router(text).authentication
    return authentication.password if isinstance(authentication, PasswordAuthentication) else None


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("1111", b"1111\0\0\0\0"),
        ("12345678", b"12345678"),
        ('"a #b"', b"a #b\0\0\0\0"),
        (r"ab\!cd", b"ab!cd\0\0\0"),
        ("密码", "密码".encode() + b"\0\0"),
    ],
)
def test_the_password_is_eight_bytes(written: str, sent: bytes) -> None:
    text = with_lines("auth_type PASS", f"auth_pass {written}")
    assert password(text) == sent
    assert warnings(text) == []


def test_a_long_password_is_cut_with_a_warning() -> None:
    text = with_lines("auth_type PASS", "auth_pass 12345678901")
    assert password(text) == b"12345678"
    assert warnings(text) == [("password-truncated", 9)]


def test_a_password_that_a_comment_sign_cuts_is_warned_of() -> None:
    text = with_lines("auth_type PASS", "auth_pass ab!cd")
    assert password(text) == b"ab\0\0\0\0\0\0"
    assert warnings(text) == [("comment-in-word", 9)]


def test_bytes_that_are_not_utf_8_are_sent_as_they_stand_in_the_file() -> None:
    text = with_lines("auth_type PASS", "auth_pass XY").encode().replace(b"XY", b"\xd6\xd0")
    loaded = load_bytes(text, "f", interfaces=None)
    authentication = loaded.node.virtual_routers[0].authentication
    assert authentication is not None
    assert isinstance(authentication, PasswordAuthentication)
    assert authentication.password == b"\xd6\xd0\0\0\0\0\0\0"


@pytest.mark.parametrize(
    "lines",
    [["auth_type PASS"], ["auth_pass x"], ["auth_type pass", "auth_pass x"], ["auth_type PASS", 'auth_pass ""']],
)
def test_half_an_authentication_is_none_and_says_so(lines: list[str]) -> None:
    text = with_lines(*lines)
    assert password(text) is None
    assert [code for code, _ in warnings(text)] == ["no-authentication"]


def test_the_key_of_a_header_is_eight_bytes_too() -> None:
    authentication = router(with_lines("auth_type AH", "auth_pass x")).authentication
    assert isinstance(authentication, HeaderAuthentication)
    assert authentication.key == b"x\0\0\0\0\0\0\0"


def test_a_second_block_replaces_what_it_names() -> None:
    text = instance("authentication {\nauth_pass zzzz\n}")
    assert password(text) == b"zzzz\0\0\0\0"


@pytest.mark.parametrize(
    "lines",
    [
        ["auth_type PASS auth_pass s3cret"],
        ["auth_type PASS", "auth_pass x s3cret"],
        ["auth_type PASS", "auth_pass 12345678s3cret"],
        ["auth_pass s3cret {"],
    ],
)
def test_no_password_reaches_a_log(lines: list[str]) -> None:
    found = diagnostics(with_lines(*lines))
    assert found
    assert "s3cret" not in "".join(map(str, found))
    assert "1111" not in repr(router(instance()))
