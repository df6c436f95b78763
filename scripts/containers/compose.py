"""What `docker-compose.yml` says about a service, read without a YAML library.

Only the forms that the file has are read: `name: value` below `environment:`, and single values of the service.
"""

import re


class ComposeService:
    def __init__(self, text, name):
        self.name = name
        self._lines = _below(text.splitlines(), ["services", name])

    def environment(self):
        entries = (line.strip() for line in _below(self._lines, ["environment"]))
        return dict(_pair(entry) for entry in entries if entry and not entry.startswith("#"))

    def seconds(self, key):
        """A value like `15s`."""
        values = [_pair(line.strip())[1] for line in self._lines if line.strip().startswith(f"{key}:")]
        return int(re.fullmatch(r"(\d+)s", values[0])[1])


def _below(lines, path):
    """The lines that are further in than the line of the last key; each key is looked for within the one before."""
    for key in path:
        at = next((number for number, line in enumerate(lines) if line.strip() == f"{key}:"), None)
        if at is None:
            raise ValueError(f"docker-compose.yml: {key} is missing")
        depth = _depth(lines[at])
        rest = lines[at + 1 :]
        end = next((number for number, line in enumerate(rest) if line.strip() and _depth(line) <= depth), len(rest))
        lines = rest[:end]
    return lines


def _depth(line):
    return len(line) - len(line.lstrip())


def _pair(entry):
    name, separator, value = entry.partition(": ")
    if not separator:
        raise ValueError(f"docker-compose.yml: {entry!r} is not of the form `name: value`")
    return name, value.strip().strip("\"'")
