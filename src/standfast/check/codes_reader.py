"""The codes of the reader (config/): grammar, values, names, and what this version does not act on.

Rule: see codes.py.
"""

from standfast.check.codes import ACCEPTED, CANNOT_RUN, COMPLAINS, STOPS, Code

READER = (
    Code(
        "address-suffix", "a range or a prefix length stands behind the address of a service",
        "keepalived passes over it in silence, so only the first address is served.",
    ),
    Code(
        "and-more", "there are more findings than are kept",
        "A file with that many is no configuration, or each finding follows from a few mistakes.",
    ),
    Code(
        "argument-as-user", "the second word after a script is taken as the user who runs it",
        "A command with arguments must stand in quotes. Otherwise the first argument is the user, and if there is no"
        " such user the script is dropped in silence.",
    ),
    Code(
        "bad-address", "a word that should be an IP address is none",
        "The address is left out, so nobody answers on it, and the other node's list no longer matches.", COMPLAINS,
    ),
    Code(
        "bad-name", "a block has more than one word as its name",
        "keepalived skips the whole block, so the instance or script does not exist at all.", COMPLAINS,
    ),
    Code("bad-route", "a route cannot be read", "The route is missing on the MASTER.", COMPLAINS),
    Code("bad-rule", "a routing rule cannot be read", "The rule is missing on the MASTER.", COMPLAINS),
    Code(
        "bad-sequence", "a ~SEQ or ~LST cannot be read",
        "The line is left out, and what it would have made is missing.",
        COMPLAINS,
    ),
    Code(
        "bad-value", "a value has the wrong form or is out of range",
        "The value is not used and a default takes its place. If the other node's value is used, the two differ.",
        COMPLAINS,
    ),
    Code(
        "comment-in-word", "a # or ! stands in the middle of a word and cuts it",
        "A comment starts at # or ! anywhere outside double quotes: 'auth_pass ab!cd' is the password 'ab'.",
    ),
    Code(
        "contradiction", "two keywords exclude each other, and one of them is ignored",
        "What counts is not what the last line says. Whoever reads the file expects something else.", COMPLAINS,
    ),
    Code(
        "deprecated", "an old keyword", "Later versions of keepalived will not know it any more.", COMPLAINS,
    ),
    Code(
        "duplicate-address", "one address is listed twice in an instance",
        "The number of addresses goes into each packet; the other node compares it with its own.",
    ),
    Code(
        "duplicate-name", "two blocks have the same name",
        "Only the first one counts; everything in the second is ignored.", COMPLAINS,
    ),
    Code(
        "duplicate-tracker", "something is tracked twice in one block", "Only the first line counts.", COMPLAINS,
    ),
    Code(
        "duplicate-vrid", "two instances use one virtual_router_id on one interface",
        "The virtual_router_id is all that tells the packets of two virtual routers apart.", COMPLAINS,
    ),
    Code("empty-number", "a pair of quotes stands where a number should", "keepalived takes it for 0 in silence."),
    Code(
        "executable", "the configuration file has execute permission",
        "keepalived skips such a file in silence and runs with an empty configuration.",
    ),
    Code(
        "expansion-endless", "a parameter expands to itself", "keepalived would go on until its memory is used up.",
        COMPLAINS,
    ),
    Code(
        "expansion-too-large", "sequences make more lines than anybody can mean",
        "One line can make millions; reading ends here before memory does.",
    ),
    Code(
        "fraction-of-a-second", "a script's interval or timeout is a fraction of a second",
        "A node with an older keepalived would check less often than this one, and so notice a failure later.",
    ),
    Code(
        "extra-brace", "a '}' closes nothing",
        "Some '{' above is missing or some block was closed too early, so lines may belong to another block.",
        COMPLAINS,
    ),
    Code(
        "ignored-words", "words at the end of a line are not read",
        "One keyword a line: a second keyword on a line is lost.", ACCEPTED,
    ),
    Code(
        "include-missing", "an include names no file that exists",
        "What stands in the file is not part of the configuration. keepalived goes on without it, unless the include"
        " asks for the check.", host=True,
    ),
    Code(
        "include-recursion", "a file includes itself", "Reading it would never end.", COMPLAINS,
    ),
    Code(
        "loopback", "an instance uses the loopback interface",
        "Advertisements must reach the other nodes, and loopback reaches nobody.", COMPLAINS,
    ),
    Code(
        "misplaced-block", "a block that belongs at the top level begins inside another block",
        "A '}' is missing above; the block is not read as what it is.", COMPLAINS,
    ),
    Code(
        "missing-argument", "a keyword has no value",
        "keepalived stops at once when it reads such a line, at a reload too.", STOPS,
    ),
    Code(
        "missing-brace", "a block has no '{'",
        "The lines of the block are read as if they belonged to the block around it.", COMPLAINS,
    ),
    Code(
        "missing-keyword", "a keyword that an instance cannot do without is missing",
        "Without it there is no virtual router, so nobody holds the address.", COMPLAINS,
    ),
    Code(
        "no-address", "an instance has no address",
        "The nodes elect a MASTER, but there is nothing for it to hold.", COMPLAINS,
    ),
    Code(
        "no-authentication", "an authentication block does not lead to a password",
        "Packets are sent without a password; a node that expects one ignores them, and both become MASTER.",
        COMPLAINS,
    ),
    Code(
        "no-file", "there is no such file", "Nothing can be read.", CANNOT_RUN,
    ),
    Code(
        "no-instance", "the file has no vrrp_instance", "Without an instance there is no address to keep.",
    ),
    Code(
        "no-preference", "a routing rule has no preference",
        "keepalived counts down from 16384, so the order of the rules depends on the order of the lines.", COMPLAINS,
    ),
    Code(
        "no-prefix-length", "nothing stands behind the '/' of an address",
        "keepalived takes it for /0 in silence: the whole world is then on this link.",
    ),
    Code(
        "no-priority", "an instance has no priority",
        "With equal priorities nobody can tell which node will hold the address.",
    ),
    Code(
        "no-real-server", "a virtual server has no real server", "Nobody serves what comes in.", COMPLAINS,
    ),
    Code(
        "no-value", "a keyword has no value, and is passed over",
        "The setting that was meant has its default; a block without its name does not exist at all.", COMPLAINS,
    ),
    Code(
        "not-a-file", "the path is no regular file", "Only a regular file can be a configuration.", CANNOT_RUN,
    ),
    Code(
        "not-acted-on", "a keyword that this version of standfast accepts and does nothing for",
        "keepalived would do something here. Nothing that decides who holds the address is lost.",
    ),
    Code(
        "not-balanced", "a virtual_server, which standfast does not balance",
        "Nobody would serve its address, so `standfast run` refuses the file unless it is told to go on without.",
    ),
    Code(
        "not-supported", "a keyword that this version of standfast refuses",
        "To run without it would change who holds the address or whose packets are believed, so `standfast run`"
        " refuses the file.",
    ),
    Code(
        "other-family", "an address is of another family than the first",
        "An advertisement names addresses of one family; the others are held without being advertised.", COMPLAINS,
    ),
    Code(
        "outdated", "a word that keepalived has a newer one for",
        "It still works, and a later version may not know it any more.", COMPLAINS,
    ),
    Code(
        "owner-by-default", "state MASTER without a priority makes it 255, the address owner",
        "An address owner always wins, and no tracked script can lower it: the address stays where the service died.",
    ),
    Code(
        "owner-with-weight", "an address owner (priority 255) tracks something with a weight",
        "The priority of an owner cannot change, so this check would move nothing.", COMPLAINS,
    ),
    Code(
        "password-truncated", "a password is longer than 8 bytes",
        "Version 2 has 8 bytes for it in a packet; the rest protects nothing, and other programs cut elsewhere.",
        COMPLAINS,
    ),
    Code(
        "path-search", "a script is named without its folder", "Another PATH, another program.", host=True,
    ),
    Code(
        "protocol-by-default", "a virtual server names no protocol", "It then serves UDP, which is rarely meant.",
        COMPLAINS,
    ),
    Code(
        "member-twice", "an instance is named twice in sync groups",
        "It belongs to the first group that names it, and the other does not move it.", COMPLAINS,
    ),
    Code("repeated", "something is written more than once in a block", "Only one of them counts.", COMPLAINS),
    Code(
        "service-by-default", "a virtual server does not say how it balances", "keepalived chooses then.", COMPLAINS,
    ),
    Code(
        "small-group", "a sync group has fewer than two members",
        "The names must stand in 'group { }'; with one member there is nothing to keep together.", COMPLAINS,
    ),
    Code(
        "strict-mode", "strict mode takes something away that is written",
        "vrrp_strict keeps to the letter of the RFC; what that does not know is taken away, with a line in the log.",
        COMPLAINS,
    ),
    Code(
        "too-many-repeats", "gratuitous ARP would be repeated more than a thousand times",
        "keepalived would send all of them and do nothing else meanwhile; standfast stops at a thousand.",
    ),
    Code("too-large", "the file is too large", "Nobody writes such a configuration by hand.", CANNOT_RUN),
    Code(
        "too-many-addresses", "an instance has more addresses than an advertisement can name",
        "keepalived holds the rest without advertising them.", COMPLAINS,
    ),
    Code(
        "unclosed-block", "a block has no '}'",
        "Everything after it is read as part of the block, or the file was cut short on its way here.", COMPLAINS,
    ),
    Code(
        "unclosed-quote", "a double quote is not closed on its line", "What follows the quote is lost.", COMPLAINS,
    ),
    Code(
        "unexpected-block", "a '{' after a keyword that takes no block",
        "keepalived passes over the '{', and the next '}' then closes the block around it.", COMPLAINS,
    ),
    Code("unexpected-brace", "a '{' without a keyword before it", "Lines end up in the wrong block.", COMPLAINS),
    Code(
        "unknown-group", "there is no such group on this host", "The script is not run.", COMPLAINS, host=True,
    ),
    Code(
        "unknown-instance", "an instance that the file does not define is named", "It is left out.", COMPLAINS,
    ),
    Code(
        "unknown-group-member", "a track_group names an instance that the file does not define",
        "keepalived says nothing of it, and what the group is for does not follow that instance.",
    ),
    Code(
        "unknown-interface", "the host has no interface of that name",
        "An instance without its interface cannot send or hear anything; keepalived ends with an error.",
        COMPLAINS, host=True,
    ),
    Code(
        "unknown-keyword", "a word that is no keyword here",
        "keepalived passes over the line (and loses the rest of the block around an unknown block), so the setting"
        " that was meant has its default.", COMPLAINS,
    ),
    Code(
        "unknown-option", "a word of a line is no option there",
        "The word is passed over, so what it was to change has its default.", COMPLAINS,
    ),
    Code(
        "unknown-script", "a tracked script that the file does not define",
        "It is not tracked, so its failure moves nothing.", COMPLAINS,
    ),
    Code(
        "unknown-tracker", "something is tracked that the file does not define",
        "It is not tracked, so its failure moves nothing.", COMPLAINS,
    ),
    Code(
        "unknown-user", "there is no such user on this host", "The script is not run.", COMPLAINS, host=True,
    ),
    Code(
        "unicast-without-peers", "unicast is asked for, but no peer is named",
        "keepalived falls back to multicast: on a network that needs unicast the nodes do not hear each other.",
        COMPLAINS,
    ),
    Code(
        "untracked-route", "a route names no interface",
        "Nobody can tell when the kernel drops it, so the instance does not notice.", COMPLAINS,
    ),
    Code(
        "crash-moves-address", "advertisements come so often that a crash of the router moves the addresses",
        "standfast replaces a router that crashed, and the addresses stay; with such an interval the other nodes do"
        " not wait for that. With keepalived a crash always moves them.",
    ),
    Code(
        "unused-script", "a script that nobody tracks", "It is not run, so it watches nothing.",
    ),
    Code(
        "weight-in-group", "a member of a sync group tracks something with a weight",
        "keepalived does not track it then: its failure moves nothing.", COMPLAINS,
    ),
)  # fmt: skip
