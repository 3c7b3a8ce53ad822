"""The supervisor: it has the configuration read, keeps the router alive, writes the log and obeys signals.

Rules: it imports nothing of core, model, config or linux, so that it stays small; what needs them runs in a child.
A router that dies or hangs is replaced at once: its successor finds the addresses' leases and the state file, and
goes on as MASTER before anybody else has noticed. Whatever could make the supervisor wait (a slow reader of the log)
does not touch the router.

Signals: SIGTERM and SIGINT stop, SIGHUP reloads, those of link.REQUEST_SIGNALS ask for dump files. Exit codes:
daemon/exit_codes.py.
"""

import os
import select
import signal
import time

from standfast.daemon.children import Router, keep_configuration, read_configuration
from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import (
    EXIT_CONFIGURATION,
    EXIT_FATAL,
    EXIT_INTERNAL,
    EXIT_PERMISSION,
    EXIT_STOPPED,
)
from standfast.daemon.link import (
    CHECKPOINT,
    LOG,
    READY,
    RECORDING,
    REQUEST,
    REQUEST_CHECKPOINT,
    REQUEST_DATA,
    REQUEST_LOG,
    REQUEST_PARENT_DATA,
    REQUEST_SIGNALS,
    STOP_SIGNALS,
    decode_log,
)
from standfast.daemon.log import LogWriter
from standfast.daemon.pid_file import remove_pid_file, write_pid_file
from standfast.daemon.settings import DaemonSettings
from standfast.log_level import LogLevel
from standfast.record.ring import Ring

POLL_MS = 250
# A router that gave no sign of life for so long hangs. Below three intervals of 1 s: its successor is in time.
WATCHDOG_S = 1.5
START_LIMIT_S = 10.0
# How long a stop may take: keepalived's `child_wait_time`.
STOP_LIMIT_S = 5.0
# More restarts than this within the window wait a second each.
RESTARTS_AT_ONCE = 5
RESTART_WINDOW_S = 30.0
RESTART_DELAY_S = 1.0
# So many routers in a row that never got to work are enough.
FAILED_STARTS_MAX = 5
# Of the first router, these mean that another one would end the same way.
_FINAL_EXIT_CODES = (EXIT_FATAL, EXIT_CONFIGURATION, EXIT_PERMISSION)


class Supervisor:
    """The parent process at work."""

    def __init__(
        self, source: ConfigurationSource, configuration: bytes, settings: DaemonSettings, log: LogWriter
    ) -> None:
        self._source = source
        # Descriptors: the configuration that the next router gets, and the last that one got to work with.
        self._configuration = keep_configuration(configuration)
        self._proven: int | None = None
        self._settings = settings
        self._log = log
        self._poll = select.poll()
        self._stop_signal: int | None = None
        self._reload_wanted = False
        # What was asked for (link.REQUEST_...).
        self._requests = REQUEST_LOG if settings.dumps_configuration else b""
        self._starts_s: list[float] = []
        self._ring = Ring(settings.run_directory)
        self._watch_signals()

    def run(self, *, on_ready: int | None) -> int:
        """Live until stopped; return the exit code. The descriptor `on_ready` gets a byte once the router runs."""
        self._on_ready = on_ready
        failed_starts = 0
        while failed_starts < FAILED_STARTS_MAX:
            code, was_ready = self._run_router()
            if self._stop_signal is not None:
                return self._finish_stop(code)
            if code in _FINAL_EXIT_CODES and self._proven is None:
                return code
            if code == EXIT_STOPPED:
                # Somebody stopped the router itself, by name or by pid: that is meant for the daemon.
                return EXIT_STOPPED
            if not self._settings.respawns:
                self._log.error("The router process ended, and is not to be started again")
                return EXIT_FATAL
            how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            self._log.error(f"The router process {how}: starting a new one")
            failed_starts = 0 if was_ready else failed_starts + 1
            if not was_ready:
                self._go_back()
            self._delay_restart()
        self._log.error("The router cannot be started: giving up")
        return EXIT_INTERNAL

    def _finish_stop(self, code: int) -> int:
        """A router that had to be killed has left its addresses behind: another one comes and stops at once."""
        if code != EXIT_STOPPED:
            self._log.error("The router did not stop by itself: another one cleans up after it")
            code, _ = self._run_router()
        return EXIT_STOPPED if code == EXIT_STOPPED else EXIT_FATAL

    def _go_back(self) -> None:
        """A router could not start: if a reload brought its configuration, use the one before."""
        if self._proven is not None and self._configuration != self._proven:
            os.close(self._configuration)
            self._configuration = self._proven
            self._log.error("No router starts with the new configuration: going back to the one before")

    def _run_router(self) -> tuple[int, bool]:
        """Start a router and watch over it until it ends. Return its exit code, and whether it got to work."""
        router = Router(self._configuration, self._settings.run_directory, self._log)
        self._write_router_pid(router.pid)
        router.register(self._poll)
        self._ring.begin(self._source.recorded)
        started_s = alive_s = time.monotonic()
        stop_until_s: float | None = None
        self._starts_s.append(started_s)
        while (code := router.collect()) is None:
            before_s = time.monotonic()
            self._wait()
            now_s = time.monotonic()
            if now_s - before_s > 2 * POLL_MS / 1000:
                alive_s = now_s  # We were held up ourselves and know nothing about the router.
            if self._take_messages(router):
                alive_s = now_s
            if self._stop_signal is not None and stop_until_s is None:
                stop_until_s = now_s + STOP_LIMIT_S
                router.signal(signal.SIGTERM)
            if self._requests and router.is_ready:
                self._hand_on_requests(router)
            if self._reload_wanted:
                self._reload(router)
                alive_s = time.monotonic()
            if now_s > (stop_until_s or now_s):
                self._log.error("The router does not stop: killing it")
                router.signal(signal.SIGKILL)
            elif now_s - alive_s > (WATCHDOG_S if router.is_ready else START_LIMIT_S):
                self._log.error(f"The router gave no sign of life for {now_s - alive_s:.1f} s: killing it")
                router.signal(signal.SIGKILL)
                alive_s = now_s  # It takes a moment to end; once is enough.
        self._take_messages(router)
        router.close(self._poll)
        if self._settings.router_pid_path:
            remove_pid_file(self._settings.router_pid_path, router.pid)
        return code, router.is_ready

    def _write_router_pid(self, pid: int) -> None:
        if self._settings.router_pid_path:
            try:
                write_pid_file(self._settings.router_pid_path, pid)
            except OSError as error:
                self._log.error(f"{self._settings.router_pid_path} cannot be written: {error.strerror}")

    def _wait(self) -> None:
        for descriptor, _ in self._poll.poll(POLL_MS):
            if descriptor == self._wakeup_reader:
                os.read(self._wakeup_reader, 64)

    def _take_messages(self, router: Router) -> bool:
        """Write the log lines that came. Return whether anything came."""
        messages = router.messages()
        for message in messages:
            if message == READY:
                router.is_ready = True
                if self._proven is not None and self._proven != self._configuration:
                    os.close(self._proven)
                self._proven = self._configuration
                self._tell_ready()
            elif message[:1] == LOG:
                level, wall_time_ns, text = decode_log(message)
                self._log.write(level, text, wall_time_ns)
            elif message[:1] == RECORDING:
                self._ring.write(message[1:])
            elif message == CHECKPOINT:
                self._ring.begin(self._source.recorded)
            elif message[:1] == REQUEST:
                self._requests += message[1:]
        if self._ring.wants_checkpoint():
            self._requests += REQUEST_CHECKPOINT
        return bool(messages)

    def _hand_on_requests(self, router: Router) -> None:
        kinds, self._requests = self._requests, b""
        # Once each: a flood of signals makes no flood of files.
        wanted = b"".join(bytes((kind,)) for kind in sorted(set(kinds)))
        try:
            router.send_request(wanted, self._source.details)
        except OSError as error:
            self._log.error(f"The router does not take the request for a dump: {error}")

    def _tell_ready(self) -> None:
        if self._on_ready is not None:
            try:
                os.write(self._on_ready, b"1")
            except BrokenPipeError:
                pass  # Nobody waits for it any more.
            os.close(self._on_ready)
            self._on_ready = None

    def _reload(self, router: Router) -> None:
        self._reload_wanted = False
        self._log.notice(f"Reloading {self._source.path}")
        code, configuration = read_configuration(self._source, self._log)
        if code != EXIT_STOPPED:
            self._log.error("The new configuration is not used; the running one stays")
            return
        if self._configuration != self._proven:
            os.close(self._configuration)
        self._configuration = keep_configuration(configuration)
        self._ring.write_node(self._source.recorded)
        try:
            router.send_configuration(self._configuration)
        except OSError as error:
            self._log.error(f"The router does not take the new configuration ({error}): a new router will")
            router.signal(signal.SIGKILL)

    def _delay_restart(self) -> None:
        now_s = time.monotonic()
        self._starts_s = [start_s for start_s in self._starts_s if now_s - start_s < RESTART_WINDOW_S]
        if len(self._starts_s) > RESTARTS_AT_ONCE:
            self._log.write(LogLevel.WARNING, "The router keeps dying: waiting before the next start")
            until_s = now_s + RESTART_DELAY_S
            while self._stop_signal is None and time.monotonic() < until_s:
                self._wait()

    def _watch_signals(self) -> None:
        self._wakeup_reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self._poll.register(self._wakeup_reader, select.POLLIN)
        for number in (*STOP_SIGNALS, signal.SIGHUP, *REQUEST_SIGNALS):
            signal.signal(number, self._note_signal)

    def _note_signal(self, number: int, _frame: object) -> None:
        if number == signal.SIGHUP:
            self._reload_wanted = True
        elif number in REQUEST_SIGNALS:
            kind = REQUEST_SIGNALS[number]
            self._requests += kind + REQUEST_PARENT_DATA if kind == REQUEST_DATA else kind
        else:
            self._stop_signal = number
