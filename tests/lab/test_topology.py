"""The lab as a whole: what a person sees who builds one and looks at it from the client."""

import json
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from standfast.errors import LabError
from standfast.lab import faults
from standfast.lab.host import Host
from standfast.lab.topology import Lab, make_node

pytestmark = pytest.mark.root

# What the client does: ask for a page so many times, and say each answer's text (or the error) and the longest time.
ASK = """
import http.client, json, sys, time
address, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
answers, longest = [], 0.0
for _ in range(times):
    begun = time.monotonic()
    try:
        connection = http.client.HTTPConnection(address, timeout=2)
        connection.request("GET", path)
        answers.append(connection.getresponse().read().decode())
    except OSError as error:
        answers.append(repr(error))
    finally:
        connection.close()
    longest = max(longest, time.monotonic() - begun)
print(json.dumps([answers, longest]))
"""


def ask(client: Host, address: str, path: str, times: int = 1) -> tuple[list[str], float]:
    said = client.run(sys.executable, "-c", ASK, address, path, str(times), timeout_s=60)
    answers, longest_s = json.loads(said.stdout)
    return answers, longest_s


def interfaces_and_mounts() -> tuple[str, str]:
    return Path("/proc/net/dev").read_text().count(":"), Path("/proc/self/mountinfo").read_text()  # type: ignore[return-value]


def test_the_client_reads_the_articles_welcome_from_the_elected_node_and_a_closed_lab_leaves_nothing() -> None:
    before = interfaces_and_mounts()
    with Lab.build(daemon="keepalived", name="whole") as lab:
        assert lab.wait_for_holder().name == "node101"
        (welcome,), _ = ask(lab.client, "www.ha.com", "/")
        assert "Welcome to MASTER-192.168.56.101 nginx!" in welcome
        faults.lose_host(lab, lab.nodes[0])
        assert lab.wait_for_holder(lab.nodes[1]).name == "node102"
        (welcome,), _ = ask(lab.client, "www.ha.com", "/")
        assert "Welcome to BACKUP-192.168.56.102 nginx!" in welcome
        pids = [host.pid for host in lab.hosts]
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    assert interfaces_and_mounts() == before
    lab.close()


def test_dynamic_requests_are_balanced_and_a_killed_application_server_costs_nothing(quiet_lab: Lab) -> None:
    client, node = quiet_lab.client, quiet_lab.nodes[0].address
    answers, _ = ask(client, node, "/app/", 20)
    assert Counter(answers) == {"app1\n": 10, "app2\n": 10}
    faults.kill_app(quiet_lab.apps[0])
    try:
        answers, longest_s = ask(client, node, "/app/", 300)
        assert set(answers) == {"app2\n"}
        assert longest_s < 0.2
    finally:
        faults.start_app(quiet_lab.apps[0])
    deadline = time.monotonic() + 10
    while True:
        answers, _ = ask(client, node, "/app/", 10)
        if Counter(answers)["app1\n"] == 5:
            break
        assert time.monotonic() < deadline, answers
        time.sleep(0.2)


def test_two_labs_at_once_do_not_meet(quiet_lab: Lab) -> None:
    with Lab.build(nodes=3, daemon="keepalived", name="other", start_daemons=False) as other:
        other.nodes[0].path("/srv/www/index.html").write_text("the other lab")
        assert ask(other.client, "192.168.56.101", "/")[0] == ["the other lab"]
        assert "MASTER-192.168.56.101" in ask(quiet_lab.client, "192.168.56.101", "/")[0][0]
        assert "BACKUP-192.168.56.103" in ask(other.client, "192.168.56.103", "/")[0][0]
        assert "Error" in ask(quiet_lab.client, "192.168.56.103", "/")[0][0]


def test_the_download_goes_on_for_minutes(quiet_lab: Lab) -> None:
    page = "http.client.HTTPConnection('192.168.56.101', timeout=2)"
    program = (
        f"import http.client, time; connection = {page}; connection.request('GET', '/download/long.bin');"
        "answer = connection.getresponse(); begun = time.monotonic(); got = 0\n"
        "while time.monotonic() - begun < 1: got += len(answer.read1())\n"
        "print(got, answer.length)"
    )
    got, remaining = quiet_lab.client.run(sys.executable, "-c", program).stdout.split()
    assert 0 < int(got) < 2_000_000
    assert int(remaining) / int(got) > 60


def test_a_host_is_found_by_name_and_a_node_by_address(quiet_lab: Lab) -> None:
    assert quiet_lab.host("app2") is quiet_lab.apps[1]
    assert quiet_lab.host("192.168.56.102") is quiet_lab.nodes[1]
    with pytest.raises(LabError, match="no host 'node109' in the lab; there are client, node101, node102, app1"):
        quiet_lab.host("node109")


def test_a_lab_without_a_holder_says_who_holds_the_address(quiet_lab: Lab) -> None:
    with pytest.raises(LabError, match="held by nobody, not by node102"):
        quiet_lab.wait_for_holder(quiet_lab.nodes[1], timeout_s=0)


@pytest.mark.parametrize("nodes", [1, 6])
def test_a_wrong_number_of_nodes_is_refused(nodes: int) -> None:
    with pytest.raises(LabError, match="2 to 5 nodes"):
        Lab.build(nodes=nodes)


def test_further_nodes_are_backups_of_falling_priority() -> None:
    nodes = [make_node(f"node{number}", 1, "keepalived") for number in (101, 102, 103)]
    assert [(node.role, node.priority) for node in nodes] == [("MASTER", 100), ("BACKUP", 80), ("BACKUP", 60)]
