"""The shop as a process of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from localservers.servers import free_port

EXECUTABLE = ".build/release/ShopBenchmark"
START_SECONDS = 60
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Served:
    """Applications that one process serves for as long as a `with` block lasts. Their log goes to a file."""

    def __init__(self, *kinds, database=None, start_seconds=START_SECONDS):
        self._environment = dict(os.environ)
        if database:
            uri = urllib.parse.urlsplit(os.environ["MONGODB_URI"])
            self._environment["MONGODB_URI"] = uri._replace(path=f"/{database}").geturl()
        self._start_seconds = start_seconds
        self.ports = {}
        for kind in kinds:
            while (port := free_port()) in self.ports.values():
                pass
            self.ports[kind] = port
        self._process = None

    def __enter__(self):
        arguments = [f"{kind}={port}" for kind, port in self.ports.items()]
        with open(Path(os.environ["BODEGA_SCRATCH"]) / "shop.log", "ab") as log:
            command = [EXECUTABLE, "serve", *arguments]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment)
        deadline = time.monotonic() + self._start_seconds
        for kind in self.ports:
            while not self._answers(kind):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"The shop did not start:\n{Path(log.name).read_text()[-2000:]}")
                time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def url(self, kind, path):
        return f"http://127.0.0.1:{self.ports[kind]}{path}"

    def get(self, kind, path):
        """Content type and body of a successful answer."""
        with urllib.request.urlopen(self.url(kind, path), timeout=10) as response:
            return response.headers["Content-Type"], response.read()

    @property
    def process_id(self):
        return self._process.pid

    @property
    def cpu_seconds(self):
        """The processor time that the process has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    @property
    def resident_mib(self):
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024

    @property
    def open_files(self):
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def _answers(self, kind):
        try:
            self.get(kind, "/products")
            return True
        except OSError:
            return False
