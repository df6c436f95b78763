"""The shop as a process of its own."""

import contextlib
import os
import urllib.parse
import urllib.request
from pathlib import Path

from localservers.servers import free_port
from localservers.serving import START_SECONDS, serving

EXECUTABLE = ".build/release/ShopBenchmark"
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
        self._end = contextlib.ExitStack()

    def __enter__(self):
        command = [EXECUTABLE, "serve", *(f"{kind}={port}" for kind, port in self.ports.items())]
        log = Path(os.environ["BODEGA_SCRATCH"]) / "shop.log"
        urls = [self.url(kind, "/products") for kind in self.ports]
        program = serving(command, log, urls, start_seconds=self._start_seconds, env=self._environment)
        self._process = self._end.enter_context(program)
        return self

    def __exit__(self, *_):
        self._end.close()

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

    @property
    def threads(self):
        return len(os.listdir(f"/proc/{self._process.pid}/task"))
