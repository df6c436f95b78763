"""One step of a command: a program that runs for a while and says much."""

import errno
import os
import pty
import selectors
import signal
import subprocess
import time
import tty
from collections import Counter, deque

from localservers import process
from localservers.settings import LOCAL, ROOT

from . import stacks
from .progress import Progress
from .swift_output import PlainOutput

TAIL_LINES = 40
_MAX_LINE_BYTES = 65536
_TICK_SECONDS = 0.5


class Phase:
    """Runs a program, shows its progress in one line, and keeps its output in `.local/log/NAME.log`.

    `output` reads what it says. With `limit`, in seconds, a program in which nothing ends for so long is ended, after
    all of its threads' stacks were shown. VERBOSE=1 shows everything at once instead of a line of progress.
    """

    def __init__(self, title, name, output=None, limit=None):
        self.title = title
        self.log = LOCAL / "log" / f"{name}.log"
        self._output = output or PlainOutput()
        self._limit = limit
        self._is_verbose = os.environ.get("VERBOSE", "") not in ("", "0")
        self._progress = Progress(title)
        self._tail = deque(maxlen=TAIL_LINES)
        self._is_told = False

    def run(self, command, env=None):
        """The exit code of the program, or 1 where it stood still. Tells of a failure itself."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._progress.title = self._output.title or self.title
        if not self._is_verbose:
            self._progress.begin()
        with open(self.log, "wb") as log:
            child, source = _attached(command, env)
            try:
                code = self._follow(child, source, log)
            finally:
                os.close(source)
        self._progress.clear()
        if code:
            self._tell_of_failure(code)
        return code if code >= 0 else 128 - code

    def _follow(self, child, source, log):
        for line in _lines(child, source, log):
            if line is not None:
                self._read(line)
            if self._stands_still():
                self._end(child, log)
                return 1
            if not self._is_verbose and self._output.state:
                self._progress.title = self._output.title or self.title
                self._progress.show(self._output.state, self._output.fraction)
        return child.wait()

    def _read(self, line):
        self._tail.append(line)
        if self._output.read(line) or self._is_verbose:
            self._progress.clear()
            print(line, flush=True)

    def _stands_still(self):
        last_end = self._output.last_end
        return self._limit and last_end is not None and time.monotonic() - last_end > self._limit

    def _end(self, child, log):
        """Shows where the program stands, and ends it with everything below it."""
        everything = [child.pid, *stacks.descendants(child.pid)]
        for pid in stacks.of_interest(child.pid):
            self._show(f"\nAll threads of process {pid}:\n{stacks.describe(pid)}", log)
        # Behind the stacks: whoever sees only the end of what was said is to see this.
        self._show(f"{self.title}: nothing has ended for {self._limit:g} s.", log)
        for name in getattr(self._output, "running", Counter()).elements():
            self._show(f"  still running: {name}", log)
        for pid in everything:
            process.send(pid, signal.SIGKILL)
        child.wait()
        self._is_told = True

    def _show(self, text, log):
        log.write(f"{text}\n".encode())
        self._progress.say(text)

    def _tell_of_failure(self, code):
        # What stands above need not be said twice.
        if not (self._is_verbose or self._is_told or self._output.has_told):
            told = [line for line in self._output.summary() if line not in self._tail]
            for line in [*told, *self._tail]:
                self._progress.say(line)
        reason = f"exit code {code}" if code > 0 else f"{signal.Signals(-code).name}"
        self._progress.say(f"{self.title} failed ({reason}). All it said is in {self.log.relative_to(ROOT)}")


def _attached(command, env):
    """Starts a program, and gives back the process and the descriptor from which its output is read.

    The output goes to a terminal: into a pipe most programs write only when four thousand bytes have come together, and tests of
    which nothing is heard for minutes look as if they stood still. As a terminal it has no colours and moves no cursor.
    """
    source, terminal = pty.openpty()
    try:
        tty.setraw(terminal)
        plain = {"TERM": "dumb", "NO_COLOR": "1"}
        child = process.attached(
            command, env={**(os.environ if env is None else env), **plain}, stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal
        )
    except BaseException:
        os.close(source)
        raise
    finally:
        os.close(terminal)
    return child, source


def _lines(child, source, log):
    """The lines that a process writes, and None from time to time. They also go to `log`.

    It ends with the process, even when something that the process started still holds its output open.
    """
    os.set_blocking(source, False)
    rest, is_open = b"", True
    with selectors.DefaultSelector() as selector:
        selector.register(source, selectors.EVENT_READ)
        while True:
            has_ended = child.poll() is not None if is_open else _ends(child)
            data = _read(source) if is_open and selector.select(0 if has_ended else _TICK_SECONDS) else None
            if data:
                log.write(data)
                log.flush()
                *lines, rest = (rest + data).split(b"\n")
                yield from map(_text, lines)
                if len(rest) > _MAX_LINE_BYTES:
                    yield _text(rest)
                    rest = b""
            elif has_ended:
                break
            is_open = is_open and data != b""
            yield None
    if rest:
        yield _text(rest)


def _ends(child):
    try:
        child.wait(_TICK_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _read(source):
    try:
        return os.read(source, 65536)
    except BlockingIOError:
        return None
    except OSError as error:
        # So a terminal says that nobody has it open any more.
        if error.errno != errno.EIO:
            raise
        return b""


def _text(data):
    return data.decode(errors="replace").rstrip("\r")
