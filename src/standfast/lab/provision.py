"""What is put into each host: names, nginx and its pages, the daemon's configuration.

Rules: the configurations and check scripts are the files of `examples/`, unchanged, except that a third and later
node gets the backup's file with its own router_id and a lower priority. Templates are files of the package in which
words between @ signs are replaced. Everything is written through the host's own file system.
"""

from pathlib import Path
from typing import Literal, get_args

import standfast
from standfast.errors import LabError
from standfast.lab.host import VIP, Host, Node

Variant = Literal["plain", "check-script", "check-weight", "check-answers"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)

WELCOME_PATH = "/"
DYNAMIC_PATH = "/app/"
DOWNLOAD_PATH = "/download/long.bin"
DOWNLOAD_BYTES = 200 << 20
SITE_NAME = "www.ha.com"

_FILES = Path(__file__).parent / "files"
_VARIANT_DIRS: dict[Variant, str] = {
    "plain": "article",
    "check-script": "nginx/check-script",
    "check-weight": "nginx/check-weight",
    "check-answers": "nginx/check-answers",
}


def examples_dir() -> Path:
    """The folder `examples`: beside the source in a checkout, inside the package when it is installed from a wheel.

    Raises LabError if it is in neither place.
    """
    package = Path(standfast.__file__).parent
    for candidate in (package / "examples", package.parents[1] / "examples"):
        if (candidate / "article").is_dir():
            return candidate
    raise LabError("the folder examples is missing: install standfast again, or run it from a whole checkout")


def install_config(node: Node, variant: Variant) -> None:
    """Put a configuration and the check scripts into /etc/keepalived of a node. The daemon is not told.

    Raises LabError for a variant that is not in VARIANTS.
    """
    if variant not in VARIANTS:
        raise LabError(f"no configuration variant {variant!r}; there are {', '.join(VARIANTS)}")
    examples = examples_dir()
    role_dir = examples / _VARIANT_DIRS[variant] / node.role.lower()
    text = (role_dir / "keepalived.conf").read_text(encoding="utf-8")
    if node.role == "BACKUP":
        text = text.replace("router_id keep_102", f"router_id keep_{node.number}")
        text = text.replace("priority 80", f"priority {node.priority}")
    target = node.path("/etc/keepalived")
    (target / "keepalived.conf").write_text(text, encoding="utf-8")
    for script in sorted((examples / "nginx").glob("*.sh")):
        (target / script.name).write_bytes(script.read_bytes())
        (target / script.name).chmod(0o755)


def write_hosts(host: Host, names: dict[str, str]) -> None:
    """Write /etc/hosts: loopback, the site's name for the VIP, and `names` (name to address)."""
    lines = [f"127.0.0.1 localhost {host.name}", f"{VIP} {SITE_NAME}"]
    lines += [f"{address} {name}" for name, address in names.items()]
    host.path("/etc/hosts").write_text("\n".join(lines) + "\n")


def write_node_nginx(node: Node, app_addresses: list[str]) -> None:
    """Write a node's good nginx configuration (also after it was broken on purpose)."""
    servers = "\n".join(f"        server {address}:80 max_fails=2 fail_timeout=2s;" for address in app_addresses)
    _fill("node.nginx.conf", node, "/etc/nginx/nginx.conf", NODE=node.name, SERVERS=servers)


def write_pages(node: Node) -> None:
    """Write the welcome page, which says which node answers, and the file for the long download (all zeros)."""
    _fill("index.html", node, "/srv/www/index.html", ROLE=node.role, ADDRESS=node.address, NODE=node.name)
    download = node.path(f"/srv/www{DOWNLOAD_PATH}")
    download.parent.mkdir(exist_ok=True)
    with download.open("wb") as file:
        file.truncate(DOWNLOAD_BYTES)


def write_app_nginx(app: Host) -> None:
    """Write an application server's nginx configuration."""
    _fill("app.nginx.conf", app, "/etc/nginx/nginx.conf", APP=app.name)


def _fill(template: str, host: Host, inside: str, **words: str) -> None:
    text = (_FILES / template).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    host.path(inside).write_text(text, encoding="utf-8")
