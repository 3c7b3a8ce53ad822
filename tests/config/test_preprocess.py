"""Lines that keepalived would expand are refused, and only those."""

import pytest

from config_texts import EXTRA_LINE, errors, instance


@pytest.mark.parametrize(
    "line",
    ["include other.conf", "includea *.conf", "@me priority 7", "$P=100", "~SEQ(i,3) foo", "mcast_src_ip ${_ENV IP}"],
)
def test_lines_that_keepalived_expands_are_refused(line: str) -> None:
    assert ("not-supported", EXTRA_LINE) in errors(instance(line))


@pytest.mark.parametrize("line", ["script \"/bin/sh -c 'echo $HOME'\"", "interval 2 # @me $P=1"])
def test_other_dollar_and_at_signs_are_text(line: str) -> None:
    assert errors(f'vrrp_script chk {{\n script "/bin/true"\n {line}\n}}\n' + instance()) == []
