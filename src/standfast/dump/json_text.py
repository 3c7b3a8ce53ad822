"""keepalived.json: configuration and counters of each virtual router, as keepalived 2.2.7 writes them.

Rules: pure; keys in keepalived's order, `/` written as `\\/`; the password is stars, unlike there.
"""

import json

from standfast.dump.words import HIDDEN, address_text, command_text, route_text, rule_text
from standfast.model.configuration import Configuration
from standfast.model.instance import Instance
from standfast.model.notify import Notify, NotifyScript
from standfast.model.packets import PasswordAuthentication
from standfast.model.snapshot import RouterSnapshot, Snapshot, TrackerSnapshot
from standfast.model.track import TrackKind, TrackProcess
from standfast.units import NS_PER_S

STATES = {"INIT": 0, "BACKUP": 1, "MASTER": 2, "FAULT": 3}
_COUNTERS = (
    "advert_rcvd", "advert_sent", "become_master", "release_master", "packet_len_err", "advert_interval_err",
    "ip_ttl_err", "invalid_type_rcvd", "addr_list_err", "invalid_authtype", "authtype_mismatch", "auth_failure",
)  # fmt: skip
_EXTENSION_COUNTERS = (
    "auth_ext_missing", "auth_ext_malformed", "auth_ext_unknown_key", "auth_ext_invalid_hmac", "auth_ext_stale",
    "auth_ext_replay",
)  # fmt: skip
_LAST_COUNTERS = ("pri_zero_rcvd", "pri_zero_sent")
Json = dict[str, object]


def json_text(snapshot: Snapshot, configuration: Configuration) -> str:
    """Return the whole file: an array, with `json_version 2` an object of two."""
    instances = {instance.name: instance for instance in configuration.instances}
    routers = [
        {"data": _data(router, snapshot, instances[router.config.name]), "stats": _stats(router)}
        for router in snapshot.routers
    ]
    whole: object = routers
    if configuration.global_settings.json_version == 2:
        both: Json = {"vrrp": routers}
        if snapshot.node.processes:
            both["track_process"] = [_process(process, snapshot.trackers) for process in snapshot.node.processes]
        whole = both
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).replace("/", "\\/")


def _seconds(duration_ns: int) -> int | float:
    whole, rest = divmod(duration_ns, NS_PER_S)
    return duration_ns / NS_PER_S if rest else whole


def _data(router: RouterSnapshot, snapshot: Snapshot, instance: Instance) -> Json:
    config = router.config
    vmac = "" if config.vmac is None else config.vmac.name
    micros = snapshot.wall_ns(router.changed_ns) // 1000
    data: Json = {
        "iname": config.name,
        "dont_track_primary": int(not config.track_primary),
        "skip_check_adv_addr": int(config.skip_check_adv_addr),
        "strict_mode": int(config.strict),
        "vmac_ifname": vmac,
        "ifp_ifname": vmac or config.interface,
        "master_priority": router.master_priority,
        "last_transition": micros / 1e6,
        "garp_delay": _seconds(config.garp.master_delay_ns),
        "garp_refresh": config.garp.master_refresh_ns // NS_PER_S,
        "garp_rep": config.garp.master_repeat,
        "garp_refresh_rep": config.garp.master_refresh_repeat,
        "garp_lower_prio_delay": config.garp.lower_prio_delay_ns // NS_PER_S,
        "garp_lower_prio_rep": config.garp.lower_prio_repeat,
        "lower_prio_no_advert": int(config.lower_prio_no_advert),
        "higher_prio_send_advert": int(instance.higher_prio_send_advert),
        "vrid": config.virtual_router_id,
        "base_priority": config.priority,
        "effective_priority": router.priority,
        "vipset": router.is_master,
        "promote_secondaries": config.promote_secondaries,
        "adver_int": _seconds(config.advert_interval_ns),
        "master_adver_int": _seconds(router.master_interval_ns),
        "accept": int(config.accept),
        "nopreempt": not config.preempt,
        "preempt_delay": config.preempt_delay_ns // NS_PER_S,
        "state": STATES[router.state],
        "wantstate": STATES[router.wanted],
        "version": config.version,
        "smtp_alert": bool(instance.smtp_alert),
        "notify_deleted": config.notify is not None and _tells_deleted(config.notify),
    }
    if config.notify is not None:
        data |= _scripts(config.notify)
    return data | _lists(router, snapshot, instance) | _authentication(router)


def _tells_deleted(notify: Notify) -> bool:
    return notify.tells_deleted or notify.deleted is not None


def _scripts(notify: Notify) -> Json:
    named: dict[str, NotifyScript | None] = {
        "script_backup": notify.backup,
        "script_master": notify.master,
        "script_fault": notify.fault,
        "script_stop": notify.stop,
        "script_deleted": notify.deleted,
        "script": notify.any,
        "script_master_rx_lower_pri": notify.master_rx_lower_pri,
    }
    return {name: command_text(script.argv) for name, script in named.items() if script is not None}


def _lists(router: RouterSnapshot, snapshot: Snapshot, instance: Instance) -> Json:
    config, held = router.config, router.is_master
    blocked = held and not config.accept
    commands = {script.name: command_text(script.argv) for script in snapshot.node.scripts}
    lists = {
        "vips": [address_text(config, own, held=held, blocked=blocked) for own in config.addresses],
        "evips": [address_text(config, own, held=held, blocked=blocked) for own in config.excluded],
        "vroutes": [route_text(route) for route in config.routes],
        "vrules": [rule_text(rule) for rule in config.rules],
        "track_ifp": [tracked.name for tracked in instance.track_interface],
        "track_script": [commands[one.name] for one in instance.track_script if one.name in commands],
    }
    return {name: texts for name, texts in lists.items() if texts}


def _authentication(router: RouterSnapshot) -> Json:
    own = router.config.authentication
    if own is None:
        return {"auth_type": 0}
    return {"auth_type": 1 if isinstance(own, PasswordAuthentication) else 2, "auth_data": HIDDEN}


def _stats(router: RouterSnapshot) -> dict[str, int]:
    extension = _EXTENSION_COUNTERS if router.config.hmac is not None else ()
    return {name: router.statistics[name] for name in (*_COUNTERS, *extension, *_LAST_COUNTERS)}


def _process(process: TrackProcess, trackers: tuple[TrackerSnapshot, ...]) -> Json:
    state = next((one for one in trackers if (one.kind, one.name) == (TrackKind.PROCESS, process.name)), None)
    found: Json = {"process": process.name}
    if process.process[1:]:
        found["parameters"] = " ".join(process.process[1:])
    found |= {"param_match": process.param_match or "none", "min_processes": process.quorum}
    if process.quorum_max is not None:
        found["max_processes"] = process.quorum_max
    return found | {
        "current_processes": 0 if state is None else state.value,
        "have_quorum": state is not None and state.health == "up",
        "terminate_delay": _seconds(process.terminate_delay_ns),
        "fork_delay": _seconds(process.fork_delay_ns),
        "full_command": process.full_command,
    }
