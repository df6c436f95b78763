"""The shop's own processes: instances that answer requests, and workers."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from localservers import process
from localservers.servers import free_port

from .servers import Breakable

GRACE_SECONDS = 10


class ShopProcess(Breakable):
    """Its folder is where it works, so that it finds no settings but those given here."""

    program = "bodega"
    command = ""

    def __init__(self, folder, binary, log, environment):
        super().__init__(folder, binary, log, throwaway=True)
        self.environment = environment
        self.child = None
        self._first_state = None

    def _launch(self):
        self.port = self.port or free_port()
        with open(self.log, "ab") as log:
            self.child = process.spawn(
                [self.binary, self.command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**self.environment, "PORT": str(self.port)}, when_we_die=signal.SIGKILL,
            )  # fmt: skip
        self.pid = self.child.pid

    def is_running(self):
        return self.child is not None and self.child.poll() is None

    def kill(self):
        process.send(self.pid, signal.SIGKILL)
        self.child.wait()

    def terminate(self):
        """Asks the process to end. Returns its exit code and the seconds that it took."""
        started = time.monotonic()
        process.send(self.pid, signal.SIGTERM)
        while self.child.poll() is None and time.monotonic() < started + 3 * GRACE_SECONDS:
            process.pause(0.02)
        return self.child.poll(), time.monotonic() - started

    def first_state(self):
        """What `state` was when this was asked for the first time."""
        self._first_state = self._first_state or self.state()
        return self._first_state

    def state(self):
        """Resident memory in MiB, and threads; None while it is down."""
        try:
            with open(f"/proc/{self.pid}/status") as file:
                fields = dict(line.split(":", 1) for line in file if ":" in line)
            return int(fields["VmRSS"].split()[0]) // 1024, int(fields["Threads"])
        except (OSError, KeyError):
            return None


class Instance(ShopProcess):
    name = "Bodega"
    command = "serve"

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def ping(self):
        try:
            urllib.request.urlopen(self.address + "/health", timeout=2).close()
        except urllib.error.HTTPError as error:
            raise OSError(str(error)) from error


class Worker(ShopProcess):
    """It listens nowhere: what shows that it works is what becomes of jobs."""

    name = "A worker"
    command = "worker"

    @property
    def signature(self):
        """What the jobs that it has name it."""
        return f"{socket.gethostname()}:{self.pid}"

    def ping(self):
        pass
