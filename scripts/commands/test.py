"""Run the tests of the scripts, then those of the shop against a throw-away MongoDB and Redis."""

import os
import sys

from localservers import supervisor, workspace
from localservers.process import say
from localservers.settings import ROOT
from phases.phase import Phase
from phases.swift import must

from . import deps

FORWARDS = "`swift test`"
AT_A_TIME = "SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH"
"""How many tests run at the same time: Swift Testing's name for it."""


def main(options):
    deps.install(needs_redis=True, for_tests=True)
    # Who asks for some of the tests does not mean these.
    if not options.arguments:
        command = [sys.executable, "-B", "-m", "unittest", "discover", "--start-directory", "scripts/tests"]
        must(Phase("Testing the scripts", "test-scripts").run([*command, "--top-level-directory", "scripts"]))
    if not (ROOT / ".build" / "debug").exists():
        say("Building (debug): the first time with all dependencies, about 5 minutes on two cores")
    # Without a bound all of them begin at once: each then takes many minutes, in which tokens end, and MongoDB holds thousands of databases.
    os.environ.setdefault(AT_A_TIME, "32")
    command = ["scripts/dev", "follow", "--tests", "Testing", "test", "swift", "test", *options.arguments]
    return supervisor.supervise(command, workspace.ThrowawayWorkspace(in_memory=True), needs_redis=True)
