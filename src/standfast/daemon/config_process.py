"""The short-lived child that reads the configuration: what parsing costs in memory goes when it ends.

Rules: it writes the pickled model to a descriptor and diagnostics to the log; it changes nothing on the host. Exit
code 0 means that a whole model was written.
"""

import os
import pickle
import socket

from standfast.config.diagnostics import ConfigRefusedError, Diagnostic, Severity
from standfast.config.load import load
from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import EXIT_CONFIGURATION, EXIT_STOPPED
from standfast.daemon.log import LogWriter
from standfast.log_level import LogLevel
from standfast.model.configuration import Configuration
from standfast.model.node import Node
from standfast.record.encode import node_text

_LEVELS = {
    Severity.ERROR: LogLevel.ERROR,
    Severity.WARNING: LogLevel.WARNING,
    Severity.NOTICE: LogLevel.NOTICE,
}


def write_configuration(source: ConfigurationSource, output: int, details: int, recorded: int, log: LogWriter) -> int:
    """Read the configuration; write the pickled Node to the descriptor `output`. Return the exit code.

    `details` is a file that gets all of the configuration, `recorded` one for its line of the recording.
    """
    interfaces = frozenset(name for _, name in socket.if_nameindex())
    try:
        loaded = load(
            source.path,
            lenient=source.lenient,
            interfaces=interfaces,
            without_virtual_servers=source.without_virtual_servers,
            config_id=source.config_id,
            includes_must_exist=source.includes_must_exist,
        )
    except ConfigRefusedError as error:
        _log(error.diagnostics, log)
        return EXIT_CONFIGURATION
    _log(loaded.diagnostics, log)
    _write_whole(details, loaded.configuration)
    with os.fdopen(recorded, "wb") as file:
        file.write(node_text(loaded.node).encode())
    _write_whole(output, loaded.node)
    return EXIT_STOPPED


def _log(diagnostics: tuple[Diagnostic, ...], log: LogWriter) -> None:
    for diagnostic in diagnostics:
        log.write(_LEVELS[diagnostic.severity], str(diagnostic))


def _write_whole(output: int, value: Node | Configuration) -> None:
    with os.fdopen(output, "wb") as file:
        pickle.dump(value, file)
