"""keepalived.conf: from text to the model, with diagnostics."""
