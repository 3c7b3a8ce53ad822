"""An effective configuration as text that is itself a configuration file, or as JSON.

Rules: each line of the text says in a comment where its value was written, or that it is a default; what is off,
has no value, or is the default of a keyword that is not acted on, is a comment as a whole, so that the text means
the same when it is read again; the JSON has one object a block, and one with `value` and `from` a keyword.
"""

from collections.abc import Iterator

from standfast.config.diagnostics import Position
from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import Kind
from standfast.edit.effective import Block, Value, place, stands_alone
from standfast.edit.format import INDENT
from standfast.edit.resolved import OFF, ON

_COLUMN = 48
DEFAULT = "default"


def as_text(root: Block) -> str:
    """Return the configuration as a file with comments."""
    return "".join(f"{line}\n" for line in _text_lines(root, 0)).removeprefix("\n")


def _text_lines(block: Block, depth: int) -> Iterator[str]:
    for value in block.values:
        yield _text_line(block, value, depth)
    for inner in block.blocks:
        if not depth:
            yield ""
        title = f"{INDENT * depth}{inner.keyword} {inner.name}".rstrip() + " {"
        yield _with_comment(title, _from_text(inner.at, "")) if inner.at else title
        yield from _text_lines(inner, depth + 1)
        yield INDENT * depth + "}"


def _text_line(block: Block, value: Value, depth: int) -> str:
    indent = INDENT * depth
    comment = _from_text(value.at, value.because)
    if not value.acted_on:
        comment += ", not acted on"
    if not value.keyword:
        return _with_comment(indent + value.text, comment)
    row = SCHEMA.find(block.contents, value.keyword)
    if row is not None and row.kind is Kind.FLAG and value.text in (ON, OFF):
        return _with_comment(f"{indent}{value.keyword if value.text == ON else f'# {value.keyword} (off)'}", comment)
    remark = "# " if value.at is None and not (value.text and value.acted_on) else ""
    return _with_comment(f"{indent}{remark}{value.keyword} {value.text}".rstrip(), comment)


def _with_comment(line: str, comment: str) -> str:
    return f"{line.ljust(_COLUMN - 1)} # {comment}"


def _from_text(at: Position | None, because: str) -> str:
    """Say where a value comes from."""
    return ", ".join(part for part in (place(at) or DEFAULT, because) if part)


def as_json(root: Block) -> dict[str, object]:
    """Return the configuration as values that `json` can write.

    `{"vrrp_instance": {"VI_1": {"priority": {"value": "100", "from": "FILE:LINE"}}}}`; `from` is null for a default;
    what is known only when the daemon runs has the value null and says in `because` what it will be;
    a list is an array of such objects, and blocks that can stand several times without a name are an array.
    """
    found: dict[str, object] = {value.keyword: _json_value(value) for value in root.values if value.keyword}
    for block in root.blocks:
        row = SCHEMA.find(root.contents, block.keyword)
        content: object = (
            [_json_value(value) for value in block.values] if row and row.kind is Kind.LIST else as_json(block)
        )
        if row is not None and stands_alone(row):
            several = found.setdefault(block.keyword, [])
            assert isinstance(several, list)
            several.append(content)
        elif block.name:
            named = found.setdefault(block.keyword, {})
            assert isinstance(named, dict)
            named[block.name] = content
        else:
            found[block.keyword] = content
    return found


def _json_value(value: Value) -> dict[str, object]:
    entry: dict[str, object] = {"value": value.text or None, "from": place(value.at)}
    if value.because:
        entry["because"] = value.because
    if not value.acted_on:
        entry["acted_on"] = False
    return entry
