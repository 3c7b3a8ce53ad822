"""Conversions to and from integer nanoseconds, and nothing else.

Rule: the rest of the code computes with integer nanoseconds only; decimal seconds from a configuration file
and seconds or centiseconds from a packet are converted here, once.
"""

NS_PER_US = 1_000
NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000


def seconds_text_to_ns(text: str) -> int:
    """Convert decimal seconds as written in a file ("2", "0.25") to nanoseconds, exactly.

    Digits after the ninth decimal place are cut. Raises ValueError if the text is not an unsigned decimal number.
    """
    whole, _, fraction = text.partition(".")
    if not (whole or fraction) or not (whole + fraction).isascii() or not (whole + fraction).isdigit():
        raise ValueError(f"not a number of seconds: {text!r}")
    return int(whole or "0") * NS_PER_S + int(fraction[:9].ljust(9, "0"))


def ns_to_seconds_text(duration_ns: int) -> str:
    """Format nanoseconds as seconds with at most three decimal places, for people ("3.609", "1")."""
    milliseconds = (duration_ns + NS_PER_MS // 2) // NS_PER_MS
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
