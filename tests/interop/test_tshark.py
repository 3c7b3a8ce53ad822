"""tshark as a judge of every packet that standfast sends, with every checksum verified."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from daemons import VIP, Standfast, configuration
from netlab import Lan, Wire, wait_for

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed"),
]

GOOD_CHECKSUM = "1"


def dissect(pcap: Path, *options: str) -> str:
    command = ["tshark", "-n", "-r", str(pcap), "-o", "ip.check_checksum:TRUE", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def packets(pcap: Path, display_filter: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(dissect(pcap, "-Y", display_filter, "-T", "json", "--no-duplicate-keys"))
    return [one["_source"]["layers"] for one in found]


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole life of two virtual routers: start as MASTER, both rounds of gratuitous ARP, the end."""
    folder = tmp_path_factory.mktemp("capture")
    lan = Lan(2)
    text = configuration(255, addresses=f"{VIP}\n192.168.56.99/24\n10.1.2.3/32")
    unprotected = configuration(255, addresses="10.2.0.1").replace("VI_1", "VI_2").replace("_id 51", "_id 7")
    start, end = unprotected.index("authentication"), unprotected.index("virtual_ipaddress")
    unprotected = unprotected[:start] + unprotected[end:]
    with Wire(lan) as wire:
        with Standfast(lan.hosts[0], folder / "node", text + unprotected) as daemon:
            wait_for(lambda: len(wire.arps("10.2.0.1")) >= 10, "gratuitous ARP")
            assert daemon.stop() == 0
        wait_for(lambda: len([one for one in wire.adverts() if one.priority == 0]) == 2, "both resign")
        wire.write_pcap(folder / "wire.pcap")
    lan.close()
    return folder / "wire.pcap"


def test_there_is_no_expert_information_about_any_packet(capture: Path) -> None:
    fields = ("-T", "fields", "-e", "_ws.expert.message", "-e", "_ws.malformed", "-e", "frame.number")
    lines = dissect(capture, "-Y", "(vrrp or arp) and (_ws.expert or _ws.malformed)", *fields)
    assert lines == ""


def test_every_advertisement_has_good_checksums_and_says_what_was_configured(capture: Path) -> None:
    adverts = packets(capture, "vrrp")
    assert len(adverts) >= 10
    for layers in adverts:
        ip, vrrp = layers["ip"], layers["vrrp"]
        assert ip["ip.checksum.status"] == GOOD_CHECKSUM
        assert vrrp["vrrp.checksum.status"] == GOOD_CHECKSUM
        assert (ip["ip.dst"], ip["ip.ttl"], ip["ip.src"]) == ("224.0.0.18", "255", "192.168.56.101")
        assert layers["eth"]["eth.dst"] == "01:00:5e:00:00:12"
        assert vrrp["vrrp.prio"] in ("255", "0")
        if vrrp["vrrp.virt_rtr_id"] == "51":
            assert (vrrp["vrrp.auth_type"], vrrp["vrrp.auth_string"].rstrip("\0")) == ("1", "1111")
            assert vrrp["vrrp.ip_addr"] == [VIP, "192.168.56.99", "10.1.2.3"]
        else:
            assert (vrrp["vrrp.auth_type"], vrrp["vrrp.ip_addr"]) == ("0", "10.2.0.1")


def test_every_address_is_announced_five_times_and_five_times_more(capture: Path) -> None:
    for address in (VIP, "192.168.56.99", "10.1.2.3", "10.2.0.1"):
        frames = packets(capture, f"arp.isgratuitous == 1 and arp.src.proto_ipv4 == {address}")
        assert len(frames) == 10
        assert {layers["eth"]["eth.dst"] for layers in frames} == {"ff:ff:ff:ff:ff:ff"}
        times_s = [float(layers["frame"]["frame.time_relative"]) for layers in frames]
        assert times_s[4] - times_s[0] < 1
        assert 4.9 < times_s[5] - times_s[0] < 6
