"""The words and signs of keepalived.conf that are no keywords: what they do to a line before keywords are read.

Rules: data only, in our own words; the page of the language (document.py) tells the same in its order.
"""

_INCLUDE = "include PATTERN puts other files in its place; the pattern starts from the folder of this file"
_PARAMETER = (
    "$NAME=VALUE defines a parameter, without blanks at the '='; ${NAME} anywhere, or $NAME before a blank, a comma,"
    " a ')' or the end of the line, puts the value in; what nothing defines stays as it is"
)
_CONDITION = "@ID REST is REST where the host's short name is ID; @^ID REST where it is not"
_SEQUENCE = "~SEQ(NAME, START, STEP, END) REST is REST once for each number; START and STEP may be left out"
_COMMENT = "a comment begins here, also in the middle of a word, unless it stands in double quotes or behind a '\\'"
_BRACES = "'{' opens the block of the keyword before it, '}' ends the block; each may stand on any line"

SYNTAX: dict[str, str] = {
    "include": _INCLUDE,
    "includer": f"{_INCLUDE}; a file that cannot be read is an error",
    "includem": f"{_INCLUDE}; a file that is missing is an error",
    "includew": f"{_INCLUDE}; a wildcard that nothing matches is an error",
    "includeb": f"{_INCLUDE}; one of the braces that nothing matches is an error",
    "includea": f"{_INCLUDE}; whatever cannot be included is an error",
    "$": _PARAMETER,
    "${": _PARAMETER,
    "@": _CONDITION,
    "@^": _CONDITION,
    "~SEQ": _SEQUENCE,
    "~SEQx": f"{_SEQUENCE}; in hexadecimal digits",
    "~LST": "~LST(NAME, VALUE, VALUE) REST is REST once for each value",
    "#": _COMMENT,
    "!": _COMMENT,
    '"': "double quotes keep a word together, with its blanks, braces and comment signs; they end on their line",
    "\\": "at the end of a line that defines a parameter: the value goes on; before '#' or '!': the sign itself",
    "{": _BRACES,
    "}": _BRACES,
    "${_PWD}": "the folder of this file",
    "${_INSTANCE}": "the name that @ID compares with: the host's short name",
    "${_ENV NAME}": "the variable NAME of the environment",
    "${_RANDOM MIN MAX}": "a random number",
    "${_HASH}": "a '#' that begins no comment",
    "${_BANG}": "a '!' that begins no comment",
}
"""What to type to have it explained, and the explanation."""
