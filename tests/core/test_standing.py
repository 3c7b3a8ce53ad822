"""keepalived's arithmetic: what makes a fault, and what a priority is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import MASTER_IP, THIRD_IP, router, tracked
from standfast.core.standing import Standing
from standfast.core.track import Health
from standfast.model.track import TrackedScript


def standing(*scripts: TrackedScript, priority: int = 100, source_address: bytes | None = None) -> Standing:
    subject = Standing(router(priority, tracked_scripts=scripts, source_address=source_address))
    subject.interface_up = True
    subject.interface_address = MASTER_IP
    return subject


# -- faults


def test_without_anything_to_track_a_router_on_a_working_interface_has_no_fault() -> None:
    assert standing().fault is None


def test_an_interface_that_is_down_is_a_fault() -> None:
    subject = standing()
    subject.interface_up = False
    assert subject.fault == "interface enp0s8 is down"


def test_nothing_to_send_from_is_a_fault() -> None:
    subject = standing()
    subject.interface_address = None
    assert subject.fault == "interface enp0s8 has no IPv4 address to send from"


def test_mcast_src_ip_comes_before_the_interface_s_address() -> None:
    assert standing().source_address == MASTER_IP
    assert standing(source_address=THIRD_IP).source_address == THIRD_IP


@pytest.mark.parametrize("priority", [100, 255])
@pytest.mark.parametrize(("health", "reverse"), [(Health.DOWN, False), (Health.UP, True)])
def test_a_script_without_weight_is_a_fault_while_it_fails_also_for_the_owner(
    priority: int, health: Health, reverse: bool
) -> None:
    # The owner too: seen with keepalived 2.2.7, priority 255 and a failing script never became MASTER.
    subject = standing(tracked(reverse=reverse), priority=priority)
    subject.report("chk", health, "exited with status 1")
    assert subject.fault == "script chk exited with status 1"


@pytest.mark.parametrize(("health", "reverse"), [(Health.UP, False), (Health.DOWN, True)])
def test_a_script_without_weight_that_succeeds_is_no_fault(health: Health, reverse: bool) -> None:
    subject = standing(tracked(reverse=reverse))
    subject.report("chk", health, "exited with status 0")
    assert subject.fault is None


@pytest.mark.parametrize("reverse", [False, True])
def test_a_script_without_a_result_holds_a_router_back_unless_it_is_at_work_already(reverse: bool) -> None:
    subject = standing(tracked(reverse=reverse))
    assert subject.fault == "script chk has no result yet"
    subject.at_work = True
    assert subject.fault is None


def test_a_failure_counts_also_for_a_router_that_is_at_work() -> None:
    subject = standing(tracked())
    subject.at_work = True
    subject.report("chk", Health.DOWN, "exited with status 1")
    assert subject.fault is not None


def test_a_script_that_is_assumed_to_fail_is_called_so() -> None:
    subject = standing(tracked())
    subject.report("chk", Health.DOWN, "")
    assert subject.fault == "script chk is assumed to fail (init_fail)"


@pytest.mark.parametrize("weight", [-30, 30])
@pytest.mark.parametrize("health", Health)
def test_a_script_with_a_weight_is_never_a_fault(weight: int, health: Health) -> None:
    subject = standing(tracked(weight=weight))
    subject.report("chk", health, "says so")
    assert subject.fault is None


# -- priority


@pytest.mark.parametrize(
    ("weight", "reverse", "health", "priority"),
    [
        (30, False, Health.UP, 130),
        (30, False, Health.DOWN, 100),
        (30, False, Health.UNKNOWN, 100),
        (-30, False, Health.UP, 100),
        (-30, False, Health.DOWN, 70),
        (-30, False, Health.UNKNOWN, 100),
        (30, True, Health.UP, 100),
        (30, True, Health.DOWN, 130),
        (-30, True, Health.UP, 70),
        (-30, True, Health.DOWN, 100),
        (30, True, Health.UNKNOWN, 100),
    ],
)
def test_a_positive_weight_is_added_while_up_and_a_negative_one_subtracted_while_down(
    weight: int, reverse: bool, health: Health, priority: int
) -> None:
    subject = standing(tracked(weight=weight, reverse=reverse))
    subject.report("chk", health, "says so")
    assert subject.priority == priority


@pytest.mark.parametrize(("base", "weight", "priority"), [(100, 253, 254), (100, -253, 1), (254, 1, 254), (1, -1, 1)])
def test_the_sum_stays_below_the_owner_and_above_zero(base: int, weight: int, priority: int) -> None:
    subject = standing(tracked(weight=weight), priority=base)
    subject.report("chk", Health.UP if weight > 0 else Health.DOWN, "says so")
    assert subject.priority == priority


@pytest.mark.parametrize("health", Health)
def test_the_owner_s_priority_is_never_altered(health: Health) -> None:
    subject = standing(tracked(weight=-30), priority=255)
    subject.report("chk", health, "says so")
    assert subject.priority == 255


def test_the_sum_is_written_as_a_person_would() -> None:
    subject = standing(tracked("nginx", -30), tracked("disk", 5), tracked("quiet", 9))
    subject.report("nginx", Health.DOWN, "says so")
    subject.report("disk", Health.UP, "says so")
    assert subject.describe_priority() == "100 - 30 (nginx) + 5 (disk) = 75"


@given(
    base=st.integers(1, 254),
    scripts=st.lists(st.tuples(st.integers(-253, 253), st.booleans(), st.sampled_from(Health)), max_size=6),
)
def test_whatever_is_tracked_a_backup_stays_between_1_and_254(
    base: int, scripts: list[tuple[int, bool, Health]]
) -> None:
    lines = [tracked(str(number), weight, reverse=reverse) for number, (weight, reverse, _) in enumerate(scripts)]
    subject = standing(*lines, priority=base)
    for number, (_, _, health) in enumerate(scripts):
        subject.report(str(number), health, "says so")
    assert 1 <= subject.priority <= 254
