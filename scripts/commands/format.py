"""Format the sources in place."""

import subprocess

from localservers.settings import ROOT

_PATHS = ("Package.swift", "Sources", "Tests", "Benchmarks", "Examples")


def add_arguments(parser):
    parser.add_argument("paths", nargs="*", default=paths(), help=f"default: {' '.join(_PATHS)}")


def main(options):
    return swift_format(["--in-place"], options.paths)


def paths():
    return [path for path in _PATHS if (ROOT / path).exists()]


def swift_format(mode, chosen):
    return subprocess.run(["swift", "format", *mode, "--parallel", "--recursive", *chosen]).returncode
