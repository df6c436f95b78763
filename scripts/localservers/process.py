"""Processes and signals.

The signals of interest are blocked and waited for, never handled asynchronously: a Ctrl-C in the middle of
starting or stopping a server is seen at the next `pause`, not between two arbitrary lines.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}
if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as it is under nohup
    STOP_SIGNALS.add(signal.SIGHUP)
MARK = "BODEGA_SUPERVISOR"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Stopped(Exception):
    """Somebody asked this process to stop."""

    def __init__(self, signal_number):
        super().__init__(signal.Signals(signal_number).name)
        self.signal_number = signal_number


def say(message):
    print(message, file=sys.stderr, flush=True)


def block_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS | {signal.SIGCHLD})


def wait_for_signal(seconds):
    """The next signal's number, or None when the time is over."""
    received = signal.sigtimedwait(STOP_SIGNALS | {signal.SIGCHLD}, seconds)
    return received.si_signo if received else None


def pause(seconds):
    """Sleeps, and raises `Stopped` as soon as somebody asks for it."""
    received = wait_for_signal(seconds)
    if received in STOP_SIGNALS:
        raise Stopped(received)


def spawn(arguments, *, when_we_die=None, opens_many=False, **options):
    """Starts a process in a session of its own, so that a terminal's Ctrl-C reaches it only through us.

    `when_we_die` is the signal that the kernel sends it should this process be killed. With `opens_many` it may open as
    many files as the system lets it.
    """

    def prepare():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS | {signal.SIGCHLD})
        if opens_many:
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        if when_we_die:
            _libc.prctl(_PR_SET_PDEATHSIG, when_we_die)

    return subprocess.Popen(arguments, start_new_session=True, preexec_fn=prepare, **options)


def attached(arguments, **options):
    """Starts a process that gets SIGTERM when this one is ended, so that no build goes on in the background."""
    return subprocess.Popen(arguments, preexec_fn=lambda: _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM), **options)


def stop_when_make_dies():
    """`kill -9` of make would otherwise leave the server running with nobody to stop it."""
    if _read(os.getppid(), "comm").strip() in ("make", "gmake"):
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def is_alive(pid):
    stat = _read(pid, "stat")
    return bool(stat) and stat.rpartition(")")[2].split()[0] not in "ZX"


def wait_until_gone(pid, seconds):
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        reap(pid)
        time.sleep(0.01)
    return not is_alive(pid)


def reap(pid):
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass  # adopted from an earlier run, not ours to reap


def send(pid, signal_number, group=False):
    try:
        (os.killpg if group else os.kill)(pid, signal_number)
    except ProcessLookupError:
        pass


def stop(pid, *, patience):
    """SIGTERM, then SIGKILL for a process that has not gone after `patience` seconds."""
    send(pid, signal.SIGTERM)
    kill_unless_gone(pid, patience)


def kill_unless_gone(pid, patience):
    if not wait_until_gone(pid, patience):
        send(pid, signal.SIGKILL)
        wait_until_gone(pid, 5)


def servers_in(folder, names=("mongod", "redis-server", "bodega")):
    """Server processes that work in this folder or below it. A pid file can be stale; where a process is, is a fact."""
    found = []
    for pid in _all_pids():
        try:
            place = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            continue
        is_inside = place == str(folder) or place.startswith(f"{folder}/")
        if is_inside and _read(pid, "comm").strip() in names and is_alive(pid):
            found.append(pid)
    return found


def processes_with_open(path):
    """Processes that have this file open, other than this one."""
    found = []
    for pid in _all_pids():
        try:
            descriptors = os.scandir(f"/proc/{pid}/fd")
            if any(os.readlink(entry.path) == str(path) for entry in descriptors):
                found.append(pid)
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def marked_with(supervisor):
    """Everything that descends from the command of this supervising process, whoever its parent is by now."""
    mark = f"{MARK}={supervisor}"
    return [pid for pid in _all_pids() if mark in _read(pid, "environ").split("\0") and is_alive(pid)]


def mark_of(pid):
    marks = [entry for entry in _read(pid, "environ").split("\0") if entry.startswith(f"{MARK}=")]
    return int(marks[0].partition("=")[2]) if marks else None


def _all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]


def _read(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
