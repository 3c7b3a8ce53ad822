"""keepalived.stats, line by line as 2.2.7 writes it."""

from dumps import read
from standfast.dump.statistics import statistics_text

INSTANCE = "vrrp_instance VI_1 {\n interface v0\n virtual_router_id 51\n virtual_ipaddress {\n 10.9.9.9\n }\n}\n"
WRITTEN = """\
VRRP Instance: VI_1
  Advertisements:
    Received: 0
    Sent: 3
  Became master: 1
  Released master: 0
  Packet Errors:
    Length: 0
    TTL: 7
    Invalid Type: 0
    Advertisement Interval: 0
    Address List: 0
  Authentication Errors:
    Invalid Type: 0
    Type Mismatch: 0
    Failure: 0
  Priority Zero:
    Received: 0
    Sent: 0
"""


def test_every_counter_has_its_line() -> None:
    snapshot, _ = read(INSTANCE)
    snapshot.routers[0].statistics.update(advert_sent=3, become_master=1, ip_ttl_err=7)
    assert statistics_text(snapshot) == WRITTEN


def test_instances_follow_each_other_in_the_order_of_the_file() -> None:
    second = INSTANCE.replace("VI_1", "VI_0").replace("51", "52")
    snapshot, _ = read(INSTANCE + second)
    headings = [line for line in statistics_text(snapshot).splitlines() if not line.startswith(" ")]
    assert headings == ["VRRP Instance: VI_1", "VRRP Instance: VI_0"]
