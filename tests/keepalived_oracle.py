"""Debian's keepalived as the judge of configuration texts: its verdict, and the values it would run with.

One namespace with its own network, processes and /run for all texts of a call; in it keepalived once with `-t`, and
as a daemon that prints its data at the start (`-d`) and is ended at once: the process that speaks VRRP by itself, and
where the text has something for the others, with that of BFD, and that of the virtual servers by itself. Run as a
script, this file is what runs inside.

Rules: nothing outlives the call; a text is judged by itself; nothing of standfast is imported.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

INTERFACES = frozenset({"lo", "enp0s8", "enp0s9", "eth0", "eth1"})
ADDRESS = "192.168.56.101"
MISSING = shutil.which("keepalived") is None
_SETUP = (
    "ip link set lo up",
    "ip link add enp0s8 type veth peer name enp0s9",
    "ip link add eth0 type veth peer name eth1",
    f"ip address add {ADDRESS}/24 dev enp0s8",
    "ip address add 10.1.0.101/24 dev eth0",
    "ip link set enp0s8 up",
    "ip link set enp0s9 up",
    "ip link set eth0 up",
    "ip link set eth1 up",
    "mount -t tmpfs tmpfs /run",
)
_STAMP = re.compile(r"^\w{3} \w{3} +\d+ [\d:]{8} \d{4}: ?")
_SECTION = re.compile(r"-+< (.*) >-+")
_SERVICE = re.compile(r"service (\[\S+) (?:from|for) VS (.+?)$")
_LAST_SECTION = "< Interfaces >"
_LAST_OF_BFD = "send event to checker process"
_LAST_OF_SERVERS = "exited"
_BFD_LABELS = frozenset((
    "BFD Instance", "Neighbor IP", "Source IP", "Required min RX interval", "Desired min TX interval",
    "Desired idle TX interval", "Detection multiplier", "TTL", "max_hops", "passive",
    "send event to VRRP process", "send event to checker process",
))  # fmt: skip
_PATIENCE_S = 3.0
_PID_FILES = ("/run/parent.pid", "/run/vrrp.pid")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What keepalived says: the exit code of `-t`, its report, and what the daemon printed about its data."""

    code: int
    report: str
    dump: tuple[str, ...] = ()
    bfd: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    """Each real server and the virtual server that it belongs to, as `SERVICE VIRTUAL SERVICE`."""

    @property
    def clean(self) -> bool:
        """Whether keepalived finds nothing to say."""
        return self.code == 0 and not self.report.strip()

    @property
    def ran(self) -> bool:
        """Whether the process that speaks VRRP started and printed its data."""
        return any("< VRRP Topology >" in line for line in self.dump)

    def objects(self, kind: str) -> dict[str, dict[str, list[str]]]:
        """Return the printed objects of one kind ("VRRP Instance") by name, each as label to values.

        The lines below a label that ends in a colon are its values.
        """
        found: dict[str, dict[str, list[str]]] = {}
        current: dict[str, list[str]] | None = None
        label = ""
        for line in (*self.dump, *self.bfd):
            depth = len(line) - len(line.lstrip())
            name, separator, value = line.strip().partition(" = ")
            if _SECTION.match(line.strip()):
                current = None
            elif depth == 1:
                current = found.setdefault(value, {}) if name == kind and separator else None
            elif current is not None and depth == 3:
                label = re.sub(r"( \(\d+\))? ?:$", "", name)
                current.setdefault(label, []).extend([value] if separator else [])
            elif current is not None:
                current[label].append(line.strip())
        return found

    def section(self, title: str) -> dict[str, str]:
        """Return the `label = value` lines of one section."""
        pairs = (line.partition(" = ") for line in self.lines(title))
        return {label: value for label, separator, value in pairs if separator}

    def lines(self, title: str) -> list[str]:
        """Return the lines of one section."""
        found: list[str] = []
        inside = False
        for line in self.dump:
            match = _SECTION.match(line.strip())
            if match:
                inside = match.group(1) == title
            elif inside:
                found.append(line.strip())
        return found


def judge(
    texts: dict[str, bytes], *, dump: bool = False, beside: dict[str, bytes] | None = None
) -> dict[str, Judgement]:
    """Let keepalived judge each text; `beside` are files in the same folder, for includes."""
    with TemporaryDirectory(prefix="standfast-oracle-") as folder:
        for name, data in {**{f"{name}.conf": data for name, data in texts.items()}, **(beside or {})}.items():
            Path(folder, name).write_bytes(data)
        inside = ["/usr/bin/python3", __file__, folder, "dump" if dump else "test", *texts]
        done = subprocess.run(
            ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", *inside],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
    return {
        name: Judgement(
            entry["code"], entry["report"], tuple(entry["dump"]), tuple(entry["bfd"]), tuple(entry["services"])
        )
        for name, entry in found.items()
    }


def _inside(folder: str, names: list[str], *, dump: bool) -> dict[str, dict[str, object]]:
    for command in _SETUP:
        subprocess.run(command.split(), check=True, capture_output=True)
    return {name: _one(folder, f"{folder}/{name}.conf", dump=dump) for name in names}


def _one(folder: str, file: str, *, dump: bool) -> dict[str, object]:
    try:
        done = subprocess.run(
            ["keepalived", "-t", "-f", file], capture_output=True, check=False, cwd=folder, stdin=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"code": -signal.SIGKILL, "report": "", "dump": [], "bfd": [], "services": []}
    runs = dump and done.returncode in (0, 5, 6)
    text = Path(file).read_bytes() if runs else b""
    report = (done.stdout + done.stderr).decode("utf-8", "replace")
    return {
        "code": done.returncode,
        "report": report.replace(f"{folder}/", ""),
        "dump": _data(_run(file, "-P", "-B", until=(_LAST_SECTION,))) if runs else [],
        "bfd": _sessions(_run(file, "-P", until=(_LAST_SECTION, _LAST_OF_BFD))) if b"bfd_instance" in text else [],
        "services": _services(_run(file, "-C", "-B", until=(_LAST_OF_SERVERS,))) if b"virtual_server" in text else [],
    }


def _run(file: str, *options: str, until: tuple[str, ...]) -> list[str]:
    """Run the daemon until it has printed all of these; return the printed lines."""
    log = Path("/run/log")
    pids = ["-p", _PID_FILES[0], "-r", _PID_FILES[1]]
    with log.open("wb") as output:
        daemon = subprocess.Popen(
            ["keepalived", "-n", "-l", "-d", *options, "-f", file, *pids],
            stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    give_up = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up:
        ended = daemon.poll() is not None
        text = log.read_text("utf-8", "replace")
        if ended or all(sign in text for sign in until):
            break
        time.sleep(0.005)
    _end_all()
    daemon.returncode = 0
    return [_STAMP.sub("", line) for line in text.split("\n")]


def _data(lines: list[str]) -> list[str]:
    begin = next((number for number, line in enumerate(lines) if _SECTION.match(line)), len(lines))
    # The other process logs in between, without the indentation of data.
    return [line for line in lines[begin:] if line.startswith(" ") or _SECTION.match(line)]


def _sessions(lines: list[str]) -> list[str]:
    """The process of BFD prints its data while that of VRRP prints its own, so only labels tell the lines apart."""
    return [line for line in lines if line.strip().partition(" = ")[0] in _BFD_LABELS]


def _services(lines: list[str]) -> list[str]:
    """Without IPVS in the kernel, all that is said of a service is that it ends; with it, that its checks begin."""
    return sorted({f"{match[1]} {match[2]}" for line in lines if (match := _SERVICE.search(line))})


def _end_all() -> None:
    """Kill whatever runs in this namespace but its first process, which is this one, and take its leave."""
    assert os.getpid() == 1, "outside a namespace of its own this would end the machine"
    try:
        os.kill(-1, signal.SIGKILL)
        while True:
            os.waitpid(-1, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
    for left in _PID_FILES:
        Path(left).unlink(missing_ok=True)


if __name__ == "__main__":
    json.dump(_inside(sys.argv[1], sys.argv[3:], dump=sys.argv[2] == "dump"), sys.stdout)
