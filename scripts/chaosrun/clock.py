"""Waiting that a stop signal ends, and nothing else."""

import time

from localservers import process


def rest(seconds):
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        process.pause(left)


def wait_until(condition, seconds):
    """How long it took until the condition held; None if it never did."""
    started = time.monotonic()
    while time.monotonic() < started + seconds:
        if condition():
            return time.monotonic() - started
        rest(0.05)
    return None
