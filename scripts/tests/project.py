"""A project in a folder of its own, with these scripts and nothing else, so that a test changes only that."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from localservers.settings import LOCAL, ROOT

# What a developer may have set must not decide what a test sees.
_CLEARED = (
    "MONGODB_URI", "MONGODB_URI_FILE", "REDIS_URL", "REDIS_URL_FILE", "HOST", "PORT", "VERBOSE", "BODEGA_SUPERVISOR",
)  # fmt: skip


class ProjectTestCase(unittest.TestCase):
    """Each test has a project of its own."""

    def setUp(self):
        self.project = Project()
        self.project.__enter__()
        self.addCleanup(self.project.__exit__)


class Project:
    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.root = Path(self._folder.name).resolve()
        self.local = self.root / ".local"
        self.bin = self.root / "bin"
        self.bin.mkdir()
        shutil.copytree(ROOT / "scripts", self.root / "scripts", ignore=shutil.ignore_patterns("__pycache__", "tests"))
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def program(self, name, body):
        """A stand-in for a program that the scripts call, as a shell script."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def prepare_for_builds(self):
        """Sources, and stand-ins for all that is looked for before a build but Swift."""
        for name in (
            "Package.swift", "Package.resolved", "Sources/Shop/Cart.swift", ".local/docs-ui/redoc.standalone.js",
            ".local/console-ui/chart.min.js",
        ):  # fmt: skip
            self.write(name, "")
        for name in ("pkg-config", "mongod", "redis-server"):
            self.program(name, "exit 0")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def environment(self, **settings):
        environment = {name: value for name, value in os.environ.items() if name not in _CLEARED}
        path = [str(self.bin), os.environ["PATH"], str(LOCAL / "mongodb" / "bin")]
        return {**environment, "PATH": os.pathsep.join(path), **settings}

    def dev(self, *arguments, before=(), **settings):
        """Calls the command. The result has exit code, standard output and error as text."""
        return subprocess.run(
            [*before, str(self.root / "scripts" / "dev"), *arguments], env=self.environment(**settings),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
