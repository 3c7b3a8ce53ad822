"""The language server itself: the protocol of editors on standard input and output, by the pygls library.

Rules: every answer is made in features.py, by the checker or by the formatter; this file only converts positions,
which editors count from 0 and in UTF-16 units, unless they agreed on another.
"""

import socket

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from standfast import __version__
from standfast.check.checking import check_reading
from standfast.check.finding import Edit, Finding
from standfast.check.host import Host, this_host
from standfast.check.reading import read_text
from standfast.config.diagnostics import Severity
from standfast.edit.format import format_text
from standfast.lsp.features import completions, hover, token_at

SOURCE = "standfast"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTICE: types.DiagnosticSeverity.Information,
}


def make_server() -> LanguageServer:
    """Return a server that is ready to be started."""
    server = LanguageServer(SOURCE, __version__)
    found: dict[str, list[Finding]] = {}

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def _changed(
        params: types.DidOpenTextDocumentParams | types.DidSaveTextDocumentParams | types.DidChangeTextDocumentParams,
    ) -> None:
        document = server.workspace.get_text_document(params.text_document.uri)
        found[document.uri] = _check(document)
        _publish(server, document.uri, [_diagnostic(document, entry) for entry in found[document.uri]])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def _closed(params: types.DidCloseTextDocumentParams) -> None:
        found.pop(params.text_document.uri, None)
        _publish(server, params.text_document.uri, [])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
    def _mend(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = server.workspace.get_text_document(params.text_document.uri)
        lines = range(params.range.start.line + 1, params.range.end.line + 2)
        here = [entry for entry in found.get(document.uri, ()) if entry.edits and entry.diagnostic.line in lines]
        return [_action(document, entry) for entry in here]

    _add_reading_features(server)
    return server


def _add_reading_features(server: LanguageServer) -> None:
    """Register what only needs the text: hover, completion and formatting."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _hover(params: types.HoverParams) -> types.Hover | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        text = hover(document.source, params.position.line, _column(document, params.position))
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" "]))
    def _complete(params: types.CompletionParams) -> types.CompletionList:
        document = server.workspace.get_text_document(params.text_document.uri)
        column = _column(document, params.position)
        return types.CompletionList(False, _items(document, params.position.line, column))

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def _format(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        document = server.workspace.get_text_document(params.text_document.uri)
        end = types.Position(document.source.count("\n") + 1, 0)
        return [types.TextEdit(types.Range(types.Position(0, 0), end), format_text(document.source))]


def _publish(server: LanguageServer, uri: str, found: list[types.Diagnostic]) -> None:
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))


def _items(document: TextDocument, line: int, column: int) -> list[types.CompletionItem]:
    interfaces = [name for _, name in socket.if_nameindex()]
    return [
        types.CompletionItem(
            label=found.label,
            detail=found.detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, found.documentation),
            insert_text=found.insert,
            kind=types.CompletionItemKind.Module if found.is_block else types.CompletionItemKind.Keyword,
        )
        for found in completions(document.source, line, column, interfaces)
    ]


def _check(document: TextDocument) -> list[Finding]:
    """Return what there is to say about a document. Of an included file only what stands in the document itself."""
    file = document.path or document.uri
    host = _host()
    reading = read_text(document.source, file, tuple(host.interfaces) if host else None)
    return [found for found in check_reading(reading, host).findings if found.diagnostic.file == file]


def _host() -> Host | None:
    """Return this host, or None if it has no interface but the loopback: the file is then for another host."""
    host = this_host()
    return host if len(host.interfaces) > 1 else None


def _diagnostic(document: TextDocument, found: Finding) -> types.Diagnostic:
    said = found.diagnostic
    line, column = max(0, said.line - 1), max(0, said.column - 1)
    token = token_at(document.source, line, column)
    length = found.length or (len(token[1].text) + 2 * token[1].quoted if token else 1)
    return types.Diagnostic(
        types.Range(_position(document, line, column), _position(document, line, column + length)),
        message=said.message + (f"\n{said.suggestion}" if said.suggestion else ""),
        severity=_SEVERITIES[said.severity],
        code=said.code,
        source=SOURCE,
    )


def _action(document: TextDocument, found: Finding) -> types.CodeAction:
    """Offer what mends one finding."""
    edits = [_text_edit(document, edit) for edit in found.edits]
    return types.CodeAction(
        title=found.diagnostic.suggestion or "mend it",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(document, found)],
        edit=types.WorkspaceEdit(changes={document.uri: edits}),
    )


def _text_edit(document: TextDocument, edit: Edit) -> types.TextEdit:
    start = _position(document, edit.line - 1, edit.column - 1)
    end = _position(document, edit.line - 1, edit.end_column - 1)
    return types.TextEdit(types.Range(start, end), edit.text)


def _line(document: TextDocument, line: int) -> str:
    lines = document.source.split("\n")
    return lines[line] if line < len(lines) else ""


def _column(document: TextDocument, position: types.Position) -> int:
    """Convert an editor's position to a column in characters."""
    text = _line(document, position.line)
    units = 0
    for column, char in enumerate(text):
        if units >= position.character:
            return column
        units += document.position_codec.client_num_units(char)
    return len(text)


def _position(document: TextDocument, line: int, column: int) -> types.Position:
    text = _line(document, line)[:column]
    return types.Position(line, document.position_codec.client_num_units(text))
