"""What is wrong with an instance by itself: preemption, addresses that do not answer, passwords.

Rules: each rule is a generator over one view; it says nothing that the reader has said already.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standfast.check.finding import Finding, notice, warning
from standfast.check.view import Instance, View

if TYPE_CHECKING:
    from standfast.config.diagnostics import Position

def instance_rules(view: View) -> Iterator[Finding]:
    """Run every rule of this file."""
    for instance in view.instances:
        yield from _nopreempt_with_weight(instance)
    yield from _no_answer(view)
    yield from _password_in_clear(view)


def _nopreempt_with_weight(instance: Instance) -> Iterator[Finding]:
    if instance.preempt:
        return
    for tracker in instance.trackers:
        if tracker.weight:
            yield warning(
                tracker.at, "nopreempt-with-weight",
                f"'{tracker.name}' has the weight {tracker.weight}, but with 'nopreempt' a BACKUP does not take over"
                " from a MASTER because its priority has sunk",
                f"write 'weight 0' for '{tracker.name}' on both nodes, so that its failure is a FAULT;"
                " or remove 'nopreempt'",
            )  # fmt: skip


def _no_answer(view: View) -> Iterator[Finding]:
    """keepalived clears `accept` in strict mode of version 2; in version 3 it must be written.

    Told once for each word that asks for strict mode.
    """
    silent: dict[Position, list[Instance]] = {}
    for instance in view.instances:
        accepts = instance.owner or (instance.version == 3 and instance.on("accept"))
        if instance.strict and instance.addresses and not accepts:
            own = instance.last("strict_mode") is not None
            at = instance.place("strict_mode") if own else view.defs.place("vrrp_strict")
            silent.setdefault(at, []).append(instance)
    for at, instances in silent.items():
        first = instances[0]
        word = "strict_mode" if first.last("strict_mode") is not None else "vrrp_strict"
        more = f" (and of {len(instances) - 1} more)" if len(instances) > 1 else ""
        addresses = ", ".join(str(address.ip) for address in first.addresses[:3])
        yield warning(
            at, "no-answer",
            f"with '{word}' the MASTER of '{first.name}'{more} drops what is sent to {addresses}:"
            " no ping is answered, and no service",
            f"remove '{word}'" + ("" if first.version == 2 else ", or add 'accept' to the instance"),
        )  # fmt: skip


def _password_in_clear(view: View) -> Iterator[Finding]:
    """Told once for a file, at the first password: in a long file it would drown everything else."""
    words = []
    for instance in view.instances:
        inner = instance.inner("authentication")
        word = inner.word("auth_type")
        if word is not None and word.text == "PASS" and inner.word("auth_pass"):
            words.append(word)
    if words:
        more = f" (and {len(words) - 1} more)" if len(words) > 1 else ""
        yield notice(
            words[0].at, "password-in-clear",
            f"the password{more} crosses the network in clear text: it keeps honest neighbours apart, not attackers",
            "let a firewall admit VRRP (IP protocol 112) from the other node only, or give the nodes a link of their"
            " own",
        )  # fmt: skip
