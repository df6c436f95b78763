"""Build the executable, unless nothing has changed since: even asking SwiftPM takes a second or more."""

import os
import time

from localservers.process import say
from localservers.settings import ROOT
from phases import swift
from phases.phase import Phase

from . import deps

_FIRST = ("Package.swift", "Package.resolved")


def add_arguments(parser):
    parser.add_argument("configuration", nargs="?", choices=["release", "debug"], default="release")


def main(options):
    deps.install()
    return build(options.configuration)


def build(configuration):
    """The exit code. Afterwards `.build/CONFIGURATION/bodega` is there."""
    folder = ROOT / ".build" / configuration
    stamp = folder / "bodega.built-with"
    if _is_current(folder / "bodega", stamp):
        return 0
    if not (ROOT / "Package.resolved").exists():
        # SwiftPM writes it when there is none; written during the build it would look like a change.
        swift.must(Phase("Fetching dependencies", "resolve").run(["swift", "package", "resolve"]))
    # Taken before the build, so that a change made while it runs counts as newer.
    started, toolchain = time.time_ns(), swift.toolchain()
    code = swift.build(
        f"Building ({configuration})", f"build-{configuration}",
        "--configuration", configuration, "--product", "bodega", folder=f".build/{configuration}",
    )  # fmt: skip
    if code == 0:
        stamp.write_text(toolchain)
        os.utime(stamp, ns=(started, started))
        say(f"Built .build/{configuration}/bodega in {(time.time_ns() - started) / 1e9:.0f} s")
    return code


def _is_current(binary, stamp):
    if not (binary.exists() and stamp.exists()) or stamp.read_text() != swift.toolchain():
        return False
    built = stamp.stat().st_mtime_ns
    paths = [path for name in _FIRST if (path := ROOT / name).exists()]
    # Folders count too: a removed file changes the time of its folder.
    for folder, _, names in os.walk(ROOT / "Sources"):
        paths += [folder, *(os.path.join(folder, name) for name in names)]
    return all(os.stat(path).st_mtime_ns <= built for path in paths)
