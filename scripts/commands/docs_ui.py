"""Fetch the scripts of /docs and /redoc into a folder.

Without them the pages load the same from a CDN, so being offline is no error: the next attempt is an hour later.
"""

from pathlib import Path

import browser_files
import wheels
from localservers.settings import LOCAL, ROOT

_LAST = "redoc.standalone.js"
_FILES = ["swagger-ui-dist/swagger-ui.css", "swagger-ui-dist/swagger-ui-bundle.js", "swagger-ui-dist/favicon-32x32.png"]


def add_arguments(parser):
    parser.add_argument("folder", nargs="?", type=Path, default=LOCAL / "docs-ui", help="default: .local/docs-ui")


def main(options):
    fill(options.folder)


def fill(folder):
    requirements = ROOT / "scripts" / "requirements" / "docs-ui.txt"
    browser_files.fill(
        folder, "the scripts of the API documentation", _LAST,
        lambda: wheels.take(requirements, folder, *_FILES, f"redoc/bundles/{_LAST}"),
        otherwise="/docs and /redoc will load theirs from a CDN.",
    )  # fmt: skip
