"""Fetch the libraries of /console from Debian's packages into a folder.

Without them /console says that they are missing, and all else works. The next attempt is an hour later.
"""

from pathlib import Path

import browser_files
import debs
from localservers.settings import LOCAL, ROOT

_LAST = "chart.min.js"


def add_arguments(parser):
    parser.add_argument("folder", nargs="?", type=Path, default=LOCAL / "console-ui", help="default: .local/console-ui")


def main(options):
    fill(options.folder)


def fill(folder):
    requirements = ROOT / "scripts" / "requirements" / "console-ui.txt"
    browser_files.fill(
        folder, "the libraries of the console", _LAST, lambda: debs.take(requirements, folder),
        otherwise="/console will say so.",
    )  # fmt: skip
