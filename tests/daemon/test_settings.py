"""How a daemon was asked to run, on its way between two processes."""

from standfast.daemon.settings import DaemonSettings, decode_settings


def test_everything_survives_the_way() -> None:
    settings = DaemonSettings("/etc/a=b c.conf", "run dir")
    settings.lenient = True
    settings.log_to_console = False
    settings.umask = 0o177
    settings.messages = "two\nlines = these"
    assert vars(decode_settings(settings.encode())) == vars(settings)


def test_what_is_not_said_has_the_defaults_of_run() -> None:
    settings = decode_settings(DaemonSettings("a", "b").encode())
    assert (settings.name, settings.background, settings.log_to_console) == ("standfast", False, True)
    assert (settings.pid_path, settings.umask, settings.respawns) == ("", -1, True)
