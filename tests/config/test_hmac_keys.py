"""The keys of auth_hmac: text, digits or a file; and what becomes of those that are none."""

from pathlib import Path

import pytest

from config_texts import diagnostics, errors, instance, router, warnings
from standfast.model.packets import AntiReplay, HmacMode, HmacPolicy
from standfast.units import NS_PER_S

KEY = bytes(range(32))


def hmac_text(*lines: str) -> str:
    return instance("auth_hmac {\n" + "\n".join(lines) + "\n}", authentication="")


def policy(*lines: str) -> HmacPolicy:
    found = router(hmac_text(*lines)).hmac
    assert found is not None
    return found


def test_defaults() -> None:
    found = policy(f"key 3 hex:{KEY.hex()}", f"key 2 hex:{KEY.hex()}")
    assert (found.active_key_id, found.mode, found.anti_replay) == (2, HmacMode.ENFORCE, AntiReplay.TIME)
    assert found.time_window_ns == 5 * NS_PER_S
    assert [key.key for key in found.keys] == [KEY, KEY]


def test_what_is_written() -> None:
    lines = (f"key 1 {'k' * 40}", f"key 9 hex:{KEY.hex()}", "active_key 9", "time_window 30", "mode permissive")
    found = policy(*lines, "anti_replay monotonic")
    assert (found.active_key_id, found.mode, found.anti_replay) == (9, HmacMode.PERMISSIVE, AntiReplay.COUNTER)
    assert (found.time_window_ns, found.keys[0].key) == (30 * NS_PER_S, b"k" * 40)


def test_a_key_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"hex:{KEY.hex()}\n")
    assert policy(f"key 1 file:{file}").keys[0].key == KEY


@pytest.mark.parametrize("line", ["key 0 hex:00", "key 1 short", "key 1 hex:xy", "key 1 file:/no/such", "key x y"])
def test_a_key_that_cannot_be_used_is_left_out(line: str) -> None:
    text = hmac_text(line, f"key 5 hex:{KEY.hex()}")
    assert "bad-key" in [code for code, _ in warnings(text)]
    found = router(text).hmac
    assert found is not None
    assert [key.key_id for key in found.keys] == [5]


def test_without_a_key_the_file_is_refused() -> None:
    assert "bad-key" in [code for code, _ in errors(hmac_text("key 1 short"))]


def test_no_key_reaches_a_message() -> None:
    secret = "not-the-right-length"
    assert secret not in str(diagnostics(hmac_text(f"key 1 {secret}", f"key 1 {secret} more", f"key 300 {secret}")))
