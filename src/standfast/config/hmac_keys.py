"""`auth_hmac { ... }` -> model.packets.HmacPolicy: keys decoded, the window filled in.

keepalived 2.4's rules: a key has 32 to 64 bytes, written as text, as `hex:` and digits, or in a file (`file:PATH`,
whose first line counts); its number is 1 to 255; without `active_key` the lowest number signs; the time window is the
greater of 3 advertisement intervals and 5 s unless one is written.

Rule of this file: a key never stands in a message; the files that it reads are only read.
"""

from standfast.config.diagnostics import Report
from standfast.config.keywords_instance import HMAC
from standfast.config.parser import Statement
from standfast.config.sections import Section
from standfast.model.packets import AntiReplay, HmacKey, HmacMode, HmacPolicy
from standfast.units import NS_PER_S

KEY_LENGTH_MIN, KEY_LENGTH_MAX = 32, 64
_KEY_ID_MAX = 255
_WINDOW_INTERVALS = 3
_WINDOW_MIN_NS = 5 * NS_PER_S
_REPLAY = {"time": AntiReplay.TIME, "monotonic": AntiReplay.COUNTER}
_MODES = {mode.value: mode for mode in HmacMode}


def read_hmac(block: Statement, advert_interval_ns: int, report: Report) -> HmacPolicy | None:
    """Read one block. Return None, with a report, if it holds no key that can be used."""
    section = Section(HMAC, block.block or [], report)
    keys: dict[int, HmacKey] = {}
    for statement in section.all("key"):
        key = _key(statement, report)
        if key is not None and keys.setdefault(key.key_id, key) is not key:
            report.warning(statement.at, "repeated", f"the key {key.key_id} is written twice; the first counts",
                           "give each its own number")  # fmt: skip
    if not keys:
        report.error(block.at, "bad-key", "auth_hmac has no key that can be used", "add 'key 1 hex:...' of 32 bytes")
        return None
    active = section.number("active_key")
    if active is not None and active not in keys:
        report.warning(block.at, "bad-key", f"there is no key {active}, so key {min(keys)} signs",
                       "correct active_key")  # fmt: skip
        active = None
    window_ns = section.number("time_window")
    values = section.values(without=("key",))
    return HmacPolicy(
        keys=tuple(keys.values()),
        active_key_id=min(keys) if active is None else active,
        mode=_MODES.get(str(values["mode"]), HmacMode.ENFORCE),
        anti_replay=_REPLAY.get(str(values["anti_replay"]), AntiReplay.TIME),
        time_window_ns=window_ns or max(_WINDOW_INTERVALS * advert_interval_ns, _WINDOW_MIN_NS),
    )


def _key(statement: Statement, report: Report) -> HmacKey | None:
    """Read `key ID STRING|hex:HEX|file:PATH`."""
    number, *words = (token.text for token in statement.arguments)
    form = "write 'key N hex:...' with 64 to 128 hexadecimal digits"
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:4]) <= _KEY_ID_MAX or len(words) != 1:
        report.warning(statement.at, "bad-key", "this is no number from 1 to 255 and a key, so it is left out", form)
        return None
    try:
        key = _decode(words[0])
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is not hexadecimal"
        report.warning(statement.at, "bad-key", f"the key {number} cannot be read ({what}), so it is left out", form)
        return None
    if not KEY_LENGTH_MIN <= len(key) <= KEY_LENGTH_MAX:
        report.warning(statement.at, "bad-key", f"the key {number} has {len(key)} bytes instead of {KEY_LENGTH_MIN}"
                       f" to {KEY_LENGTH_MAX}, so it is left out", form)  # fmt: skip
        return None
    return HmacKey(int(number), key)


def _decode(text: str) -> bytes:
    """Return the bytes of a key as written. Raises OSError for a file, ValueError for digits that are none."""
    kind, colon, rest = text.partition(":")
    if colon and kind == "hex":
        return bytes.fromhex(rest)
    if colon and kind == "file":
        with open(rest, "rb") as file:  # noqa: PTH123
            text = file.readline(4 * KEY_LENGTH_MAX).strip().decode()
        return _decode(text) if not text.startswith("file:") else b""
    return text.encode()
