"""A line that tells how far something is."""

import math
import shutil
import sys
import time

# Where the line can't be rewritten, it is written again after so many seconds; after fewer, when another tenth is done.
_SECONDS_BETWEEN_LINES = 15
_SECONDS_BETWEEN_TENTHS = 2


class Progress:
    """One line, rewritten in place on a terminal; elsewhere a new line from time to time."""

    def __init__(self, title, stream=None):
        self.title = title
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._is_shown = False
        self._last_time = -math.inf
        self._last_tenth = 0

    def begin(self):
        """Says what is going on while there is nothing to tell of it yet."""
        self.show("…")
        self._last_time = -math.inf

    def show(self, state, fraction=None):
        """`state` is put behind the title; `fraction` tells, from 0 to 1, how much of the whole that is."""
        if self._is_terminal:
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r\x1b[K{f'{self.title} {state}'[:width]}")
            self._is_shown = True
            return
        tenth, now = int(10 * (fraction or 0)), time.monotonic()
        is_due_after = _SECONDS_BETWEEN_LINES if tenth == self._last_tenth else _SECONDS_BETWEEN_TENTHS
        if now - self._last_time >= is_due_after:
            self._last_tenth, self._last_time = tenth, now
            self._write(f"{self.title} {state}\n")

    def clear(self):
        """Makes room for other lines."""
        if self._is_shown:
            self._write("\r\x1b[K")
            self._is_shown = False

    def say(self, text):
        """A line that stays."""
        self.clear()
        self._write(f"{text}\n")

    def _write(self, text):
        self._stream.write(text)
        self._stream.flush()
