"""Who uses which servers: the shared ones of this checkout, or throw-away ones of a single run."""

import fcntl
import os
import shutil
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import process
from .process import say
from .settings import LOCAL


_MEMORY = Path("/dev/shm")
"""A file system that forgets everything when the machine is switched off, and has no disk to wait for."""
_LEAST_MEMORY = 4 * 2**30


class SharedWorkspace:
    """The servers whose data lives in `.local/`. Several runs may share them; the last one out stops them.

    Each run holds a shared lock on a file. The kernel drops it even for a killed process, so counting the users
    can never go wrong.
    """

    throwaway = False

    def __init__(self):
        self.mongo_folder = LOCAL / "mongodb" / "data"
        self.redis_folder = LOCAL / "redis"
        self.log_folder = LOCAL / "log"
        self.scratch = None
        self._users = None

    def enter(self):
        remove_abandoned_folders()
        self._users = _open(LOCAL / "users.lock")
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def leave(self, stop_servers):
        if self._users is None:
            return
        with exclusively(wait=process.wait_for_signal):  # stopping is not to be interrupted
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop_servers()
            except BlockingIOError:
                say("MongoDB and Redis stay up: another run of this checkout is using them.")
            finally:
                os.close(self._users)


class ThrowawayWorkspace:
    """A folder that exists only while one run lasts.

    With `in_memory` MongoDB's data is in the machine's memory, if there is enough: tests make and drop thousands of collections, each
    of which would wait for the disk. What is to be measured, or to survive a fault, is not for it.
    """

    throwaway = True

    def __init__(self, in_memory=False):
        self._is_in_memory = in_memory
        self.folder = LOCAL / f"test-{os.getpid()}"
        self.mongo_folder = self.folder / "mongodb"
        self.redis_folder = self.folder / "redis"
        self.log_folder = self.folder / "log"
        self.scratch = self.folder / "scratch"
        self._lock = None

    def enter(self):
        remove_abandoned_folders()
        self.scratch.mkdir(parents=True)
        self._lock = _open(self.folder / "lock")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if self._is_in_memory and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _LEAST_MEMORY:
            # By the link whoever removes the folder finds it, also after a killed run.
            self.mongo_folder.symlink_to(tempfile.mkdtemp(prefix="bodega-", dir=_MEMORY))

    def leave(self, stop_servers):
        if self._lock is None:
            return
        stop_servers()
        _remove(self.folder)
        os.close(self._lock)


def remove_abandoned_folders():
    """A killed run leaves its servers and its folder behind. Its lock is gone, which is how we know."""
    for folder in LOCAL.glob("test-*"):
        lock = _open(folder / "lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            say(f"Removing {folder.name}, left over from a killed run.")
            _remove(folder)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)


def remove_everything():
    """Stops every run of this checkout and whatever they left, then removes `.local/`."""
    if not LOCAL.exists():
        return
    locks = [LOCAL / "users.lock", LOCAL / "containers" / "lock", *LOCAL.glob("test-*/lock")]
    runs = {pid for lock in locks for pid in process.processes_with_open(lock)}
    for pid in runs:
        say(f"Stopping the run with process {pid}.")
        process.send(pid, signal.SIGTERM)
    for pid in runs:
        process.wait_until_gone(pid, 30)
    remove_abandoned_folders()
    for pid in process.servers_in(LOCAL):
        say(f"Stopping server process {pid}, left over from a killed run.")
        process.stop(pid, patience=15)
    shutil.rmtree(LOCAL)


@contextmanager
def exclusively(wait=process.pause):
    """Starting and stopping servers happens one run at a time."""
    LOCAL.mkdir(exist_ok=True)
    lock = _open(LOCAL / "start.lock")
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                wait(0.05)
        yield
    finally:
        os.close(lock)


def _remove(folder):
    supervisor = folder.name.removeprefix("test-")
    data = folder / "mongodb"
    folders = [data.readlink(), folder] if data.is_symlink() else [folder]
    for pid in {*process.marked_with(supervisor), *(pid for each in folders for pid in process.servers_in(each))}:
        process.send(pid, signal.SIGKILL)
        process.wait_until_gone(pid, 5)
    for each in folders:
        shutil.rmtree(each, ignore_errors=True)


def _open(path):
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
