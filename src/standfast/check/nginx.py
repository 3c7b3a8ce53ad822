"""nginx on this host: its version, what it can bear, and a fingerprint of its configuration for each file.

The fingerprint is made of the directives without comments and layout, so that only what nginx reads counts. The value
of a directive that may hold a secret is hashed with scrypt first: it still tells equal from different, but a short
secret cannot be found by trying.

Rules: nginx is asked with `nginx -T` and nothing else; no nginx is None, an nginx that does not answer says why.
"""

import hashlib
import re
import subprocess
from typing import Any

_PATIENCE_S = 15
_FILE = re.compile(r"^# configuration file (.+):$")
_VERSION = re.compile(r"nginx/(\S+)")
_SECRET = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|api_?key|authorization|credential|_key$|^auth_", re.IGNORECASE
)
_HEADERS = ("proxy_set_header", "add_header", "set", "fastcgi_param", "grpc_set_header", "uwsgi_param", "map")
_SALT = b"standfast facts 1"
_SCRYPT = {"n": 1 << 12, "r": 8, "p": 1}


def nginx_facts(program: str, cpus: int) -> dict[str, Any] | None:
    """Return what there is to know about nginx; None if it is not installed. `cpus` is what 'auto' means."""
    try:
        version = _run(program, "-v")
        shown = _run(program, "-T", "-q")
    except FileNotFoundError:
        return None
    except (OSError, subprocess.TimeoutExpired) as problem:
        return {"error": str(problem)}
    match = _VERSION.search(version.stderr)
    facts: dict[str, Any] = {"version": match.group(1) if match else None}
    files = split_files(shown.stdout)
    if shown.returncode != 0 or not files:
        return facts | {"error": _reason(shown.stderr) or f"{program} -T ended with {shown.returncode}"}
    text = "\n".join(files.values())
    workers = _value(text, "worker_processes") or "1"
    return facts | {
        "workers": cpus if workers == "auto" else int(workers) if workers.isdigit() else None,
        "worker_connections": _integer(_value(text, "worker_connections") or "512"),
        "worker_rlimit_nofile": _integer(_value(text, "worker_rlimit_nofile")),
        "configuration_sha256": fingerprint(text),
        "files_sha256": {name: fingerprint(content) for name, content in files.items()},
    }


def _reason(stderr: str) -> str:
    """Return what nginx says to be the reason; its last line says only that the test failed."""
    lines = stderr.strip().splitlines()
    grave = [line for level in ("[emerg]", "[crit]", "[alert]") for line in lines if level in line]
    return (grave or lines or [""])[0]


def split_files(shown: str) -> dict[str, str]:
    """Split what `nginx -T` prints into files by name."""
    files: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in shown.splitlines():
        match = _FILE.match(line)
        if match:
            current = files.setdefault(match.group(1), [])
        elif current is not None:
            current.append(line)
    return {name: "\n".join(lines) for name, lines in files.items()}


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the directives of a configuration."""
    return hashlib.sha256("\n".join(directives(text)).encode()).hexdigest()


def directives(text: str) -> list[str]:
    """Return the lines that count: no comments, one blank between words, secrets hashed."""
    lines = (" ".join(_without_comment(line).split()) for line in text.splitlines())
    return [_covered(line) for line in lines if line]


def _without_comment(line: str) -> str:
    """Cut at a `#` that begins a word outside quotes."""
    quote = ""
    for position, char in enumerate(line):
        if quote:
            quote = "" if char == quote and line[position - 1] != "\\" else quote
        elif char in "'\"":
            quote = char
        elif char == "#" and (position == 0 or line[position - 1] in " \t;{}"):
            return line[:position]
    return line


def _covered(line: str) -> str:
    """Return the line with the value hashed if its directive, or the name after it, sounds like a secret."""
    words = line.rstrip(";").split(" ")
    name = words[1] if words[0] in _HEADERS and len(words) > 2 else words[0]
    if len(words) < 2 or not _SECRET.search(name.strip("'\"$").replace("-", "_")):
        return line
    shown = 2 if name == words[1] and words[0] in _HEADERS else 1
    value = " ".join(words[shown:]).encode()
    hashed = hashlib.scrypt(value, salt=_SALT, dklen=16, **_SCRYPT).hex()
    return " ".join([*words[:shown], f"scrypt:{hashed};"])


def _value(text: str, directive: str) -> str | None:
    bare = "\n".join(_without_comment(line) for line in text.splitlines())
    match = re.search(rf"(?m)(?:^|[{{;])\s*{directive}\s+([^;\s]+)\s*;", bare)
    return match.group(1) if match else None


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, errors="replace", timeout=_PATIENCE_S, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
