"""Run the tests in a real browser, a headless Chromium, against the debug executable and throw-away servers.

Arguments are names of tests as unittest knows them, such as `test_storefront` or `-k double`; without any, all are run. What the
pages look like is in `.local/screenshots` afterwards.
"""

import os
import sys

from localservers import supervisor, workspace
from localservers.settings import ROOT, SELENIUM
from phases.swift import must

from . import build, deps

FORWARDS = "`python3 -m unittest`"
_FOLDER = ROOT / "Tests" / "Browser"


def main(options):
    deps.install("browser", needs_redis=True)
    must(build.build("debug"))
    places = [_FOLDER, ROOT / "scripts", SELENIUM]
    os.environ["PYTHONPATH"] = os.pathsep.join(map(str, places))
    os.environ["BODEGA_EXECUTABLE"] = str(ROOT / ".build" / "debug" / "bodega")
    arguments = options.arguments
    if not any(each.startswith("test_") for each in arguments):
        arguments = ["discover", "--start-directory", str(_FOLDER), *arguments]
    command = [sys.executable, "-B", "-m", "unittest", *arguments]
    place = workspace.ThrowawayWorkspace(in_memory=True)
    # The shops of the tests have databases of their own beside each other: on no server that somebody else uses.
    return supervisor.supervise(command, place, needs_redis=True, is_configurable=False)
