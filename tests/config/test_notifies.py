"""Notify scripts: found, allowed, or left out with a warning that keepalived's -t would not give."""

from pathlib import Path

from config_texts import EXTRA_LINE, instance, node, router, warnings

SECURE = "global_defs {\nscript_user root\n}\n"


def test_each_keyword_has_its_script() -> None:
    lines = 'notify "/bin/true a"\nnotify_master "/bin/echo b c"\nnotify_fault /bin/true'
    notify = router(SECURE + instance(lines)).notify
    assert notify is not None
    assert notify.any is not None
    assert notify.any.argv == ("/usr/bin/true", "a") or notify.any.argv == ("/bin/true", "a")
    assert notify.master is not None
    assert notify.master.argv[1:] == ("b", "c")
    assert notify.backup is None
    assert notify.fault is not None
    assert notify.fault.user.uid == 0


def test_an_instance_without_scripts_has_nothing_to_notify() -> None:
    assert router(instance()).notify is None


def test_a_script_that_cannot_run_is_left_out() -> None:
    text = instance('notify_master "/no/such/script"')
    assert router(text).notify is None
    assert ("notify-disabled", EXTRA_LINE) in warnings(text)


def test_the_second_word_is_the_user() -> None:
    text = instance("notify_master /bin/true no-such-user")
    assert router(text).notify is None
    assert "notify-disabled" in [code for code, _ in warnings(text)]


def test_notify_deleted_needs_no_command() -> None:
    notify = router(instance("notify_deleted")).notify
    assert notify is not None
    assert (notify.deleted, notify.tells_deleted) == (None, True)


def test_pipes(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    text = f'global_defs {{\nscript_user root\nvrrp_notify_fifo {pipe}\nvrrp_notify_fifo_script "/bin/cat x"\n}}\n'
    (fifo,) = node(text + instance()).settings.fifos
    assert fifo.path == str(pipe)
    assert fifo.script is not None
    assert fifo.script.argv[1:] == ("x",)
