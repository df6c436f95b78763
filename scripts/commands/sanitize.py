"""Run the tests on throw-away servers under a sanitizer, in a build of its own: see docs/sanitizers.md.

address: bytes read or written outside of what is allocated, or after it was freed
thread:  two threads at one place in memory, one of them writing, with nothing between
leaks:   what is allocated at the borders to C and never freed
"""

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from localservers import supervisor, workspace
from localservers.settings import ROOT
from phases import swift

from . import deps
from .test import AT_A_TIME

_SUPPRESSIONS = ROOT / "scripts" / "suppressions"
_WAITING = ("9_lockSlowyys6UInt32VF", "11_unlockSlowyyF")


def add_arguments(parser):
    parser.add_argument("what", nargs="?", default="address", choices=["address", "thread", "leaks"])
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGUMENT", help="as `swift test` takes it")


def main(options):
    is_thread = options.what == "thread"
    sanitizer, folder = ("thread", ".build-tsan") if is_thread else ("address", ".build-asan")
    arguments = options.arguments
    if options.what == "leaks":
        arguments = arguments or ["--filter", r"^(BSON|Images|Mail|MongoODM|ObjectStore|RedisCache)Tests\."]
    os.environ.update(_environment(options.what))
    deps.install(needs_redis=True, for_tests=True)
    common = ["--build-path", folder, f"--sanitize={sanitizer}"]
    flags = _mutex(ROOT / folder) if is_thread else []
    # The folder itself may be there for the sake of the mutex.
    swift.must(
        swift.build(
            f"Building for {sanitizer}", f"build-{sanitizer}", "--build-tests", *common, *flags,
            folder=f"{folder}/debug", minutes=10,
        )
    )  # fmt: skip
    command = ["scripts/dev", "follow", "--tests", "--limit", "600", f"Testing for {sanitizer}", f"test-{sanitizer}"]
    command += ["swift", "test", "--disable-xctest", "--skip-build", *common, *arguments]
    return supervisor.supervise(command, workspace.ThrowawayWorkspace(in_memory=True), needs_redis=True)


def _environment(what):
    options = {
        "ASAN_OPTIONS": f"detect_leaks={int(what == 'leaks')}:strict_string_checks=1:detect_stack_use_after_return=1",
        "LSAN_OPTIONS": f"suppressions={_SUPPRESSIONS}/leaks.txt:print_suppressions=0",
        "TSAN_OPTIONS": f"suppressions={_SUPPRESSIONS}/thread.txt:print_suppressions=0:second_deadlock_stack=1",
    }
    options = {name: ":".join(filter(None, [value, os.environ.get(name)])) for name, value in options.items()}
    # Under a sanitizer everything takes several times as long.
    return {**options, AT_A_TIME: "8"}


def _mutex(folder):
    """The linker's flags for functions in front of those in which Swift's Mutex waits: see mutex.c."""
    folder.mkdir(exist_ok=True)
    clang = Path(shutil.which("swiftc")).resolve().parent / "clang"
    source = ROOT / "scripts" / "sanitizers" / "mutex.c"
    subprocess.run([clang, "-O1", "-c", source, "-o", folder / "mutex.o"], check=True)
    flags = [str(folder / "mutex.o"), *(f"--wrap=$s15Synchronization12_MutexHandleV{name}" for name in _WAITING)]
    return [part for flag in flags for part in ("-Xlinker", flag)]
