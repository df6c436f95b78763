"""What `swift build` and `swift test` say, read line by line."""

import re
import time
from collections import Counter

_STEP = re.compile(r"^\[(\d+)/(\d+)\]")
_ERROR = re.compile(r"^(?:\S+:\d+:\d+: )?(?:fatal )?error: ")
_STARTED = re.compile(r"^◇ Test (?!case |run )(.+) started\.$")
_ENDED = re.compile(r"^[✔✘] Test (?!case |run )(.+?)(?: with \d+ test cases?)? (passed|failed) after ")
_RUN_STARTED = re.compile(r"^◇ Test run started\.$")
_RUN_ENDED = re.compile(r"^[✔✘] Test run with ")
_SANITIZER = re.compile(r"^(==\d+==(ERROR|WARNING): |WARNING: ThreadSanitizer)")
_CRASH = re.compile(r"(^|: )Fatal error: |^\*\*\* Signal \d+|Program crashed")
_SYMBOLS = ("◇", "✔", "✘", "➜", "⚠")
# An error of the compiler is repeated for each file that meets it.
_MAX_ERRORS = 20
_MAX_CRASH_LINES = 150


class PlainOutput:
    """Of a program that is not known further."""

    # What stands before the state, where it is not the phase's title.
    title = None
    state = ""
    fraction = None
    # When something was last finished of what must not stand still, by the monotonic clock.
    last_end = None
    # Whether the lines that were shown tell of a failure.
    has_told = False

    def read(self, line):
        """Whether the line is to be shown at once."""
        return False

    def summary(self):
        """The lines that tell of a failure, if they can be told from the others."""
        return []


class BuildOutput(PlainOutput):
    """Of `swift build`: how many steps are done."""

    def __init__(self):
        self._errors = {}

    def read(self, line):
        step = _STEP.match(line)
        if step:
            self.state = f"{step[1]}/{step[2]}"
            # SwiftPM finds out about the steps while it goes through them.
            self.fraction = int(step[1]) / max(int(step[2]), 1)
        elif line.startswith(("Fetching ", "Fetched ", "Computing ", "Creating working copy", "Working copy")):
            self.state = f"({line.split(maxsplit=1)[0].lower()} dependencies)"
        elif _ERROR.search(line) and len(self._errors) < _MAX_ERRORS:
            self._errors[line] = None
        return False

    def summary(self):
        return list(self._errors)


class TestOutput(BuildOutput):
    """Of `swift test`, which builds first: how many tests ended, which run, and what the failed ones said."""

    title = "Building"

    def __init__(self):
        super().__init__()
        # By name, which tests of several suites may share.
        self.running = Counter()
        self._passed = self._failed = 0
        self._is_telling = self._is_crashing = False
        self._crash = []

    def read(self, line):
        if _RUN_STARTED.match(line):
            self.last_end, self.title = time.monotonic(), None
        if self.last_end is None:
            return super().read(line)
        if line.startswith(("✔", "✘")):
            self.last_end = time.monotonic()
        if started := _STARTED.match(line):
            self.running[started[1]] += 1
        elif ended := _ENDED.match(line):
            self.running[ended[1]] -= 1
            self._passed += ended[2] == "passed"
            self._failed += ended[2] == "failed"
        # A failure goes on in the lines below it, until another one begins with a symbol.
        if line.startswith(_SYMBOLS):
            self._is_telling, self._is_crashing = line.startswith("✘"), False
        elif _SANITIZER.match(line):
            self._is_telling = True
        self._read_crash(line)
        has_ended = bool(_RUN_ENDED.match(line))
        self.has_told = self.has_told or (has_ended and self._failed > 0)
        self.fraction = None
        self.state = f"{self._passed} passed, {self._failed} failed, {sum(self.running.values())} running"
        return self._is_telling or has_ended

    def summary(self):
        return [*super().summary(), *self._crash]

    def _read_crash(self, line):
        # Some tests let a program crash on purpose: the last crash is the one that counts.
        if _CRASH.search(line) and not self._is_crashing:
            self._crash, self._is_crashing = [], True
        if self._is_crashing and len(self._crash) < _MAX_CRASH_LINES:
            self._crash.append(line)
