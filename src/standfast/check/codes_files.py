"""The codes of files and lines, before any keyword is read: what is included, what a file begins with, parameters;
and of the scripts that a file names, and the addresses that no host has.

Rule: see codes.py.
"""

from standfast.check.codes import CANNOT_RUN, COMPLAINS, INSECURE, Code

_MISSING = (
    "What stands in the file is not part of the configuration. keepalived goes on without it, unless the include asks"
    " for the check."
)
FILES = (
    Code(
        "byte-order-mark", "the file begins with a byte order mark",
        "Some editors write one. keepalived takes it for a part of the first word, which is no keyword then: the"
        " whole first block is lost.", COMPLAINS,
    ),
    Code(
        "undefined-parameter", "a parameter is used that nothing above defines",
        "Its name stays in the text, so the value that was meant is not there. keepalived says nothing of it.",
    ),
    Code(
        "expansion-too-long", "parameters make a line longer than anybody can mean",
        "Each use puts the whole value in, with what is in that; one that uses itself grows without end.", COMPLAINS,
    ),
    Code(
        "no-host-address", "an address that no host can have, such as 0.0.0.0 or 224.0.0.1",
        "It is left out, so nobody answers on it. keepalived keeps it, but no host can be reached by it.",
    ),
    Code(
        "script-disabled", "a script cannot be run, so it is not tracked",
        "A check that never runs never moves the address when the service fails.", COMPLAINS, host=True,
    ),
    Code(
        "script-insecure", "somebody other than root can replace a script that root runs",
        "Whoever can write that file or folder can make root run anything. With enable_script_security the script"
        " is not run at all.", INSECURE, host=True,
    ),
    Code(
        "script-not-executable", "a script has no execute permission, so it is not tracked",
        "A check that never runs never moves the address when the service fails. keepalived says nothing of it at a"
        " test of the file.", host=True,
    ),
    Code("include-executable", "an included file has execute permission", _MISSING, host=True),
    Code("include-not-a-file", "what an include names is no regular file", _MISSING, host=True),
    Code("include-too-large", "an included file is too large", _MISSING, host=True),
    Code("include-unreadable", "an included file cannot be read", _MISSING, host=True),
    Code(
        "not-utf-8", "the file is not UTF-8 text", "It is read byte by byte, so special characters may look wrong.",
    ),
    Code("nul-byte", "a line contains a NUL byte", "keepalived ignores such a line as a whole."),
    Code("unreadable", "the file cannot be read", "Nothing can be said about it.", CANNOT_RUN),
    Code(
        "line-too-long", "a line is longer than 1023 bytes",
        "keepalived reads the rest as the next line: of a long comment the rest is no comment any more.",
    ),
)  # fmt: skip
