"""The words of one line of a list (a route, a rule, `use_vmac`), read one after the other.

keepalived's rules: a word that is not understood usually makes the whole line useless; a keyword without its
value ends everything.

Rules: what makes a line useless is a LineError, which the reader of the line turns into one diagnostic; no I/O.
"""

from standfast.config.addresses import parse_any
from standfast.config.diagnostics import Position, Report
from standfast.config.iproute_names import Names, number_of
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.values import parse_integer
from standfast.errors import StandfastError
from standfast.model.network import Prefix

UINT_MAX = 2**32 - 1
_ALL = ("default", "any", "all")


class LineError(StandfastError):
    """A line that cannot be used, because of the word at `at`. `fatal`: nor can the file."""

    def __init__(self, at: Position, code: str, message: str, suggestion: str, *, fatal: bool = False) -> None:
        super().__init__(message)
        self.at, self.code, self.suggestion, self.fatal = at, code, suggestion, fatal

    def tell(self, report: Report, line: str) -> None:
        """Report it; `line` says what is left out."""
        if self.fatal:
            report.error(self.at, self.code, str(self), self.suggestion)
        else:
            report.warning(self.at, self.code, f"{self}, so {line} is left out", self.suggestion)


class Words:
    """A cursor over the words of one line."""

    def __init__(self, item: Statement) -> None:
        self._words = item.line.tokens
        self._next = 0

    def __bool__(self) -> bool:
        return self._next < len(self._words)

    def peek(self) -> str:
        """The next word, "" at the end."""
        return self._words[self._next].text if self else ""

    def take(self) -> Token:
        """Go past a word and return it."""
        self._next += 1
        return self._words[self._next - 1]

    def take_if(self, *texts: str) -> str:
        """Go past the next word if it is one of these, and return it, else ""."""
        return self.take().text if self.peek() in texts and self else ""

    def value(self, keyword: Token) -> Token:
        """Return the value of a keyword. Raises LineError if there is none."""
        if not self:
            raise LineError(
                keyword.at, "missing-argument", f"'{keyword.text}' has no value", f"write '{keyword.text} VALUE'",
                fatal=True,
            )  # fmt: skip
        return self.take()

    def number(self, keyword: Token, low: int, high: int) -> int:
        """Return the value of a keyword, a decimal number. Raises LineError."""
        return number_in(self.value(keyword), keyword.text, low, high)

    def named(self, keyword: Token, names: Names) -> int:
        """Return the number behind a keyword's value, a name of iproute2 or a number. Raises LineError."""
        word = self.value(keyword)
        number = number_of(names, word.text)
        if number is None:
            file, greatest = names.value
            raise _bad(word, keyword.text, f"write a number up to {greatest}, or a name of /etc/iproute2/{file}")
        return number

    def realms(self, keyword: Token) -> int:
        """Return the value of `realms [FROM/]TO` as the kernel holds it: FROM * 65536 + TO. Raises LineError."""
        word = self.value(keyword)
        first, slash, last = word.text.partition("/")
        numbers = [number_of(Names.REALM, text) for text in ([first, last] if slash else [first])]
        if None in numbers:
            raise _bad(word, keyword.text, "write 'realms TO' or 'realms FROM/TO', from 0 to 255")
        return sum((number or 0) << 16 * place for place, number in enumerate(reversed(numbers)))

    def address(self, keyword: Token) -> bytes:
        """Return the value of a keyword, an address. Raises LineError."""
        return address_of(self.value(keyword), keyword.text)


class Family:
    """The address family of a line: that of its first address, or what `inet` or `inet6` says."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._is_ipv6: bool | None = None

    @property
    def is_ipv6(self) -> bool:
        """Whether it is IPv6; IPv4 while nothing is known."""
        return self._is_ipv6 is True

    def hold_to(self, is_ipv6: bool, word: Token) -> None:
        """Settle the family. Raises LineError if it is the other one already."""
        if self._is_ipv6 not in (None, is_ipv6):
            raise LineError(word.at, self._code, "IPv4 and IPv6 cannot be mixed in a line", "write one family only")
        self._is_ipv6 = is_ipv6


def number_in(word: Token, keyword: str, low: int, high: int) -> int:
    """Convert a decimal word. Raises LineError if it is no whole number from `low` to `high`."""
    try:
        number = parse_integer(word.text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise _bad(word, keyword, f"write a whole number from {low} to {high}")
    return number


def address_of(word: Token, keyword: str) -> bytes:
    """Convert a word to an address. Raises LineError."""
    packed = parse_any(word.text)
    if packed is None:
        raise LineError(word.at, "bad-address", f"'{keyword} {word.text}' is no address", "correct it")
    return packed


def prefix_of(word: Token, report: Report, *, is_ipv6: bool = False) -> Prefix:
    """Convert `ADDRESS[/LENGTH]` or `default`. Raises LineError; a wrong length becomes that of one host."""
    if word.text in _ALL:
        return Prefix(bytes(16 if is_ipv6 else 4), 0)
    text, slash, length_text = word.text.partition("/")
    packed = parse_any(text)
    if packed is None:
        raise LineError(word.at, "bad-address", f"'{word.text}' is no network and no keyword", "write ADDRESS/LENGTH")
    bits = len(packed) * 8
    if not slash:
        return Prefix(packed, bits)
    if length_text.isascii() and length_text.isdigit() and int(length_text[:4]) <= bits:
        return Prefix(packed, int(length_text))
    report.warning(
        word.at, "bad-value", f"'/{length_text}' is not a prefix length from 0 to {bits}, so /{bits} is used",
        "correct it",
    )  # fmt: skip
    return Prefix(packed, bits)


def range_of(word: Token, keyword: str, greatest: int) -> tuple[int, int]:
    """Convert `FIRST-LAST`. Raises LineError."""
    first, dash, last = word.text.partition("-")
    if not (dash and first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        raise _bad(word, keyword, f"write '{keyword} FIRST-LAST'")
    numbers = (int(first[:20]), int(last[:20]))
    if max(numbers) > greatest:
        raise _bad(word, keyword, f"write numbers up to {greatest}")
    return numbers


def _bad(word: Token, keyword: str, suggestion: str) -> LineError:
    return LineError(word.at, "bad-value", f"'{keyword} {word.text}' cannot be used", suggestion)
