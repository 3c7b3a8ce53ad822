"""The codes of this package: what is wrong though every word is right, alone, on a host, and in a pair.

Rule: see codes.py.
"""

from standfast.check.codes import INSECURE, Code

MEANING = (
    Code(
        "bad-key", "a key of auth_hmac cannot be used",
        "Packets are signed with another key or none, and nodes that do not sign alike do not hear each other.",
    ),
    Code(
        "address-in-two-instances", "two instances hold the same address",
        "The instances can be MASTER on different nodes, and then both nodes answer for the address.",
    ),
    Code(
        "address-is-own", "a virtual address is the interface's own address",
        "It does not move: the node keeps it when it is BACKUP, so two hosts have it. Only a node with priority 255,"
        " the address owner, is meant to.", host=True,
    ),
    Code(
        "address-off-subnet", "a virtual address lies in no subnet of its interface",
        "Hosts on the link reach an address by asking for it by ARP, which they do only for their own subnet.",
        host=True,
    ),
    Code(
        "address-reserved", "a virtual address is the network or broadcast address of its subnet",
        "Hosts take a packet to it as one to all of the subnet, or to nobody, and not as one to the node.",
    ),
    Code(
        "no-answer", "strict mode: the node does not answer on its virtual address",
        "vrrp_strict drops every packet to the address unless the node is the address owner: no ping, no nginx.",
    ),
    Code(
        "nopreempt-with-weight", "nopreempt keeps a weight from moving the address",
        "A BACKUP with nopreempt accepts a MASTER of any priority, so lowering the MASTER's priority moves nothing.",
    ),
    Code(
        "no-script-security", "scripts are run without enable_script_security",
        "keepalived calls it a security violation: a script that others than root can change is run all the same.",
        INSECURE, host=True,
    ),
    Code(
        "notify-disabled", "a notify script cannot be run",
        "keepalived does not even log it at a test of the file; the script is simply never run.", host=True,
    ),
    Code(
        "password-in-clear", "auth_type PASS sends the password in clear text",
        "Everybody on the link can read it from a packet and send packets with it. It keeps honest neighbours apart,"
        " not attackers; RFC 5798 removed it.",
    ),
    Code(
        "password-readable", "others than the owner can read a file that holds a password",
        "Who can read it can pretend to be a node of the pair.", host=True,
    ),
    Code(
        "weight-without-effect", "no combination of check results changes which node has the higher priority",
        "The check runs and fails, and the address stays where it is.",
    ),
    Code(
        "weight-not-alone", "one failed check alone does not move the address",
        "The other node takes over only when its priority is higher; with equal priorities it waits.",
    ),
    Code(
        "master-not-highest", "the node with state MASTER is not the one with the higher priority",
        "The priority decides, not the word: in normal times the other node holds the address.",
    ),
    Code(
        "pair-address", "the two nodes hold different addresses in one virtual router, or with another prefix length",
        "After a takeover some address is missing. keepalived before 2.3.3 drops packets whose list differs from its"
        " own, and both nodes become MASTER.",
    ),
    Code(
        "pair-advert-int", "the two nodes have different advertisement intervals",
        "In version 2 a packet with another interval is dropped: neither hears the other, and both become MASTER.",
    ),
    Code(
        "pair-authentication", "the two nodes have different authentication",
        "Each drops the other's packets, so both become MASTER.",
    ),
    Code(
        "pair-checks", "the two nodes track different things",
        "The backup must notice the same failures as the master, or the address moves to a node that is no better.",
    ),
    Code(
        "pair-group", "a sync group has other members on the other node",
        "The members of a group move together. On a node where they do not, one address stays when the other moves.",
    ),
    Code(
        "pair-instance", "one node has a virtual router that the other has not",
        "Nobody takes its addresses over.",
    ),
    Code(
        "pair-preempt", "the two nodes have different preemption",
        "After a failure it depends on which node failed whether the address moves back.",
    ),
    Code(
        "pair-priority", "the two nodes have the same priority",
        "Who becomes MASTER is decided by the higher IP address, and only when both start together.",
    ),
    Code(
        "pair-router-id", "the two nodes have the same router_id",
        "Mails, traps and logs do not tell which node they are from.",
    ),
    Code(
        "pair-transport", "the two nodes do not send alike (multicast group, unicast peers, VMAC)",
        "A node that does not hear the other becomes MASTER.",
    ),
    Code(
        "pair-version", "the two nodes speak different versions of VRRP",
        "Packets of another version are dropped, so both become MASTER.",
    ),
    Code(
        "backup-weaker", "the backup is weaker than the master",
        "A backup that cannot bear the load goes down under it right after the takeover, and then nobody serves.",
    ),
    Code(
        "backup-serves-otherwise", "nginx on the backup is not set up as on the master",
        "After a takeover clients get something else, or nothing.",
    ),
    Code(
        "version-2-ipv6", "VRRP version 2 is written for IPv6 addresses",
        "No standard knows that; only keepalived and standfast understand each other.",
    ),
)  # fmt: skip
