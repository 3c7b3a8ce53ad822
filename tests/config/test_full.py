"""The whole of a configuration, whether it can be run or not."""

from config_texts import full_text, instance
from standfast.config.load import load_full


def test_what_run_refuses_is_a_warning_here_and_an_error_there() -> None:
    found = full_text("net_namespace blue\n" + instance())
    (refusal,) = found.refusals
    assert refusal.severity == "error"
    assert ("warning", "not-supported") in [(d.severity, d.code) for d in found.diagnostics]
    assert found.configuration is not None
    assert found.node is not None


def test_a_file_that_cannot_be_read_is_a_diagnostic() -> None:
    found = load_full("/no/such/file", interfaces=None)
    assert (found.node, found.configuration, found.tree) == (None, None, ())
    assert [d.code for d in found.diagnostics] == ["no-file"]
