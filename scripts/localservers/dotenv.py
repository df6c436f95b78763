"""The reader of `.env`, with the rules that python-dotenv and Docker Compose share.

docs/operations.md tells the rules, Tests/Fixtures/dotenv.json what each makes of which text: the server's own reader
follows the same table. Where the two programs disagree, the line is refused.
"""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NOTHING = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_HEAD = re.compile(r"[ \t]*(?!export[ \t]+=)(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=")
_QUOTE = re.compile(r"[ \t]*['\"]")
_BARE = re.compile(r"[^\n]*(?:\n|\Z)")
_SINGLE = re.compile(r"[ \t]*'([^']*)'")
_DOUBLE = re.compile(r'[ \t]*"((?:[^"\\]|\\[\s\S])*)"')
_ESCAPE = re.compile(r"\\([\s\S])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"'}


class DotenvError(Exception):
    """A line that is not understood: its number, counted from 1, and a sentence about it."""

    def __init__(self, line, reason):
        super().__init__(f"line {line}: {reason}")
        self.line = line


def read(path):
    """The values of the file by name; none if there is no such file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        return parse(data.decode())
    except UnicodeDecodeError as error:
        raise DotenvError(data.count(b"\n", 0, error.start) + 1, "is not UTF-8.") from None


def parse(text):
    """The values by name. `text` is the content of a file, whose lines may end with CR LF."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\r")
    if control := _CONTROL.search(text):
        raise DotenvError(_line(text, control.start()), f"has the control character U+{ord(control[0]):04X}.")
    values, at = {}, 0
    while at < len(text):
        if nothing := _NOTHING.match(text, at):
            at = nothing.end()
            continue
        try:
            name, value, at = _assignment(text, at)
        except ValueError as error:
            raise DotenvError(_line(text, at), str(error)) from None
        values[name] = value
    return values


def _assignment(text, start):
    """The name, the value, and where the next line begins."""
    head = _HEAD.match(text, start)
    if not head:
        raise ValueError("is neither NAME=value nor a comment.")
    name, at = head[1], head.end()
    if not _QUOTE.match(text, at):
        bare = _BARE.match(text, at)
        # A comment needs white space before it: a number sign may be part of a password.
        return name, _without_substitution(re.split(r"[ \t]#", bare[0], maxsplit=1)[0].strip(" \t\n")), bare.end()
    quoted = _SINGLE.match(text, at) or _DOUBLE.match(text, at)
    if not quoted:
        raise ValueError(f"the quote of {name} is not closed.")
    end = _NOTHING.match(text, quoted.end())
    if not end:
        raise ValueError(f"something follows the closing quote of {name}.")
    if quoted.re is _DOUBLE:
        return name, _ESCAPE.sub(_unescape, _without_substitution(quoted[1])), end.end()
    if quoted[1].endswith("\\"):
        raise ValueError(f"a single quote of {name} has a backslash before it: single quotes know no escapes.")
    return name, quoted[1], end.end()


def _without_substitution(value):
    if "${" in value:
        raise ValueError("${…} is not replaced by anything: put the value in single quotes if it is meant so.")
    return value


def _unescape(escape):
    if escape[1] not in _ESCAPED:
        raise ValueError(r"double quotes know the escapes \n, \r, \t, \\ and \" only.")
    return _ESCAPED[escape[1]]


def _line(text, at):
    return text.count("\n", 0, at) + 1
