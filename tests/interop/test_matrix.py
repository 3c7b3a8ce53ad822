"""The part of the interoperation matrix that holds every pair of values, played; tshark judges what our side sent.

Rules: the cells are played side by side, because they mostly wait; each has a network of its own. `make interop`
plays all of them.
"""

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from interop.cells import Cell, pairwise, possible_cells
from interop.peers import missing_program
from interop.scene import Outcome, play
from switchside import Heard, as_vrrp, checksum, pcap

SIDE_BY_SIDE = 6
# Version 2 takes longer, so it begins first.
CELLS = sorted(pairwise(possible_cells()), key=lambda cell: cell.version)
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
Played = dict[Cell, Future[Outcome]]
SPOKEN = [(2, 4), (3, 4), (3, 6)]

pytestmark = pytest.mark.root


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Played]:
    """The outcomes of the cells that were asked for, all if tshark is to judge."""
    mine = [item for item in request.session.items if item.nodeid.startswith(request.node.nodeid)]
    asked = {item.callspec.params.get("cell") for item in mine if hasattr(item, "callspec")}
    cells = [cell for cell in CELLS if (cell in asked or None in asked) and missing_program(cell.peer) is None]
    folder = tmp_path_factory.mktemp("cells")
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield {cell: pool.submit(play, cell, folder / cell.name) for cell in cells}


def sent(played: Played, version: int, family: int) -> list[Heard]:
    """What our side has sent of a kind."""
    frames = [frame for future in played.values() for frame in future.result().sent]
    return [
        one for one in frames if (packet := as_vrrp(one)) and (packet.version, packet.family) == (version, family)
    ]


@every_cell
def test_cell(cell: Cell, played: Played) -> None:
    if reason := missing_program(cell.peer):
        pytest.skip(reason)
    failure = played[cell].result().failure
    assert failure is None, failure


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
@pytest.mark.parametrize(("version", "family"), SPOKEN, ids=[f"v{version}-ip{family}" for version, family in SPOKEN])
def test_tshark_agrees_with_every_packet_that_our_side_sent(
    version: int, family: int, played: Played, tmp_path: Path
) -> None:
    frames = sent(played, version, family)
    assert len(frames) > 20
    capture = tmp_path / "sent.pcap"
    capture.write_bytes(pcap(frames))
    fields = ("vrrp.version", "vrrp.checksum.status", "ip.ttl", "ipv6.hlim", "ip.checksum.status", "_ws.expert")
    words = [word for field in fields for word in ("-e", field)]
    command = ["tshark", "-n", "-r", str(capture), "-o", "ip.check_checksum:TRUE", "-T", "fields", *words]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(lines) == len(frames)
    header = ["255", "", "1"] if family == 4 else ["", "255", ""]
    assert {line.rstrip("\t") for line in lines} == {"\t".join([str(version), "1", *header]).rstrip("\t")}


def test_version_2_over_ipv6_has_keepaliveds_checksum(played: Played) -> None:
    """No standard knows it: keepalived covers a pseudo-header, as IPv6 wants, and tshark expects none."""
    frames = sent(played, 2, 6)
    assert len(frames) > 5
    for frame in frames:
        message = frame.data[54:]
        pseudo = frame.data[22:54] + len(message).to_bytes(4, "big") + (112).to_bytes(4, "big")
        assert checksum(pseudo + message) == 0
