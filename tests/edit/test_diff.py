"""What a reload would do, as `standfast diff` finds it: against the texts and against the director itself."""

from config_texts import FILE, INTERFACES, instance
from standfast.config.full import FullConfiguration
from standfast.config.load import load_full_bytes
from standfast.edit.diff import Change, changes
from standfast.edit.effective import HIDDEN
from standfast.edit.impact import Impact

SCRIPT = 'global_defs {\nscript_user root\n}\nvrrp_script chk {\nscript "/bin/true"\n}\n'


def full(text: str) -> FullConfiguration:
    return load_full_bytes(text.encode(), FILE, interfaces=INTERFACES)


def between(old: str, new: str) -> list[Change]:
    return changes(full(old), full(new))


def only(old: str, new: str) -> Change:
    (change,) = between(old, new)
    return change


def test_the_same_means_nothing() -> None:
    assert between(instance(), instance()) == []
    assert between(instance(), instance().replace("\n", "   # why\n")) == []
    assert between(instance(advert_int=""), instance(advert_int="advert_int 1.2")) == []


def test_a_value() -> None:
    change = only(instance(), instance(priority="priority 150"))
    assert (change.subject, change.what, change.old, change.new) == ("vrrp_instance VI_1", "priority", "100", "150")
    assert (change.impact, change.new_at and change.new_at.line) == (Impact.MAY_MOVE, 5)


def test_a_default_in_global_defs_changes_what_inherits_it() -> None:
    found = between(instance(), "global_defs {\nvrrp_garp_master_repeat 2\n}\n" + instance())
    assert ("vrrp_instance VI_1", "garp_master_repeat") in {(change.subject, change.what) for change in found}


def test_passwords_are_told_to_change_and_not_told() -> None:
    change = only(instance(), instance().replace("1111", "2222"))
    assert (change.what, change.old, change.new) == ("authentication auth_pass", HIDDEN, HIDDEN)
    assert change.impact is Impact.MAY_MOVE


def test_addresses() -> None:
    two = instance(virtual_ipaddress="virtual_ipaddress {\n192.168.56.100\n10.0.0.1\n}")
    other = instance(virtual_ipaddress="virtual_ipaddress {\n192.168.56.100 label enp0s8:1\n}")
    assert (only(instance(), two).impact, only(instance(), two).old) == (Impact.IN_PLACE, None)
    assert (only(two, instance()).impact, only(two, instance()).new) == (Impact.MOVES, None)
    assert only(instance(), other).impact is Impact.MOVES


def test_a_new_name_moves_nothing() -> None:
    change = only(instance(), instance(name="VI_2"))
    assert (change.what, change.old, change.new, change.impact) == ("name", "VI_1", "VI_2", Impact.IN_PLACE)


def test_another_interface_is_another_virtual_router() -> None:
    added, gone = between(instance(), instance(interface="interface enp0s9"))
    assert (added.old, added.impact) == (None, Impact.MAY_MOVE)
    assert (gone.new, gone.impact) == (None, Impact.MOVES)
    assert "192.168.56.100" in str(gone.old)


def test_a_script_without_a_result_holds_an_instance_only_if_it_fails_at_first() -> None:
    failing = SCRIPT.replace('"/bin/true"', '"/bin/true"\ninit_fail')
    for script, unweighted in ((SCRIPT, Impact.MAY_MOVE), (failing, Impact.MOVES)):
        tracked = script + instance("track_script {\nchk\n}")
        weighted = script + instance("track_script {\nchk weight 5\n}")
        found = {change.what: change.impact for change in between(script + instance(), tracked)}
        assert found["track_script"] is unweighted
        found = {change.what: change.impact for change in between(script + instance(), weighted)}
        assert found["track_script"] is Impact.MAY_MOVE
        assert only(tracked, tracked.replace("/bin/true", "/bin/false")).impact is unweighted


def test_what_is_not_acted_on_has_no_effect() -> None:
    change = only(instance(), instance("smtp_alert"))
    assert (change.what, change.impact) == ("smtp_alert", Impact.NOTHING)


def test_what_only_a_start_reads() -> None:
    change = only(instance(), "global_defs {\ndisable_local_igmp\n}\n" + instance())
    assert change.impact in (Impact.RESTART, Impact.NOTHING)


def test_one_of_several_blocks_without_a_name() -> None:
    groups = "".join(f"garp_group {{\ninterface {name}\ngarp_interval 1\n}}\n" for name in ("enp0s8", "enp0s9"))
    other = groups.replace("enp0s9\ngarp_interval 1", "enp0s9\ngarp_interval 2")
    change = only(groups + instance(), other + instance())
    assert (change.subject, change.what, change.old, change.new) == ("garp_group", "garp_interval", "1", "2")
