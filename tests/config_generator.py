"""Random configurations from a seed: right ones made from the keyword table, and right ones with mistakes in them.

Rules: the same seed gives the same text; nothing here knows what standfast or keepalived says to a text; a keyword
that would change the machine, or the process that judges, is never written; the interfaces are those that
keepalived_oracle makes.
"""

from collections.abc import Callable
from random import Random

from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import Keyword, Kind

SCRIPT_SECURITY = ("enable_script_security", "script_user root")
_INTERFACES = ("enp0s8", "enp0s9", "eth0")
_OWN_ADDRESS = "192.168.56.101"
_NETWORK = "192.168.56"
_NEVER = frozenset(
    # They change the host, the judge's process or its patience, or they name files.
    (
        "net_namespace", "net_namespace_ipvs", "namespace_with_ipsets", "instance", "use_pid_dir",
        "process_names", "umask", "child_wait_time", "dynamic_interfaces", "vrrp_rlimit_rttime",
        "vrrp_rlimit_rtime", "vrrp_rt_priority", "vrrp_priority", "vrrp_no_swap", "max_auto_priority",
        "vrrp_cpu_affinity", "vrrp_startup_delay", "vrrp_delay_after_boot", "reload_repeat", "lvs_flush",
        "lvs_flush_onstop", "lvs_flush_on_stop", "enable_dbus", "enable_traps", "enable_snmp_vrrp",
        "enable_snmp_keepalived", "enable_snmp_rfc", "enable_snmp_rfcv2", "enable_snmp_rfcv3",
        "enable_snmp_checker", "dbus_no_interface_name", "random_seed",
        "use_vmac", "use_vmac_addr", "vmac_xmit_base", "use_ipvlan", "vip_lease",
        "vrrp_rx_bufs_multiplier", "kernel_rx_buf_size", "nftables_counters", "nftables_ifindex",
        "linkbeat_use_polling", "no_virtual_ipaddress", "unicast_fault_no_peer",
    )
)
_COMMANDS = ("/bin/true", '"/bin/true"', '"/bin/true a b" root', "/bin/true root root", "\"/bin/sh -c 'exit 0'\"")
_NOTIFY = ("notify", "notify_master", "notify_backup", "notify_fault", "notify_stop")
_ROUTES = (
    f"10.66.0.0/16 via {_NETWORK}.1 dev enp0s8 metric 5",
    f"default via {_NETWORK}.1 dev enp0s8",
    f"src {_OWN_ADDRESS} to 10.67.0.0/16 dev enp0s8 scope link table 100 mtu 1400",
    "blackhole 10.68.0.0/16 no_track",
    f"10.69.0.0/16 nexthop via {_NETWORK}.1 dev enp0s8 weight 2 nexthop via {_NETWORK}.2 dev enp0s8 weight 3",
    "unreachable 10.70.0.0/16 metric 7",
    "10.71.0.0/16 dev enp0s9 proto 17 advmss 1000",
)
_RULES = (
    "from 10.1.2.0/24 table 7 preference 100",
    "to 10.1.2.0/24 iif eth0 fwmark 3 lookup main priority 101",
    "from 10.1.3.0/24 blackhole preference 102",
    "from all table 9",
    "to 10.1.4.0/24 goto 200 preference 103 no_track",
)
_PASSWORDS = ("1111", "s3cret", "x")
_BAD_NUMBERS = (
    *("0", "-1", "256", "99999", "4294967296", "99999999999999999999"),
    *("1x", "0x10", "1.5", "1,", "x", '""', "01"),
)
_ODD_SIGNS = ("#", "!", '"', "'", '""', "\\", " ", "\t", "{ ", "@", "$", "%", "~")
_SIMPLE = (Kind.FLAG, Kind.SWITCH, Kind.INTEGER, Kind.SECONDS)


class Generator:
    """Makes texts; every choice comes from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._preamble: list[str] = []
        self._watches: list[tuple[str, ...]] = []

    def right(self) -> str:
        """Return a configuration that means something from beginning to end."""
        self._preamble = []
        scripts = [f"chk_{number}" for number in range(self.random.randint(0, 2))]
        instances = [f"VI_{number}" for number in range(1, self.random.choice((1, 1, 1, 2, 3)) + 1)]
        vrids = self.random.sample(range(1, 256), len(instances))
        blocks = [self._globals()]
        blocks += [self._script(name) for name in scripts]
        blocks += self._watched()
        if len(instances) > 1 and self.random.random() < 0.3:
            blocks.append(self._sync_group(instances, scripts))
        blocks += self._static()
        blocks += [self._instance(name, vrid, scripts) for name, vrid in zip(instances, vrids, strict=True)]
        blocks += self._services()
        return "\n".join(self._preamble) + self._styled([line for block in blocks for line in block])

    def wrong(self) -> tuple[str, str]:
        """Return a configuration with one to three mistakes, and the names of these."""
        lines = self.right().split("\n")
        names: list[str] = []
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            name, mutate = self.random.choice(MUTATIONS)
            mutate(self.random, lines)
            names.append(name)
        return "\n".join(lines), "+".join(names)

    # -- blocks

    def _globals(self) -> list[str]:
        lines = [*SCRIPT_SECURITY, *self._some(self._simple_lines("global_defs"), 4)]
        lines += ["vrrp_strict"] if self.random.random() < 0.1 else []
        if self.random.random() < 0.5:
            lines.append(f"router_id {self.random.choice(('node-1', 'LVS_DEVEL', 'a.b.c'))}")
        return ["global_defs {", *lines, "}"]

    def _script(self, name: str) -> list[str]:
        command = self.random.choice(('"/bin/true"', "/bin/true", '"/bin/sh -c true"', "\"/bin/sh -c 'exit 0'\""))
        lines = [f"script {command}", *self._some(self._simple_lines("vrrp_script"), 3)]
        if self.random.random() < 0.4:
            lines.append(f"weight {self._weight()}")
        return [f"vrrp_script {name} {{", *lines, "}"]

    def _watched(self) -> list[list[str]]:
        """Return what instances can watch besides scripts, and remember the names."""
        random = self.random
        process = ["process nginx", *self._some(self._simple_lines("vrrp_track_process"), 3)]
        file = ["file /tmp/standfast-no-such-file", *self._some([f"weight {self._weight()}", "init_file 4"], 1)]
        session = [f"neighbor_ip {_NETWORK}.{random.randint(102, 120)}", f"source_ip {_OWN_ADDRESS}"]
        session += self._some(["min_rx 40", "min_tx 50", "idle_tx 1500", "multiplier 4", "passive", "weight 10"], 4)
        blocks = {
            "track_process proc": ["vrrp_track_process proc {", *process, "}"],
            "track_file tf": ["track_file tf {", *file, "}"],
            "track_bfd peer": ["bfd_instance peer {", *session, "}"],
        }
        chosen = {name: block for name, block in blocks.items() if random.random() < 0.12}
        self._watches = [tuple(name.split(" ")) for name in chosen]
        return list(chosen.values())

    def _sync_group(self, instances: list[str], scripts: list[str]) -> list[str]:
        random = self.random
        lines = ["group {", *instances, "}", *self._some(self._simple_lines("vrrp_sync_group"), 2)]
        lines += [f"{random.choice(_NOTIFY)} {random.choice(_COMMANDS)}"] if random.random() < 0.4 else []
        lines += self._trackers(scripts, 0.3)
        return ["vrrp_sync_group VG_1 {", *lines, "}"]

    def _trackers(self, scripts: list[str], chance: float) -> list[str]:
        """Return track blocks of what there is."""
        lines: list[str] = []
        if scripts and self.random.random() < chance:
            lines += ["track_script {", *(self._tracked(script) for script in scripts), "}"]
        if self.random.random() < chance / 3:
            lines += ["track_interface {", self._tracked("eth1"), "}"]
        for keyword, name in self._watches:
            if self.random.random() < chance:
                lines += [f"{keyword} {{", self._tracked(name), "}"]
        return lines

    def _static(self) -> list[list[str]]:
        blocks = [
            ["static_ipaddress {", f"{self._ipv4()}/24 dev enp0s9", "}"],
            ["static_routes {", *self._some(list(_ROUTES), 3), "}"],
            ["static_rules {", *self._some(list(_RULES), 2), "}"],
        ]
        return [block for block in blocks if self.random.random() < 0.1]

    def _services(self) -> list[list[str]]:
        """Return a virtual server, seldom."""
        random = self.random
        if random.random() > 0.1:
            return []
        protocol = random.choice(("TCP", "UDP"))
        lines = [f"lb_algo {random.choice(('rr', 'wrr', 'lc', 'wlc', 'sh'))}"]
        lines += [f"lb_kind {random.choice(('NAT', 'DR', 'TUN'))}", f"protocol {protocol}"]
        lines += self._some(["delay_loop 7", "persistence_timeout 50", "quorum 2", "ha_suspend", "alpha"], 3)
        for number in range(random.randint(1, 3)):
            real = self._some(["weight 3", "inhibit_on_failure", "uthreshold 9"], 2)
            check = self._some(["connect_timeout 3", "retry 2", "delay_before_retry 2"], 2)
            lines += [f"real_server 10.2.0.{number + 1} {random.randint(1, 65535)} {{", *real]
            lines += ["TCP_CHECK {", *check, "}"] if protocol == "TCP" else ["PING_CHECK {", *check, "}"]
            lines.append("}")
        return [[f"virtual_server {self._ipv4()} {random.randint(1, 65535)} {{", *lines, "}"]]

    def _instance(self, name: str, vrid: int, scripts: list[str]) -> list[str]:
        random = self.random
        interface = random.choice(_INTERFACES)
        ipv6 = random.random() < 0.1
        newer = ipv6 or random.random() < 0.15
        interval = random.choice((0.5, 1, 0.25, 40)) if newer else random.choice((1, 1, 2, 5, 255))
        lines = [f"interface {interface}", f"virtual_router_id {vrid}", f"priority {self._priority()}"]
        lines += [f"state {random.choice(('MASTER', 'BACKUP', 'BACKUP'))}"] if random.random() < 0.8 else []
        lines += [f"advert_int {interval}"] if random.random() < 0.6 else []
        lines += ["version 3"] if newer else []
        random.shuffle(lines)
        lines += self._some(self._simple_lines("vrrp_instance"), 5)
        if random.random() < 0.3:
            lines += ["authentication {", "auth_type PASS", f"auth_pass {random.choice(_PASSWORDS)}", "}"]
        if random.random() < 0.3:
            lines += [f"{random.choice(_NOTIFY)} {random.choice(_COMMANDS)}"]
        if interface == "enp0s8" and not ipv6:
            lines += self._sources()
        lines += self._trackers(scripts, 0.7)
        return [f"vrrp_instance {name} {{", *lines, *self._addresses(ipv6=ipv6), "}"]

    def _priority(self) -> int:
        return 255 if self.random.random() < 0.05 else self.random.randint(1, 254)

    def _sources(self) -> list[str]:
        """Return where advertisements come from and go to."""
        random = self.random
        if random.random() < 0.3:
            peers = ["unicast_peer {", f"{_NETWORK}.{random.randint(102, 120)}", "}"]
            return peers + ([f"unicast_src_ip {_OWN_ADDRESS}"] if random.random() < 0.7 else [])
        return self._some([f"mcast_src_ip {_OWN_ADDRESS}", "mcast_dst_ip 224.0.0.99"], 2)

    def _addresses(self, *, ipv6: bool) -> list[str]:
        random = self.random
        count = random.choice((1, 1, 2, 4))
        if ipv6:
            lines = [f"fe80::{number:x}" for number in random.sample(range(1, 999), 1)]
            lines += [f"2001:db8::{random.randint(1, 999):x}/64" for _ in range(count)]
        else:
            lines = [self._address() for _ in range(count)]
        if random.random() < 0.1 and not ipv6:
            lines.append("~SEQ(n, 1, 3) 10.9.8.${n}")
        if random.random() < 0.1:
            self._preamble = ["$ADDRESS=10.9.7.1/24", ""]
            lines += [] if ipv6 else ["$ADDRESS"]
        found = ["virtual_ipaddress {", *lines, "}"]
        if random.random() < 0.2:
            found += ["virtual_ipaddress_excluded {", self._address(), "}"]
        if random.random() < 0.1:
            found += ["virtual_routes {", *random.sample(_ROUTES, 2), "}"]
        if random.random() < 0.1 and not ipv6:
            found += ["virtual_rules {", *random.sample(_RULES, 2), "}"]
        return found

    def _tracked(self, name: str) -> str:
        return f"{name} weight {self._weight()}" if self.random.random() < 0.5 else name

    def _weight(self) -> str:
        reverse = self.random.choice(("", "", "", " reverse"))
        return f"{self.random.choice((-254, -253, -30, -1, 0, 1, 20, 253, 254))}{reverse}"

    def _ipv4(self) -> str:
        return ".".join(["10", *(str(self.random.randint(1, 254)) for _ in range(3))])

    def _address(self) -> str:
        random = self.random
        parts = [self._ipv4()]
        parts[0] += random.choice(("", "/24", "/32", "/16"))
        options = [
            f"dev {random.choice(_INTERFACES)}",
            f"scope {random.choice(('global', 'site', 'link', 'host'))}",
            "label eth0:1",
        ]
        parts += self._some(options, 2) if random.random() < 0.5 else []
        if "/" in parts[0] and "/32" not in parts[0] and random.random() < 0.2:
            parts.append("brd +")
        return " ".join(parts)

    # -- from the table

    def _simple_lines(self, block: str) -> list[str]:
        rows = (SCHEMA.find(block, name) for name in SCHEMA.names(block))
        return [self._line(row) for row in rows if row and row.kind in _SIMPLE and self._allowed(row)]

    def _allowed(self, row: Keyword) -> bool:
        placed = ("priority", "virtual_router_id", "advert_int", "weight", "enable_script_security", "version")
        return row.name not in _NEVER and row.name not in placed and not row.extension

    def _line(self, row: Keyword) -> str:
        match row.kind:
            case Kind.SWITCH:
                value = self.random.choice(("", "on", "off", "true", "false", "yes", "no"))
            case Kind.INTEGER | Kind.SECONDS:
                value = self._number(row)
            case _:
                value = ""
        return f"{row.name} {value}".strip()

    def _number(self, row: Keyword) -> str:
        low, high = float(row.low or 0), float(row.high or 1000)
        value = self.random.choice((low, high, self.random.uniform(low, min(high, low + 100))))
        if row.kind is Kind.SECONDS and self.random.random() < 0.3:
            return f"{min(max(value, low), high):.2f}".rstrip("0").rstrip(".")
        return str(int(min(max(value, low), high)) or int(low + 0.999))

    def _some(self, lines: list[str], most: int) -> list[str]:
        return self.random.sample(lines, min(len(lines), self.random.randint(0, most)))

    # -- looks

    def _styled(self, lines: list[str]) -> str:
        """Indent, quote, comment and end the lines in one of the ways that people do."""
        random = self.random
        indent = random.choice(("", "  ", "    ", "\t"))
        styled = []
        for line in lines:
            text = indent + line
            if random.random() < 0.1:
                text += random.choice(("  # why", " ! old", "#", "\t# { } \" '", " # 權重"))
            if random.random() < 0.05:
                text = text.replace(" ", random.choice(("  ", "\t")))
            styled.append(text)
            if random.random() < 0.1:
                styled.append(random.choice(("", "# a comment", "! { }", "  \t")))
        return random.choice(("\n", "\n", "\n", "\r\n")).join(styled) + "\n"


def _pick(random: Random, lines: list[str], test: Callable[[str], bool]) -> int | None:
    """Choose a line that fits."""
    numbers = [number for number, line in enumerate(lines) if test(line)]
    return random.choice(numbers) if numbers else None


def _drop_brace(random: Random, lines: list[str]) -> None:
    number = _pick(random, lines, lambda line: "{" in line or "}" in line)
    if number is not None:
        lines[number] = lines[number].replace(random.choice("{}"), "", 1)


def _add_brace(random: Random, lines: list[str]) -> None:
    lines.insert(random.randrange(len(lines)), random.choice("{}"))


def _drop_line(random: Random, lines: list[str]) -> None:
    del lines[random.randrange(len(lines))]


def _repeat_line(random: Random, lines: list[str]) -> None:
    number = random.randrange(len(lines))
    lines.insert(random.randrange(number, len(lines)), lines[number])


def _join_lines(random: Random, lines: list[str]) -> None:
    number = random.randrange(len(lines) - 1)
    lines[number : number + 2] = [f"{lines[number].rstrip()} {lines[number + 1].lstrip()}"]


def _swap_words(random: Random, lines: list[str]) -> None:
    number = _pick(random, lines, lambda line: len(line.split()) > 1)
    if number is not None:
        words = lines[number].split()
        first, second = random.sample(range(len(words)), 2)
        words[first], words[second] = words[second], words[first]
        lines[number] = " ".join(words)


def _drop_word(random: Random, lines: list[str]) -> None:
    number = _pick(random, lines, lambda line: len(line.split()) > 1)
    if number is not None:
        words = lines[number].split()
        del words[random.randrange(len(words))]
        lines[number] = " ".join(words)


def _bad_number(random: Random, lines: list[str]) -> None:
    number = _pick(random, lines, lambda line: line.split()[1:2] != [] and line.split()[1].isdigit())
    if number is not None:
        words = lines[number].split()
        words[1] = random.choice(_BAD_NUMBERS)
        lines[number] = " ".join(words)


def _typo(random: Random, lines: list[str]) -> None:
    number = _pick(random, lines, lambda line: len(line.strip()) > 3)
    if number is not None:
        line = lines[number]
        at = random.randrange(1, len(line))
        change = random.choice(("", line[at - 1] * 2, line[at - 1].swapcase(), random.choice("x_-.;,:=")))
        lines[number] = line[: at - 1] + change + line[at:]


def _odd_sign(random: Random, lines: list[str]) -> None:
    number = _pick(random, lines, lambda line: len(line.strip()) > 1)
    if number is not None:
        line = lines[number]
        at = random.randrange(len(line))
        lines[number] = line[:at] + random.choice(_ODD_SIGNS) + line[at:]


def _change_case(random: Random, lines: list[str]) -> None:
    number = _pick(random, lines, lambda line: line.strip()[:1].isalpha())
    if number is not None:
        word = lines[number].split()[0]
        other = random.choice((word.upper(), word.capitalize(), word.swapcase()))
        lines[number] = lines[number].replace(word, other, 1)


MUTATIONS: tuple[tuple[str, Callable[[Random, list[str]], None]], ...] = (
    ("brace-dropped", _drop_brace),
    ("brace-added", _add_brace),
    ("line-dropped", _drop_line),
    ("line-repeated", _repeat_line),
    ("lines-joined", _join_lines),
    ("words-swapped", _swap_words),
    ("word-dropped", _drop_word),
    ("number-bad", _bad_number),
    ("typo", _typo),
    ("sign-odd", _odd_sign),
    ("case-changed", _change_case),
)
