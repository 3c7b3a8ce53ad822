"""The language server: what an editor can show while somebody writes a keepalived.conf. Needs the extra `lsp`."""
