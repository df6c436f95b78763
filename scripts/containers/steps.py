"""A line for each step of a long job; what its commands print goes to one log, which is shown when a step fails."""

import contextlib
import os
import signal
import subprocess
import time

from localservers import process
from localservers.settings import ROOT
from phases.phase import TAIL_LINES
from phases.progress import Progress
from phases.stacks import descendants
from phases.swift_output import PlainOutput


class StepFailed(Exception):
    """A step did not get to its end. The user has been told."""


class Steps:
    def __init__(self, log_path):
        self.log_path = log_path
        self._taken = []
        log_path.parent.mkdir(parents=True, exist_ok=True)
        self.log = open(log_path, "w", buffering=1, errors="replace")
        self._is_verbose = os.environ.get("VERBOSE", "") not in ("", "0")

    @contextlib.contextmanager
    def step(self, title, output=None):
        """What fails inside is told; what is printed there goes to the log. `output` reads how far its commands are."""
        started = time.monotonic()
        self._progress, self._output = Progress(title), output or PlainOutput()
        self.log.write(f"== {title}\n")
        self._progress.show("…")
        try:
            with contextlib.redirect_stdout(self.log):
                yield
        except (SystemExit, OSError, ValueError, subprocess.SubprocessError) as error:
            self.log.write(f"{error}\n")
            self._tell_of_failure(title)
            raise StepFailed(title) from error
        self._taken.append((title, time.monotonic() - started))
        self._progress.say(f"{title}: {_shown(self._taken[-1][1])}")

    def run(self, arguments, **options):
        """Runs a command to its end. Anything but the exit code 0 fails the step."""
        self.log.write(f"$ {' '.join(map(str, arguments))}\n")
        with process.attached(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", **options,
        ) as command:  # fmt: skip
            try:
                for line in command.stdout:
                    self._read(line)
            except BaseException:
                # What a build runs would go on without the builder.
                for pid in [command.pid, *descendants(command.pid)]:
                    process.send(pid, signal.SIGKILL)
                raise
        if command.returncode != 0:
            raise ValueError(f"{arguments[0]} ended with exit code {command.returncode}")

    def fail(self, reason):
        """Tells why there is nothing to begin with."""
        Progress("").say(reason)
        raise StepFailed(reason)

    def summary(self):
        return ", ".join(f"{title} {_shown(taken)}" for title, taken in self._taken)

    def _read(self, line):
        self.log.write(line)
        self._output.read(line.rstrip("\n"))
        if self._is_verbose:
            self._progress.say(line.rstrip("\n"))
        elif self._output.state:
            self._progress.show(self._output.state, self._output.fraction)

    def _tell_of_failure(self, title):
        lines = self.log_path.read_text(errors="replace").splitlines()
        for line in [*self._output.summary(), *lines[-TAIL_LINES:]]:
            self._progress.say(line)
        self._progress.say(f"{title} failed. All it said is in {self.log_path.relative_to(ROOT)}")


def _shown(seconds):
    return f"{int(seconds) // 60} min {int(seconds) % 60} s" if seconds >= 60 else f"{seconds:.1f} s"
