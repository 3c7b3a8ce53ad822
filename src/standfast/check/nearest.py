"""Which known word was meant: by spelling, by case, by what a scanner or a tired eye mistakes for it.

Rules: pure; difflib is imported only where there is a mistake; an answer must be near, since a wrong guess is worse
than none.
"""

from collections.abc import Iterable

# What looks alike in print: each is written as the letter on the right.
_LOOKS_LIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "8": "s", "-": "_"})
_DIGITS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1", "S": "5", "s": "5", "B": "8"})
CUTOFF = 0.72


def nearest(word: str, candidates: Iterable[str], cutoff: float = CUTOFF) -> str:
    """Return the candidate that `word` most probably was meant to be, or "" if none is near enough."""
    names = list(dict.fromkeys(candidates))
    folded = [name for name in names if name.lower() == word.lower().replace("-", "_")]
    if folded:
        return folded[0]
    import difflib

    shape = _shape(word)
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(shape)
    best, best_score = "", cutoff
    length = len(shape)
    for name in names:
        # The best that two lengths allow: most names are out by this alone.
        if 2 * min(length, len(name)) < best_score * (length + len(name)):
            continue
        matcher.set_seq1(_shape(name))
        if matcher.quick_ratio() < best_score:
            continue
        score = matcher.ratio()
        if score > best_score or (score == best_score and not best):
            best, best_score = name, score
    return best


def digits(word: str) -> str:
    """Return the number that a word with letters in place of digits was meant to be (`l0O`), or ""."""
    number = word.translate(_DIGITS)
    return number if number != word and number.isascii() and number.isdigit() and any(map(str.isdigit, word)) else ""


def _shape(word: str) -> str:
    return word.lower().translate(_LOOKS_LIKE)
