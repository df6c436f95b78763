"""Fetch the scripts of /docs and /redoc into a folder.

Without them the pages load the same from a CDN, so being offline is no error: the next attempt is an hour later.
"""

import time
from pathlib import Path

import wheels
from localservers.process import say
from localservers.settings import LOCAL, ROOT

_LAST = "redoc.standalone.js"
_FILES = ["swagger-ui-dist/swagger-ui.css", "swagger-ui-dist/swagger-ui-bundle.js", "swagger-ui-dist/favicon-32x32.png"]
_SECONDS_BETWEEN_ATTEMPTS = 3600


def add_arguments(parser):
    parser.add_argument("folder", nargs="?", type=Path, default=LOCAL / "docs-ui", help="default: .local/docs-ui")


def main(options):
    fill(options.folder)


def fill(folder):
    unavailable = folder / ".unavailable"
    # The last file tells that all are there.
    if (folder / _LAST).exists() or _is_recent(unavailable):
        return
    say(f"Fetching the scripts of the API documentation into {folder}")
    try:
        wheels.take(ROOT / "scripts" / "requirements" / "docs-ui.txt", folder, *_FILES, f"redoc/bundles/{_LAST}")
    except wheels.FetchError:
        say("They could not be fetched: /docs and /redoc will load theirs from a CDN.")
        unavailable.touch()
    else:
        unavailable.unlink(missing_ok=True)


def _is_recent(path):
    try:
        return time.time() - path.stat().st_mtime < _SECONDS_BETWEEN_ATTEMPTS
    except FileNotFoundError:
        return False
