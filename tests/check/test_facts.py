"""The facts of this host."""

import json
import os

from standfast.check.facts import gather


def test_the_facts_are_those_of_this_host_and_are_json() -> None:
    facts = json.loads(json.dumps(gather("/no/such/nginx")))
    assert facts["version"] == 1
    assert facts["cpus"] == len(os.sched_getaffinity(0))
    assert facts["memory_bytes"] > 1 << 26
    assert facts["somaxconn"] > 0
    assert facts["files"]["process"] > 0
    assert facts["nginx"] is None
    assert "lo" not in facts["interfaces"]
