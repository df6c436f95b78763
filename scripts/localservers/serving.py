"""Programs that serve, started for as long as something is done with them."""

import contextlib
import subprocess
import time
import urllib.request
from pathlib import Path

from . import process
from .servers import StartError
from .settings import ROOT

START_SECONDS = 60
STOP_SECONDS = 20
_SHOWN_LINES = 20


@contextlib.contextmanager
def serving(command, log, urls, *, start_seconds=START_SECONDS, **options):
    """The process of a command, from when each of the URLs answers with a success. What it prints is appended to the log.

    A `StartError` tells the log's end.
    """
    with open(log, "ab") as output:
        server = process.attached(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options
        )
    try:
        for url in urls:
            _wait_for(url, server, log, time.monotonic() + start_seconds)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(url, server, log, deadline):
    while not _answers(url):
        if server.poll() is not None:
            raise StartError(_told(f"the server ended during its start with exit code {server.returncode}", log))
        if time.monotonic() > deadline:
            raise StartError(_told(f"no answer from {url} in time", log))
        time.sleep(0.05)


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except OSError:
        return False


def _told(problem, log):
    lines = Path(log).read_text(errors="replace").splitlines()[-_SHOWN_LINES:]
    return "\n".join([f"{problem}. What it wrote:", *lines])
